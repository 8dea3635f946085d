#pragma once

#include "projections/ledger/ledger.h"
#include "tools/look/window.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace tally::look {

// The accounts that a list goes through: all of a ledger in order of creation, or the one named.
class HandleRange {
public:
    HandleRange(Ledger const& ledger, std::optional<AccountHandle> only)
        : at_(only ? only->value : 0), end_(only ? at_ + std::size_t{1} : ledger.account_count()) {}

    // If each of them is a row: leaves out those before the window.
    void skip(Window& window) { at_ += window.skips(end_ - at_); }

    [[nodiscard]] bool at_end() const { return at_ == end_; }

    [[nodiscard]] AccountHandle here() const {
        return AccountHandle{static_cast<std::uint32_t>(at_)};
    }

    void advance() { ++at_; }

private:
    std::size_t at_;
    std::size_t end_;
};

}  // namespace tally::look
