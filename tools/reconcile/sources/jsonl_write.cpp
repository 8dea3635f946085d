#include "tools/reconcile/sources/jsonl_write.h"

#include "tools/cli/json_text.h"
#include "tools/reconcile/sources/fields.h"
#include "tools/text/time.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tally::reconcile {

namespace {

void add_text(cli::JsonText& json, std::string_view name, std::string_view text) {
    if (!text.empty()) json.key(name).text(text);
}

void add_date(cli::JsonText& json, std::string_view name, Days date) {
    if (date != 0) json.key(name).text(text::format_date(date));
}

void add_moment(cli::JsonText& json, std::string_view name, Timestamp moment) {
    if (moment != never) json.key(name).text(text::format_time(moment));
}

void add_amount(cli::JsonText& json,
                std::string_view name,
                std::optional<SignedAmount> amount,
                std::uint8_t scale) {
    if (amount) json.key(name).text(format_signed(*amount, scale));
}

// A list for each field, in the order in which the fields first come.
void add_references(cli::JsonText& json, std::vector<Reference> const& references) {
    if (references.empty()) return;
    json.key("references").begin_object();
    for (std::size_t i = 0; i < references.size(); ++i) {
        auto const field = references[i].field;
        auto const same = [&](Reference const& other) { return other.field == field; };
        auto const from = references.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::find_if(references.begin(), from, same) != from) continue;
        json.key(name_of(field)).begin_array();
        for (auto const& one : references) {
            if (one.field == field) json.text(one.text);
        }
        json.end_array();
    }
    json.end_object();
}

}  // namespace

std::string statement_json(Statement const& statement) {
    cli::JsonText json;
    json.begin_object().key("statement").begin_object();
    json.key("source").text(statement.source);
    json.key("id").text(statement.id);
    json.key("account").text(statement.account);
    json.key("asset").text(statement.asset);
    json.key("scale").number(statement.scale);
    add_amount(json, "opening", statement.opening, statement.scale);
    add_amount(json, "closing", statement.closing, statement.scale);
    if (statement.number) json.key("number").number(*statement.number);
    add_date(json, "from", statement.from);
    add_date(json, "to", statement.to);
    add_moment(json, "made", statement.made);
    if (statement.block) {
        json.key("block").begin_object().key("number").number(statement.block->number);
        json.key("hash").text(statement.block->hash);
        json.key("chain").text(statement.block->chain).end_object();
    }
    add_text(json, "file", statement.file_hash);
    json.end_object().end_object();
    return json.take();
}

std::string line_json(StatementLine const& line, std::uint8_t scale) {
    cli::JsonText json;
    json.begin_object();
    json.key("entry").text(line.entry_reference);
    json.key("amount").text(format_signed(line.amount, scale));
    add_date(json, "booking_date", line.booking_date);
    add_date(json, "value_date", line.value_date);
    add_moment(json, "moment", line.moment);
    if (line.status != LineStatus::booked) json.key("status").text(name_of(line.status));
    if (line.block) json.key("block").number(*line.block);
    if (line.reversal) json.key("reversal").boolean(true);
    add_text(json, "batch", line.batch_reference);
    add_references(json, line.references);
    add_text(json, "code", line.code);
    add_text(json, "text", line.text);
    if (line.position.line != 0) {
        json.key("line").number(line.position.line).key("byte").number(line.position.byte);
    }
    json.end_object();
    return json.take();
}

std::string end_json(Statement const& statement) {
    cli::JsonText json;
    json.begin_object().key("end").begin_object();
    json.key("lines").number(statement.lines.size());
    if (statement.left_out != 0) json.key("left_out").number(statement.left_out);
    json.end_object().end_object();
    return json.take();
}

std::string to_jsonl(Statement const& statement) {
    std::string out = statement_json(statement) + "\n";
    for (auto const& line : statement.lines)
        out.append(line_json(line, statement.scale)).append("\n");
    return out.append(end_json(statement)).append("\n");
}

}  // namespace tally::reconcile
