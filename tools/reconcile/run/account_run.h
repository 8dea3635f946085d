#pragma once

#include "journal/vocabulary/result.h"
#include "replay/reconcile/matcher.h"
#include "tools/reconcile/run/ledger_side.h"
#include "tools/reconcile/run/rules.h"
#include "tools/reconcile/run/statement_side.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tally::reconcile {

// Something that needs a person. Amounts are what the statement has more than the record.
struct Break {
    std::string id;  // of account, asset, code and lines: the same tomorrow
    BreakCode code = BreakCode::unclassified;
    SignedAmount amount;
    std::string reference;
    std::vector<std::string> internal;  // "17.2": entry and posting
    std::vector<std::string> external;  // the lines' entry references
    Days date = 0;                      // of the oldest of its lines
    Days first_seen = 0;
    std::uint64_t age = 0;           // days from its date to the cut-off
    std::uint64_t business_age = 0;  // Saturdays and Sundays left out
    bool continuing = false;         // a previous run had it
    bool material = true;
    std::vector<std::string> suggestion;  // lines of the other side that would add up
    std::string note;                     // what amounts and names cannot say
};

struct MatchLine {
    MatchRule rule = MatchRule::reference_amount_date;
    SignedAmount residual;
    std::vector<std::string> internal;
    std::vector<std::string> external;
};

// What one side says, and where its lines went. lines = matched + broken + excluded, always.
struct Control {
    std::uint64_t lines = 0;
    std::uint64_t matched = 0;
    std::uint64_t broken = 0;
    std::uint64_t excluded = 0;
    SignedAmount opening;
    SignedAmount movements;
    SignedAmount closing;
    bool told = true;  // false: the statements name no opening or closing balance
};

// One account of the rules, laid side by side.
struct AccountRun {
    std::uint8_t scale = 0;
    std::uint64_t statements = 0;
    Days since = 0;
    Days cut_off = 0;            // of the record
    Days statement_cut_off = 0;  // of the statements
    Exclusions record_exclusions;
    Exclusions statement_exclusions;
    Control internal;
    Control external;
    std::vector<MatchLine> matches;
    std::vector<Break> breaks;
    SignedAmount residuals;        // of matches within the tolerance
    SignedAmount net;              // of all breaks, with their signs
    Amount gross;                  // without
    bool incomplete = false;       // there can be no opinion
    std::vector<std::string> why;  // one for each reason
};

// The day on which a break with this id was first seen, from a previous run.
using SeenBefore = std::map<std::string, Days>;

// Compares one account. `statements` are those of this account, in any order; they may overlap, a
// line that is there twice counts once. The ledger's side is taken apart. Fails if they are in
// another asset or say different things about one line.
[[nodiscard]] Result<AccountRun> run_account(AccountRules const& rules,
                                             LedgerSide&& ledger,
                                             std::vector<Statement const*> statements,
                                             SeenBefore const& seen);

}  // namespace tally::reconcile
