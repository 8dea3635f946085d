#include "tools/reconcile/sources/bai2_record.h"

#include "tools/reconcile/sources/fields.h"

#include <utility>

namespace tally::reconcile {

namespace {

constexpr std::size_t logical_max = std::size_t{4} << 20U;

bool is_code(std::string_view line) {
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    return line.size() >= 3 && digit(line[0]) && digit(line[1]) &&
           (line[2] == ',' || line[2] == '/');
}

void find_fields(Bai2Record& record) {
    record.starts.push_back(0);
    for (std::size_t i = 0; i < record.text.size(); ++i) {
        if (record.text[i] == ',') record.starts.push_back(i + 1);
    }
}

}  // namespace

std::string_view Bai2Record::field(std::size_t index) const {
    if (index >= starts.size()) return {};
    auto const end = index + 1 < starts.size() ? starts[index + 1] - 1 : text.size();
    return trimmed(std::string_view{text}.substr(starts[index], end - starts[index]));
}

std::string_view Bai2Record::rest_from(std::size_t index) const {
    if (index >= starts.size()) return {};
    return std::string_view{text}.substr(starts[index]);
}

std::optional<Bai2Records::Physical> Bai2Records::physical() {
    while (auto const line = lines_.next()) {
        auto const text = trimmed(line->text);
        if (text.empty()) continue;
        if (!is_code(text)) {
            mistakes_.add({line->position,
                           "record",
                           "does not begin with a record code of BAI2 and a comma (01, 02, 03, 16, "
                           "88, 49, 98, 99)",
                           LeftOut::line});
            continue;
        }
        return Physical{std::string{text.substr(0, 2)},
                        std::string{text.substr(text[2] == ',' ? 3 : 2)},
                        line->position};
    }
    return std::nullopt;
}

std::optional<Bai2Record> Bai2Records::next() {
    auto first = ahead_ ? std::exchange(ahead_, std::nullopt) : physical();
    if (!first) return std::nullopt;
    Bai2Record record;
    record.code = first->code;
    record.position = first->position;
    record.physical = 1;
    record.text = std::move(first->text);
    while ((ahead_ = physical()) && ahead_->code == "88") {
        ++record.physical;
        if (record.text.size() + ahead_->text.size() > logical_max) continue;
        // A slash ends the fields of the record so far; without one, a text goes on.
        bool const closed = record.text.ends_with('/');
        if (closed) record.text.pop_back();
        record.text += closed ? ',' : ' ';
        record.text += ahead_->text;
    }
    if (record.text.ends_with('/')) record.text.pop_back();
    find_fields(record);
    return record;
}

}  // namespace tally::reconcile
