#pragma once

#include "journal/vocabulary/result.h"
#include "replay/reconcile/matcher.h"
#include "tools/reconcile/run/rules.h"
#include "tools/reconcile/run/texts.h"

#include <cstdint>
#include <map>
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

// A line that can be matched by nothing, and yet may be what a movement of the record is about.
struct Shadow {
    BreakCode code = BreakCode::unclassified;  // asset, unconfirmed or reorg
    StatementLine const* line = nullptr;
    std::string reference;
    std::string note;
};

// Lines that the rules, or their own status, leave aside, by reason.
struct Excluded {
    std::uint64_t lines = 0;
    SignedAmount amount;  // of those that are in the balances
    std::vector<std::string> names;
};

using Exclusions = std::map<std::string, Excluded>;

// What the statements of one account say together.
struct StatementSide {
    std::vector<Item> items;
    std::vector<StatementLine const*> lines;  // of the items
    Texts texts;                              // what the items' references point into
    std::vector<Gap> gaps;
    std::optional<SignedAmount> opening;
    std::optional<SignedAmount> closing;
    std::vector<Shadow> shadows;
    Exclusions exclusions;       // lines left aside, the shadows not among them
    SignedAmount left_aside;     // what those of them that are in the balances come to
    bool balance_only = false;   // there is nothing but closing balances
    bool orphaned = false;       // a balance at a block that another statement knows otherwise
    std::uint64_t left_out = 0;  // lines that could not be read
    Days from = 0;
    Days to = 0;
};

[[nodiscard]] Result<StatementSide> read_statements(AccountRules const& rules,
                                                    std::uint8_t scale,
                                                    std::vector<Statement const*> statements);

}  // namespace tally::reconcile
