#pragma once

#include "journal/entries/reconciliations.h"
#include "journal/vocabulary/result.h"
#include "replay/reconcile/matcher.h"
#include "tools/reconcile/run/ledger_side.h"
#include "tools/reconcile/run/rules.h"
#include "tools/reconcile/run/seen_before.h"
#include "tools/reconcile/run/statement_side.h"
#include "tools/reconcile/run/texts.h"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::reconcile {

// Movements of the record by their places, in the order of their names. Nearly always it is one.
using Places = boost::container::small_vector<std::uint64_t, 1>;

// What few breaks have.
struct Remarks {
    std::vector<std::string> suggestion;  // lines of the other side that would add up
    std::string note;                     // what amounts and names cannot say
};

// Something that needs a person. Amounts are what the statement has more than the record. There may
// be millions of these: texts that can be made of something shorter are made when they are written.
struct Break {
    BreakId id;     // of account, asset, code and lines: the same tomorrow
    Days date = 0;  // of the oldest of its lines
    Days first_seen = 0;
    SignedAmount amount;
    std::string_view reference;  // lives in the run's texts
    Places internal;
    std::vector<std::string> external;  // the lines' entry references
    std::unique_ptr<Remarks> remarks;
    BreakCode code = BreakCode::unclassified;
    bool continuing = false;  // a previous run had it
    bool material = true;

    [[nodiscard]] std::string_view note() const {
        return remarks ? std::string_view{remarks->note} : std::string_view{};
    }

    void set_note(std::string text) { added_remarks().note = std::move(text); }

    [[nodiscard]] std::span<std::string const> suggestion() const {
        return remarks ? std::span<std::string const>{remarks->suggestion}
                       : std::span<std::string const>{};
    }

    void set_suggestion(std::vector<std::string> lines) {
        added_remarks().suggestion = std::move(lines);
    }

private:
    Remarks& added_remarks() {
        if (!remarks) remarks = std::make_unique<Remarks>();
        return *remarks;
    }
};

struct MatchLine {
    MatchRule rule = MatchRule::reference_amount_date;
    SignedAmount residual;
    Places internal;
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
    std::vector<Texts> texts;      // what the breaks' references point into
    SignedAmount residuals;        // of matches within the tolerance
    SignedAmount net;              // of all breaks, with their signs
    Amount gross;                  // without
    bool incomplete = false;       // there can be no opinion
    std::vector<std::string> why;  // one for each reason
};

// Compares one account. `statements` are those of this account, in any order; they may overlap, a
// line that is there twice counts once. The ledger's side is taken apart. Fails if they are in
// another asset or say different things about one line.
[[nodiscard]] Result<AccountRun> run_account(AccountRules const& rules,
                                             LedgerSide&& ledger,
                                             std::vector<Statement const*> statements,
                                             SeenBefore const& seen);

}  // namespace tally::reconcile
