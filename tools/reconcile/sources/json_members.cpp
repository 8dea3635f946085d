#include "tools/reconcile/sources/json_members.h"

#include "tools/reconcile/sources/scales.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tally::reconcile {

namespace {

using json::Node;
using json::NodeKind;

void take_block(JsonMembers& members, Statement& statement) {
    auto const* const node = members.find("block");
    if (node == nullptr) return;
    JsonMembers inner{members.tape(), members.tape().index_of(*node)};
    constexpr std::array<std::string_view, 3> known{"number", "hash", "chain"};
    inner.only(known);
    BlockPoint block;
    block.number = inner.count("number");
    block.hash = inner.text("hash", true);
    block.chain = inner.text("chain", true);
    if (!inner.ok()) return members.fail("block." + inner.field(), inner.fault());
    statement.block = std::move(block);
}

void take_reference(JsonMembers& members,
                    StatementLine& line,
                    Node const& name,
                    Node const& value) {
    auto const field = reference_field_named(name.text);
    if (!field)
        return members.fail("references", "has no field called \"" + std::string{name.text} + "\"");
    if (value.kind != NodeKind::string || value.text.empty()) {
        return members.fail("references", "need texts, and lists of texts, that are not empty");
    }
    line.references.push_back({*field, std::string{value.text}});
}

void take_references(JsonMembers& members, StatementLine& line) {
    auto const* const node = members.find("references");
    if (node == nullptr) return;
    if (node->kind != NodeKind::object) return members.fail("references", "is not an object");
    auto const& tape = members.tape();
    for (auto at = tape.index_of(*node) + 1; at < node->next && members.ok();
         at = tape[at + 1].next) {
        auto const& value = tape[at + 1];
        if (value.kind != NodeKind::array) {
            take_reference(members, line, tape[at], value);
            continue;
        }
        for (auto each = at + 2; each < value.next; each = tape[each].next)
            take_reference(members, line, tape[at], tape[each]);
    }
}

bool take_scale(JsonMembers& members, std::span<AssetScale const> told, Statement& statement) {
    auto const* const node = members.find("scale");
    if (node == nullptr) {
        auto const scale = scale_of(statement.asset, told);
        if (!scale) members.fail("scale", "is missing, and ISO 4217 does not know the asset");
        statement.scale = scale.value_or(0);
    } else {
        auto const scale = members.count("scale");
        if (scale > 38) members.fail("scale", "is larger than 38");
        statement.scale = static_cast<std::uint8_t>(std::min<std::uint64_t>(scale, 38));
    }
    return members.ok();
}

}  // namespace

JsonMembers::JsonMembers(json::Tape const& tape, std::size_t object)
    : tape_(tape), object_(object) {
    if (tape_[object_].kind != NodeKind::object) fail("value", "is not an object");
}

void JsonMembers::fail(std::string_view field, std::string text) {
    if (!ok()) return;
    field_ = field;
    fault_ = std::move(text);
}

Node const* JsonMembers::find(std::string_view name) {
    if (!ok()) return nullptr;
    for (auto at = object_ + 1; at < tape_[object_].next; at = tape_[at + 1].next) {
        if (tape_[at].text == name) return &tape_[at + 1];
    }
    return nullptr;
}

std::string_view JsonMembers::text(std::string_view name, bool required) {
    auto const* const node = find(name);
    if (node == nullptr) {
        if (required) fail(name, "is missing");
        return {};
    }
    if (node->kind != NodeKind::string) fail(name, "is not a text in quotes");
    return node->text;
}

std::uint64_t JsonMembers::count(std::string_view name) {
    auto const* const node = find(name);
    if (node == nullptr) return 0;
    auto const count = take_count(node->text);
    if (node->kind != NodeKind::number || !count.ok()) fail(name, "is not a whole number");
    return count.value;
}

bool JsonMembers::flag(std::string_view name) {
    auto const* const node = find(name);
    if (node == nullptr) return false;
    if (node->kind != NodeKind::boolean) fail(name, "is not true or false");
    return node->text == "true";
}

Days JsonMembers::date(std::string_view name) {
    auto const read = text(name, false);
    if (read.empty()) return 0;
    auto const date = take_iso_date(read);
    if (!date.ok()) fail(name, date.fault);
    return date.value;
}

