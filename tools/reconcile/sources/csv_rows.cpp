#include "tools/reconcile/sources/csv_rows.h"

#include "tools/reconcile/sources/fields.h"

#include <cstddef>

namespace tally::reconcile {

namespace {

constexpr std::size_t field_max = 65'536;

}  // namespace

// False if a quote stands where none may be.
bool CsvRows::take(std::string_view line, CsvRow& row, State& state) const {
    for (char const c : line) {
        if (state != State::quoted && c == delimiter_) {
            row.fields.emplace_back();
            state = State::start;
            continue;
        }
        auto& field = row.fields.back();
        bool const is_quote = c == quote_ && quote_ != '\0';
        if (state == State::quoted) {
            if (is_quote) {
                state = State::quote_in_quoted;
            } else {
                field += c;
            }
        } else if (is_quote) {
            if (state == State::plain) return false;
            if (state == State::quote_in_quoted) field += c;
            state = State::quoted;
        } else {
            if (state == State::quote_in_quoted) return false;
            field += c;
            state = State::plain;
        }
        if (field.size() > field_max) return false;
    }
    return true;
}

std::optional<CsvRow> CsvRows::next() {
    while (auto line = lines_.next()) {
        if (trimmed(line->text).empty()) continue;
        CsvRow row;
        row.position = line->position;
        row.fields.emplace_back();
        auto state = State::start;
        bool good = take(line->text, row, state);
        while (good && state == State::quoted && (line = lines_.next())) {
            row.fields.back() += '\n';
            good = take(line->text, row, state);
        }
        if (good && state != State::quoted) return row;
        ++broken_;
        mistakes_.add({row.position,
                       "quotes",
                       "are wrong: a quoted field does not end, or a quote stands within a field; "
                       "is the mapping's quote right?",
                       LeftOut::line});
    }
    return std::nullopt;
}

}  // namespace tally::reconcile
