#pragma once

#include "journal/entry.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tally {

struct Asset {
    AssetCode code;
    AssetNumber number;
    std::uint8_t scale = 0;
};

// The assets of a record, numbered from 1 in order of creation. They are few and never go away.
class Assets {
public:
    static constexpr std::uint16_t version = 1;

    explicit Assets(UndoLog& undo) : undo_(undo) {}

    template <class Body>
    void apply(Body const&, Entry const&) {}

    void apply(CreateAsset const& body, Entry const& entry);

    // All of them, in order of number.
    [[nodiscard]] std::span<Asset const> all() const { return assets_; }

    // Null if there is none.
    [[nodiscard]] Asset const* find(AssetCode const& code) const;
    [[nodiscard]] Asset const* find(AssetNumber number) const;

    void reserve(std::size_t) {}

    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

private:
    UndoLog& undo_;
    std::vector<Asset> assets_;
};

}  // namespace tally