Timestamp JsonMembers::moment(std::string_view name) {
    auto const read = text(name, false);
    if (read.empty()) return never;
    auto const moment = take_moment(read);
    if (!moment.ok()) fail(name, moment.fault);
    return moment.value;
}

SignedAmount JsonMembers::amount(std::string_view name, std::uint8_t scale) {
    auto const read = text(name, true);
    if (!ok()) return {};
    auto const amount = take_amount(read, scale);
    if (!amount.ok()) fail(name, amount.fault);
    return amount.value;
}

void JsonMembers::only(std::span<std::string_view const> names) {
    if (!ok()) return;
    std::uint64_t seen = 0;
    for (auto at = object_ + 1; at < tape_[object_].next && ok(); at = tape_[at + 1].next) {
        auto const found = std::find(names.begin(), names.end(), tape_[at].text);
        if (found == names.end()) return fail(tape_[at].text, "is not a field here");
        auto const bit = std::uint64_t{1} << static_cast<unsigned>(found - names.begin());
        if ((seen & bit) != 0) return fail(tape_[at].text, "is given twice");
        seen |= bit;
    }
}

bool take_statement(JsonMembers& members, std::span<AssetScale const> told, Statement& statement) {
    constexpr std::array<std::string_view, 13> known{"source",
                                                     "id",
                                                     "account",
                                                     "asset",
                                                     "scale",
                                                     "opening",
                                                     "closing",
                                                     "number",
                                                     "from",
                                                     "to",
                                                     "made",
                                                     "block",
                                                     "file"};
    members.only(known);
    statement.source = members.text("source", false);
    if (statement.source.empty()) statement.source = "jsonl";
    statement.id = members.text("id", true);
    statement.account = members.text("account", true);
    statement.asset = members.text("asset", true);
    if (!members.ok() || !take_scale(members, told, statement)) return false;
    if (members.find("opening") != nullptr) {
        statement.opening = members.amount("opening", statement.scale);
    }
    if (members.find("closing") != nullptr) {
        statement.closing = members.amount("closing", statement.scale);
    }
    if (members.find("number") != nullptr) statement.number = members.count("number");
    statement.from = members.date("from");
    statement.to = members.date("to");
    statement.made = members.moment("made");
    statement.file_hash = members.text("file", false);
    take_block(members, statement);
    return members.ok();
}

bool take_line(JsonMembers& members, std::uint8_t scale, StatementLine& line) {
    constexpr std::array<std::string_view, 14> known{"entry",
                                                     "amount",
                                                     "booking_date",
                                                     "value_date",
                                                     "moment",
                                                     "status",
                                                     "block",
                                                     "reversal",
                                                     "batch",
                                                     "references",
                                                     "code",
                                                     "text",
                                                     "line",
                                                     "byte"};
    members.only(known);
    line.entry_reference = members.text("entry", true);
    line.amount = members.amount("amount", scale);
    line.booking_date = members.date("booking_date");
    line.value_date = members.date("value_date");
    line.moment = members.moment("moment");
    line.reversal = members.flag("reversal");
    line.batch_reference = members.text("batch", false);
    line.code = members.text("code", false);
    line.text = members.text("text", false);
    if (auto const* const node = members.find("status"); node != nullptr) {
        auto const status = line_status_named(members.text("status", true));
        if (!status)
            members.fail("status",
                         "is none of booked, pending, information, unconfirmed, orphaned");
        line.status = status.value_or(LineStatus::booked);
    }
    if (members.find("block") != nullptr) line.block = members.count("block");
    take_references(members, line);
    if (members.find("line") != nullptr) {
        line.position = {members.count("line"), members.count("byte")};
    }
    return members.ok();
}

bool take_end(JsonMembers& members, std::uint64_t& lines, std::uint64_t& left_out) {
    constexpr std::array<std::string_view, 2> known{"lines", "left_out"};
    members.only(known);
    if (members.find("lines") == nullptr) members.fail("lines", "is missing");
    lines = members.count("lines");
    left_out = members.count("left_out");
    return members.ok();
}

}  // namespace tally::reconcile
