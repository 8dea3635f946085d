#include "tools/books/reconciliation_rows.h"

#include "journal/crypto/text.h"
#include "replay/reconcile/matcher.h"
#include "tools/books/tabular_books.h"
#include "tools/json/break_id.h"
#include "tools/json/names.h"
#include "tools/text/time.h"

#include <array>
#include <string_view>
#include <variant>

namespace tally::books {

namespace {

// What an event of a run names besides the run and its account.
struct Named {
    BreakId found = no_break;
    TransferId transfer = {};
    Hash32 commitment = {};
};

class RunRows {
public:
    RunRows(TableSink& sink, Entry const& entry, State const& after)
        : sink_(sink), entry_(entry), state_(after), shown_(after) {}

    template <class Body>
    Result<void> write(Body const&) {
        return success();
    }

    Result<void> write(RecordReconciliation const& body) {
        std::array const row{sequence(),
                             Value{to_hex(body.run.span())},
                             id_of(body.account.value),
                             Value{shown_.asset(body.asset)},
                             Value{text::format_date(body.cut_off)},
                             Value{json::word_for(json::verdicts, body.verdict)},
                             Value::of(body.matched),
                             Value::of(body.break_count),
                             Value::of(body.material_count),
                             amount_of(state_, body.more_on_statement, body.asset),
                             amount_of(state_, body.more_on_record, body.asset),
                             Value::of(body.size),
                             Value{to_hex(body.root.span())},
                             Value{to_hex(body.rules.span())}};
        TALLY_TRYV(sink_.row(Table::runs, row));
        for (auto const& found : body.breaks) {
            TALLY_TRYV(write_break(body, found));
        }
        return event(body, "record", {});
    }

    Result<void> write(CommentBreak const& body) {
        auto const what = body.explains ? "explain" : "comment";
        return event(body, what, {body.break_id, {}, body.commitment});
    }

    Result<void> write(WriteOffBreak const& body) {
        return event(body, "write_off", {body.break_id, body.transfer, {}});
    }

    Result<void> write(CorrectBreak const& body) {
        return event(body, "correct", {body.break_id, body.transfer, {}});
    }

    Result<void> write(SignReconciliation const& body) {
        return event(body, json::word_for(json::sign_actions, body.action), {});
    }

private:
    [[nodiscard]] Value sequence() const { return Value::of(entry_.sequence.value); }

    Result<void> write_break(RecordReconciliation const& body, ReconciliationBreak const& found) {
        std::array const row{
            sequence(),
            Value{to_hex(body.run.span())},
            id_of(body.account.value),
            Value{json::break_id_text(found.id)},
            Value{reconcile::name_of(static_cast<reconcile::BreakCode>(found.code))},
            Value{json::word_for(json::more_on_sides, found.more_on)},
            amount_of(state_, found.amount, body.asset),
            Value::of(found.material ? 1 : 0)};
        return sink_.row(Table::breaks, row);
    }

    template <class Body>
    Result<void> event(Body const& body, std::string_view what, Named const& named) {
        auto const none = Value::nothing();
        std::array const row{
            sequence(),
            Value{what},
            Value{to_hex(body.run.span())},
            id_of(body.account.value),
            named.found == no_break ? none : Value{json::break_id_text(named.found)},
            id_of(named.transfer.value),
            Value::of(entry_.key.value),
            named.commitment.is_zero() ? none : Value{to_hex(named.commitment.span())}};
        return sink_.row(Table::run_events, row);
    }

    TableSink& sink_;
    Entry const& entry_;
    State const& state_;
    look::Shown shown_;
};

}  // namespace

Result<void> write_reconciliation_event(TableSink& sink, Entry const& entry, State const& after) {
    if (outcome_of(entry.body) != Outcome::ok) return success();
    RunRows rows{sink, entry, after};
    return std::visit([&](auto const& body) { return rows.write(body); }, entry.body);
}

}  // namespace tally::books
