#include "journal/entries/reconciliations.h"
#include "replay/reconcile/matcher.h"
#include "tools/json/break_id.h"
#include "tools/json/command_kinds.h"
#include "tools/json/fields.h"
#include "tools/json/names.h"

namespace tally::json {

namespace {

// What a leaf has room for. The decider's own limit is lower: too_many_breaks.
constexpr std::size_t most_breaks = 1'500;

struct TakingBreak {
    ReconciliationBreak& found;
    EventNames& names;
};

void read_break_id(Reading& reading, Node const& node, BreakId& to) {
    if (!reading.expect(node, NodeKind::string)) return;
    auto const id = parse_break_id(node.text);
    if (!id) return reading.fail(node, "is not the id of a break: 16 digits from 0-9 and a-f");
    to = *id;
}

void break_id(Reading& reading, Node const& node, TakingBreak& to) {
    read_break_id(reading, node, to.found.id);
}

void break_code(Reading& reading, Node const& node, TakingBreak& to) {
    if (!reading.expect(node, NodeKind::string)) return;
    for (int code = 1; code <= static_cast<int>(reconcile::BreakCode::unclassified); ++code) {
        if (reconcile::name_of(static_cast<reconcile::BreakCode>(code)) != node.text) continue;
        to.found.code = static_cast<std::uint8_t>(code);
        return;
    }
    reading.fail(node, Reading::no_such(node.text));
}

void break_amount(Reading& reading, Node const& node, TakingBreak& to) {
    reading.decimal(node, to.names.amount);
}

void break_side(Reading& reading, Node const& node, TakingBreak& to) {
    reading.choice(node, std::span{more_on_sides}, to.found.more_on);
}

void break_material(Reading& reading, Node const& node, TakingBreak& to) {
    reading.boolean(node, to.found.material);
}

constexpr Field<TakingBreak> break_fields[]{
    {"id", true, break_id},
    {"code", true, break_code},
    {"amount", true, break_amount},
    {"more_on", false, break_side},
    {"material", false, break_material},
};

void breaks(Reading& reading, Node const& node, Taking<RecordReconciliation>& to) {
    if (!reading.expect(node, NodeKind::array)) return;
    auto const& tape = reading.tape();
    for (auto i = tape.index_of(node) + 1; i < node.next && reading.ok(); i = tape[i].next) {
        reading.field("breaks");
        if (to.body.breaks.size() == most_breaks)
            return reading.fail(tape[i], "has more breaks than one entry holds");
        if (!reading.expect(tape[i], NodeKind::object)) return;
        TakingBreak one{to.body.breaks.emplace_back(), to.parsed.events.emplace_back()};
        read_object<TakingBreak>(reading, i, break_fields, one);
    }
}

template <class BodyType>
void of_break(Reading& reading, Node const& node, Taking<BodyType>& to) {
    read_break_id(reading, node, to.body.break_id);
}

// The totals take the places of the two decimals that have the asset's scale.
constexpr auto record_fields = with_common<RecordReconciliation>({
    {"run", true, bytes<&RecordReconciliation::run>},
    {"account", true, id<&RecordReconciliation::account>},
    {"asset", true, name<&ParsedCommand::asset, RecordReconciliation>},
    {"gains_by", true, choice<&RecordReconciliation::gains_by, gains_by_sides>},
    {"verdict", true, choice<&RecordReconciliation::verdict, verdicts>},
    {"rules", true, bytes<&RecordReconciliation::rules>},
    {"root", true, bytes<&RecordReconciliation::root>},
    {"size", true, big<&RecordReconciliation::size>},
    {"cut_off", true, date<&RecordReconciliation::cut_off>},
    {"matched", true, big<&RecordReconciliation::matched>},
    {"break_count", true, integer<&RecordReconciliation::break_count>},
    {"material_count", true, integer<&RecordReconciliation::material_count>},
    {"more_on_statement", true, decimal<Role::amount, RecordReconciliation>},
    {"more_on_record", true, decimal<Role::budget, RecordReconciliation>},
    {"breaks", true, breaks},
});

constexpr auto comment_fields = with_common<CommentBreak>({
    {"run", true, bytes<&CommentBreak::run>},
    {"account", true, id<&CommentBreak::account>},
    {"break", false, of_break<CommentBreak>},
    {"commitment", true, bytes<&CommentBreak::commitment>},
    {"explains", false, flag<&CommentBreak::explains>},
});

constexpr auto write_off_fields = with_common<WriteOffBreak>({
    {"run", true, bytes<&WriteOffBreak::run>},
    {"account", true, id<&WriteOffBreak::account>},
    {"break", true, of_break<WriteOffBreak>},
    {"id", true, id<&WriteOffBreak::transfer>},
    {"against", true, id<&WriteOffBreak::against>},
    {"code", true, integer<&WriteOffBreak::code>},
});

constexpr auto correct_fields = with_common<CorrectBreak>({
    {"run", true, bytes<&CorrectBreak::run>},
    {"account", true, id<&CorrectBreak::account>},
    {"break", true, of_break<CorrectBreak>},
    {"id", true, id<&CorrectBreak::transfer>},
});

constexpr auto sign_fields = with_common<SignReconciliation>({
    {"run", true, bytes<&SignReconciliation::run>},
    {"account", true, id<&SignReconciliation::account>},
    {"action", true, choice<&SignReconciliation::action, sign_actions>},
    {"accept_breaks", false, flag<&SignReconciliation::accept_breaks>},
});

}  // namespace

void take_record_reconciliation(Reading& reading) {
    take_fields<RecordReconciliation>(reading, record_fields);
}

void take_comment_break(Reading& reading) {
    take_fields<CommentBreak>(reading, comment_fields);
}

void take_write_off_break(Reading& reading) {
    take_fields<WriteOffBreak>(reading, write_off_fields);
}

void take_correct_break(Reading& reading) {
    take_fields<CorrectBreak>(reading, correct_fields);
}

void take_sign_reconciliation(Reading& reading) {
    take_fields<SignReconciliation>(reading, sign_fields);
}

}  // namespace tally::json
