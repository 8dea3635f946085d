#pragma once

#include "journal/vocabulary/result.h"
#include "replay/reconcile/matcher.h"
#include "tools/reconcile/run/rules.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace tally::reconcile {

// Two statements of an account between which something is missing.
struct Gap {
    std::string before;
    std::string after;
    std::optional<SignedAmount> amount;  // opening less closing; none: a number is missing
    Days date = 0;
};

// What the statements of one account say together.
struct StatementSide {
    std::vector<Item> items;
    std::vector<StatementLine const*> lines;  // of the items
    std::deque<std::string> strings;
    std::vector<Gap> gaps;
    std::optional<SignedAmount> opening;
    std::optional<SignedAmount> closing;
    std::uint64_t excluded = 0;  // pending, for information, or there a second time
    std::uint64_t left_out = 0;  // lines that could not be read
    Days from = 0;
    Days to = 0;
};

[[nodiscard]] Result<StatementSide> read_statements(AccountRules const& rules,
                                                    std::uint8_t scale,
                                                    std::vector<Statement const*> statements);

}  // namespace tally::reconcile
