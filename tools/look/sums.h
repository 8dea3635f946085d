#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/ids.h"
#include "tools/look/shown.h"

#include <compare>
#include <cstdint>
#include <string>

namespace tally::look {

// A sum over accounts: each total fits 128 bits, their sum need not.
struct Sum {
    std::uint64_t carries = 0;
    uint128 low = 0;

    void add(Amount amount) {
        low += amount.units();
        if (low < amount.units()) ++carries;
    }

    friend auto operator<=>(Sum const&, Sum const&) = default;

    // left less right, which is not larger.
    friend Sum operator-(Sum const& left, Sum const& right) {
        std::uint64_t const borrowed = left.low < right.low ? 1 : 0;
        return {left.carries - right.carries - borrowed, left.low - right.low};
    }
};

[[nodiscard]] std::string sum_text(Shown const& shown, Sum const& sum, AssetNumber asset);

// credits less debits, with a minus if the debits are more.
[[nodiscard]] std::string balance_text(Shown const& shown,
                                       Sum const& debits,
                                       Sum const& credits,
                                       AssetNumber asset);

}  // namespace tally::look
