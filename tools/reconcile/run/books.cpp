#include "tools/reconcile/run/books.h"

#include "replay/diff.h"
#include "replay/fold.h"
#include "tools/look/movement.h"
#include "tools/reconcile/run/break_list.h"
#include "tools/text/number.h"

#include <utility>

namespace tally::reconcile {

namespace {

// How many differences are listed; how many there are is always said.
constexpr std::uint64_t listed_max = 100;

void add_break(Run& run, BreakCode code, std::string what, Days day, SeenBefore const& seen) {
    Break added;
    added.code = code;
    added.id = id_of_text(std::string{name_of(code)} + ":" + what);
    auto const before = seen.find(added.id);
    added.continuing = before.has_value();
    added.date = day;
    added.first_seen = before.value_or(day);
    added.set_note(std::move(what));
    run.own.push_back(std::move(added));
}

std::string text_of(std::optional<DiffValue> const& value) {
    if (!value) return "nothing";
    return value->is_number ? text::format_units(value->number, value->scale) : value->text;
}

std::string text_of(Difference const& one) {
    auto const what = one.kind + " " + text::format_integer(one.id);
    if (one.field.empty())
        return what + (one.left ? " is only in the stored projections"
                                : " is not in the stored projections");
    return what + ": " + one.field + " is stored as " + text_of(one.left) +
           ", and the entries lead to " + text_of(one.right);
}

}  // namespace

void judge_rules(LedgerSides const& ledgers, SeenBefore const& seen, Run& run) {
    auto const day = look::day_of(ledgers.state->last_time());
    for (auto const& violation : ledgers.violations)
        add_break(run,
                  BreakCode::invariant,
                  violation.rule + ", " + violation.where + ": " + violation.found,
                  day,
                  seen);
}

Result<void> judge_projections(
    Record const& record, Point at, State const& fresh, SeenBefore const& seen, Run& run) {
    TALLY_TRY(stored, state_at(record, at));
    auto const day = look::day_of(fresh.last_time());
    for (auto const& note : stored.notes)
        add_break(run, BreakCode::projection_drift, note, day, seen);
    if (stored.snapshot_size == 0) {
        if (stored.notes.empty())
            run.own_incomplete.emplace_back(
                "no projection is stored at or before that point, so that there is nothing to "
                "compare a replay with");
        return success();
    }
    std::uint64_t listed = 0;
    auto const count = diff_states(*stored.state, fresh, [&](Difference const& one) {
        if (listed++ < listed_max)
            add_break(run, BreakCode::projection_drift, text_of(one), day, seen);
    });
    if (count > listed_max)
        add_break(run,
                  BreakCode::projection_drift,
                  "and " + std::to_string(count - listed_max) + " more differences",
                  day,
                  seen);
    return success();
}

}  // namespace tally::reconcile
