#include "engine/reconciliations/decide.h"
#include "journal/vocabulary/limits.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace tally {

namespace {

Outcome check_account(DecideContext const& context, RecordReconciliation const& command) {
    auto const& ledger = context.state.ledger();
    auto const account = ledger.find(command.account);
    if (account.is_none()) return Outcome::account_not_found;
    bool const same = ledger.account(account).asset == command.asset;
    return same ? Outcome::ok : Outcome::reconciliation_asset_mismatch;
}

Outcome check_point(DecideContext const& context, RecordReconciliation const& command) {
    bool const in_range = command.size != 0 && command.size <= context.next.value;
    if (!in_range) return Outcome::reconciliation_size_out_of_range;
    bool const day = command.cut_off != 0 && command.cut_off <= limits::last_date;
    return day ? Outcome::ok : Outcome::cut_off_out_of_range;
}

bool verdict_fits(RecordReconciliation const& command) {
    switch (command.verdict) {
        case ReconciliationVerdict::clean:
            return command.break_count == 0;
        case ReconciliationVerdict::material:
            return command.material_count != 0;
        case ReconciliationVerdict::immaterial:
            return command.break_count != 0 && command.material_count == 0;
        case ReconciliationVerdict::incomplete:
            return true;
    }
    return false;
}

Outcome check_ids(std::vector<ReconciliationBreak> const& breaks) {
    std::vector<BreakId> ids;
    ids.reserve(breaks.size());
    for (auto const& one : breaks) {
        if (one.id == no_break) return Outcome::break_id_must_not_be_zero;
        ids.push_back(one.id);
    }
    std::sort(ids.begin(), ids.end());
    bool const twice = std::adjacent_find(ids.begin(), ids.end()) != ids.end();
    return twice ? Outcome::break_duplicated : Outcome::ok;
}

std::optional<Amount> sum_of(std::vector<ReconciliationBreak> const& breaks, MoreOn side) {
    Amount sum;
    for (auto const& one : breaks) {
        if (one.more_on != side) continue;
        auto const grown = sum.checked_add(one.amount);
        if (!grown) return std::nullopt;
        sum = *grown;
    }
    return sum;
}

// What the list has must be what the counts and totals say. Breaks beyond those that fit are only
// in the totals, which can then be larger.
bool adds_up(RecordReconciliation const& command) {
    auto const& breaks = command.breaks;
    auto const shown = [](std::uint32_t count) {
        return std::min<std::size_t>(count, Reconciliations::max_listed);
    };
    auto const material =
        std::count_if(breaks.begin(), breaks.end(), [](auto const& one) { return one.material; });
    if (command.material_count > command.break_count) return false;
    if (breaks.size() != shown(command.break_count)) return false;
    if (static_cast<std::size_t>(material) != shown(command.material_count)) return false;
    auto const statement = sum_of(breaks, MoreOn::statement);
    auto const record = sum_of(breaks, MoreOn::record);
    if (!statement || !record) return false;
    if (breaks.size() == command.break_count)
        return *statement == command.more_on_statement && *record == command.more_on_record;
    return *statement <= command.more_on_statement && *record <= command.more_on_record;
}

Outcome check_breaks(RecordReconciliation const& command) {
    if (command.breaks.size() > Reconciliations::max_listed) return Outcome::too_many_breaks;
    auto const ids = check_ids(command.breaks);
    if (ids != Outcome::ok) return ids;
    if (!adds_up(command)) return Outcome::breaks_do_not_add_up;
    return verdict_fits(command) ? Outcome::ok : Outcome::verdict_invalid;
}

Outcome compare(RecordReconciliation known, RecordReconciliation const& again) {
    known.outcome = again.outcome;
    return known == again ? Outcome::exists : Outcome::exists_with_different_reconciliation;
}

}  // namespace

Outcome decide(DecideContext const& context, RecordReconciliation& command, Consequences&) {
    auto const& kept = context.state.reconciliations();
    ReconciliationKey const key{command.account, command.run};
    if (command.run.is_zero()) return Outcome::run_must_not_be_zero;
    if (auto const* known = kept.find(key)) return compare(known->found, command);
    if (kept.was_closed(key)) return Outcome::reconciliation_closed;
    auto outcome = check_account(context, command);
    if (outcome == Outcome::ok) outcome = check_point(context, command);
    if (outcome == Outcome::ok) outcome = check_breaks(command);
    if (outcome != Outcome::ok) return outcome;
    // One that is open will be closed: there must be room for it then.
    bool const room = kept.open_count() < Reconciliations::max_open &&
                      kept.closed_count() + kept.open_count() < Reconciliations::max_closed;
    return room ? Outcome::ok : Outcome::too_many_reconciliations;
}

}  // namespace tally
