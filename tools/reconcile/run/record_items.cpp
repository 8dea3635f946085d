#include "tools/reconcile/run/record_items.h"

#include "tools/reconcile/run/break_list.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace tally::reconcile {

namespace {

class Choice {
public:
    Choice(AccountRules const& rules,
           LedgerSide& ledger,
           StatementSide const& theirs,
           AccountRun& run)
        : rules_(rules), ledger_(ledger), theirs_(theirs), run_(run) {}

    Result<RecordItems> run() {
        find_period();
        chosen_.compared = std::move(ledger_.items);  // and chosen where they are: they are many
        auto& items = chosen_.compared;
        std::size_t kept = 0;
        for (auto const& item : items) {
            TALLY_TRY(compare, place(item));
            if (compare) items[kept++] = item;
        }
        items.resize(kept);
        TALLY_TRY(closing, sum(run_.internal.opening, run_.internal.movements));
        run_.internal.closing = closing;
        return std::move(chosen_);
    }

private:
    void find_period() {
        run_.since = rules_.since != 0 ? rules_.since : theirs_.from;
        run_.cut_off = rules_.cut_off != 0 ? rules_.cut_off : theirs_.to;
        if (theirs_.balance_only && run_.cut_off == 0)  // at no time: after all that is booked
            for (auto const& item : ledger_.items)
                run_.cut_off = std::max(run_.cut_off, item.date);
        run_.statement_cut_off =
            rules_.statement_cut_off != 0 ? rules_.statement_cut_off : theirs_.to;
    }

    // Whether it is to be compared.
    Result<bool> place(Item const& item) {
        ++run_.internal.lines;
        if (item.date < run_.since) {
            leave_aside(item, "before since", false);
            TALLY_TRY(opening, sum(run_.internal.opening, item.amount));
            run_.internal.opening = opening;
            return false;
        }
        if (item.date > run_.cut_off) {
            leave_aside(item, "after the cut-off", false);
            return item.date - run_.cut_off <= rules_.window;
        }
        TALLY_TRY(movements, sum(run_.internal.movements, item.amount));
        run_.internal.movements = movements;
        return place_in_period(item);
    }

    // Of what lies outside the period nobody wants a list.
    Excluded& leave_aside(Item const& item, std::string const& why, bool list) {
        auto& excluded = run_.record_exclusions[why];
        ++excluded.lines;
        ++run_.internal.excluded;
        if (list) excluded.names.push_back(name_of_place(item.place));
        return excluded;
    }

    // A movement of the period: to be compared, or left aside although it is in the balance.
    Result<bool> place_in_period(Item const& item) {
        if (ledger_.write_offs.contains(item.place)) {
            chosen_.write_offs.push_back(item);
            return false;
        }
        auto const* const rule = excluded_by(rules_, item.reference, item.amount, true);
        if (rule == nullptr && !theirs_.balance_only) return true;
        auto& excluded = leave_aside(
            item, rule != nullptr ? rule->reason : "the statements have balances only", true);
        TALLY_TRY(amount, sum(excluded.amount, item.amount));
        excluded.amount = amount;
        if (rule == nullptr) return false;
        TALLY_TRY(aside, sum(chosen_.left_aside, item.amount));
        chosen_.left_aside = aside;
        return false;
    }

    AccountRules const& rules_;
    LedgerSide& ledger_;
    StatementSide const& theirs_;
    AccountRun& run_;
    RecordItems chosen_;
};

}  // namespace

Result<RecordItems> choose_items(AccountRules const& rules,
                                 LedgerSide&& ledger,
                                 StatementSide const& theirs,
                                 AccountRun& run) {
    return Choice{rules, ledger, theirs, run}.run();
}

}  // namespace tally::reconcile
