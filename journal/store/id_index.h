#pragma once

#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"
#include "journal/vocabulary/uint128.h"

#include <cstdint>
#include <optional>
#include <span>

namespace tally {

// A client's id, and in which of the id spaces. The index gives `kind` no meaning.
struct IdKey {
    std::uint8_t kind = 0;  // 0 .. 254
    uint128 id = 0;

    friend bool operator==(IdKey const&, IdKey const&) = default;
};

struct IdRow {
    IdKey key;
    std::uint64_t value = 0;  // a sequence, say

    friend bool operator==(IdRow const&, IdRow const&) = default;
};

// A map on disk from ids to numbers, of any size, in bounded memory. Derived: after a crash it may
// be behind the record (progress() tells by how much) or empty, and its owner feeds it the record's
// tail again; feeding a row twice does no harm.
//
// get() may be called from any thread. put() is meant for a background thread with many rows at
// once (100,000s): those become one sorted file, without passing through a log or a memtable.
class IdIndex {
public:
    virtual ~IdIndex() = default;

    [[nodiscard]] virtual Result<std::optional<std::uint64_t>> get(IdKey key) const = 0;

    // Adds rows, or overwrites them (of two rows with one key the later wins), and moves progress,
    // all or nothing. Not durable at once: see flush().
    [[nodiscard]] virtual Result<void> put(std::span<IdRow> rows, Sequence progress) = 0;

    // Every entry before this one has been fed. Zero for a new index.
    [[nodiscard]] virtual Result<Sequence> progress() const = 0;

    // Makes what was put so far survive a crash. For an orderly end.
    [[nodiscard]] virtual Result<void> flush() = 0;
};

}  // namespace tally
