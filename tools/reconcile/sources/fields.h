#pragma once

#include "journal/vocabulary/timestamp.h"
#include "replay/reconcile/statement.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Values of statements, from text: exact, or a fault that says what is wrong and what to do.
namespace tally::reconcile {

template <class T>
struct Taken {
    T value{};
    std::string fault;  // begins with what was read; empty: value is good

    [[nodiscard]] bool ok() const { return fault.empty(); }
};

template <class T>
[[nodiscard]] Taken<T> faulty(std::string_view read, std::string_view what) {
    return {T{}, std::string{"\""}.append(read.substr(0, 80)).append("\" ").append(what)};
}

struct NumberStyle {
    char point = '.';
    char group = '\0';      // between thousands; none
    bool open_end = false;  // MT940 writes 12 as "12,"
    bool signs = true;      // a leading + or -
};

// "1234.50" at scale 2. A sign before zero, and digits beyond the scale, are faults.
[[nodiscard]] Taken<SignedAmount> take_amount(std::string_view text,
                                              std::uint8_t scale,
                                              NumberStyle const& style = {});

// BAI2's way: digits only, the last `scale` of them behind the point that is not written.
[[nodiscard]] Taken<SignedAmount> take_units(std::string_view text);

[[nodiscard]] Taken<std::uint64_t> take_count(std::string_view text);

// Statements are about days from 1980 to 2099; any other date is a mistake, however valid.
[[nodiscard]] Taken<Days> checked_days(std::string_view read,
                                       unsigned year,
                                       unsigned month,
                                       unsigned day);
[[nodiscard]] Taken<Days> take_iso_date(std::string_view text);    // 2026-11-21
[[nodiscard]] Taken<Days> take_short_date(std::string_view text);  // 261121

// By a pattern of %Y %y %m %d %b and literal characters, as "%d.%m.%Y".
[[nodiscard]] Taken<Days> take_date(std::string_view text, std::string_view pattern);

[[nodiscard]] Taken<Timestamp> take_moment(std::string_view text);  // RFC 3339; no zone means UTC

[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] std::string format_signed(SignedAmount amount, std::uint8_t scale);

// As rules, mappings and JSONL call the fields: "end_to_end".
[[nodiscard]] std::string_view name_of(ReferenceField field);
[[nodiscard]] std::optional<ReferenceField> reference_field_named(std::string_view name);
[[nodiscard]] std::string_view name_of(LineStatus status);
[[nodiscard]] std::optional<LineStatus> line_status_named(std::string_view name);

// Adds a reference unless it is empty, says that there is none, or is there already.
void add_reference(StatementLine& line, ReferenceField field, std::string_view text);

}  // namespace tally::reconcile
