#include "tools/reconcile/sources/fields.h"

#include "tools/text/number.h"
#include "tools/text/time.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tally::reconcile {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Takes the thousands apart: each group after the first must have three digits, and none may follow
// the point. Nothing if they are not so.
std::optional<std::string> without_groups(std::string_view text, NumberStyle const& style) {
    std::string plain;
    std::size_t since = 0;
    bool grouped = false;
    bool after_point = false;
    for (char const c : text) {
        if (c == style.group && style.group != '\0') {
            if (after_point || since == 0 || (grouped && since != 3) || since > 3)
                return std::nullopt;
            grouped = true;
            since = 0;
        } else if (c == style.point) {
            if (after_point || (grouped && since != 3)) return std::nullopt;
            after_point = true;
            plain += '.';
        } else if (is_digit(c)) {
            if (!after_point) ++since;
            plain += c;
        } else {
            return std::nullopt;
        }
    }
    if (grouped && !after_point && since != 3) return std::nullopt;
    return plain;
}

std::string_view advice(text::NumberFault fault) {
    switch (fault) {
        case text::NumberFault::too_many_digits:
            return "has more digits after the point than the asset's scale; correct it, or say the "
                   "asset's scale (--scale ASSET=DIGITS)";
        case text::NumberFault::too_large:
            return "is too large for an amount";
        case text::NumberFault::empty:
            return "is empty where an amount is needed";
        default:
            return "is not an amount in the form that is used here";
    }
}

Taken<SignedAmount> with_sign(std::string_view read, uint128 units, bool negative, bool has_sign) {
    if (units == 0 && negative && has_sign) {
        return faulty<SignedAmount>(read, "is a negative zero; a zero has no sign");
    }
    auto const amount = SignedAmount::from(Amount{units}, negative);
    if (!amount) return faulty<SignedAmount>(read, "is too large for an amount");
    return {*amount, {}};
}

struct FieldName {
    ReferenceField field;
    std::string_view name;
};

constexpr FieldName field_names[] = {
    {ReferenceField::entry, "entry"},
    {ReferenceField::servicer, "servicer"},
    {ReferenceField::end_to_end, "end_to_end"},
    {ReferenceField::instruction, "instruction"},
    {ReferenceField::transaction, "transaction"},
    {ReferenceField::uetr, "uetr"},
    {ReferenceField::mandate, "mandate"},
    {ReferenceField::cheque, "cheque"},
    {ReferenceField::customer, "customer"},
    {ReferenceField::batch, "batch"},
    {ReferenceField::remittance, "remittance"},
    {ReferenceField::counterparty, "counterparty"},
    {ReferenceField::transfer, "transfer"},
    {ReferenceField::other, "other"},
};

constexpr std::array<std::string_view, 5> status_names{
    "booked", "pending", "information", "unconfirmed", "orphaned"};

constexpr std::array<std::string_view, 12> months{
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

// Reads the parts of a date as a pattern asks for them.
class DateReading {
public:
    explicit DateReading(std::string_view text) : rest_(text) {}

    bool take(char kind) {
        switch (kind) {
            case 'Y':
                return number(year, 4);
            case 'y':
                return number(year, 2) && (year += year < 80 ? 2000 : 1900, true);
            case 'm':
                return number(month, 2);
            case 'd':
                return number(day, 2);
            case 'b':
                return name();
            default:
                return false;
        }
    }

    bool literal(char c) {
        if (rest_.empty() || rest_[0] != c) return false;
        rest_.remove_prefix(1);
        return true;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;

private:
    bool number(unsigned& to, std::size_t digits) {
        std::size_t count = 0;
        for (to = 0; count < digits && count < rest_.size() && is_digit(rest_[count]); ++count)
            to = to * 10 + static_cast<unsigned>(rest_[count] - '0');
        rest_.remove_prefix(count);
        return digits == 4 ? count == 4 : count > 0;  // 1.2.2026 is as good as 01.02.2026
    }

    bool name() {
        std::string lower{rest_.substr(0, 3)};
        for (char& c : lower)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        auto const* const found = std::find(months.begin(), months.end(), lower);
        if (found == months.end()) return false;
        month = static_cast<unsigned>(found - months.begin()) + 1;
        rest_.remove_prefix(3);
        return true;
    }

    std::string_view rest_;
};

unsigned two_digits(std::string_view text, std::size_t at) {
    return static_cast<unsigned>(text[at] - '0') * 10 + static_cast<unsigned>(text[at + 1] - '0');
}

std::string padded(unsigned value, std::size_t width) {
    auto text = std::to_string(value);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

Taken<SignedAmount> take_amount(std::string_view text,
                                std::uint8_t scale,
                                NumberStyle const& style) {
    auto digits = trimmed(text);
    bool const has_sign = !digits.empty() && (digits[0] == '-' || digits[0] == '+');
    bool const negative = has_sign && digits[0] == '-';
    if (has_sign && !style.signs) {
        return faulty<SignedAmount>(text, "has a sign where the side says it; leave the sign out");
    }
    if (has_sign) digits.remove_prefix(1);
    if (style.open_end && digits.ends_with(style.point)) digits.remove_suffix(1);
    auto const plain = without_groups(digits, style);
    if (!plain) return faulty<SignedAmount>(text, advice(text::NumberFault::not_a_number));
    auto const units = text::parse_units(*plain, scale);
    if (!units.ok()) return faulty<SignedAmount>(text, advice(units.fault));
    return with_sign(text, units.value, negative, has_sign);
}

Taken<SignedAmount> take_units(std::string_view text) {
    auto digits = text;
    bool const has_sign = !digits.empty() && (digits[0] == '-' || digits[0] == '+');
    if (has_sign) digits.remove_prefix(1);
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) {
        return faulty<SignedAmount>(text, "is not a whole number of the currency's smallest unit");
    }
    auto const units = text::parse_integer(digits);
    if (!units.ok()) return faulty<SignedAmount>(text, advice(units.fault));
    return with_sign(text, units.value, has_sign && text[0] == '-', has_sign);
}

Taken<std::uint64_t> take_count(std::string_view text) {
    bool const digits = text.find_first_not_of("0123456789") == std::string_view::npos;
    auto const parsed = text::parse_integer(text, UINT64_MAX);
    if (!digits || !parsed.ok()) return faulty<std::uint64_t>(text, "is not a count");
    return {low_half(parsed.value), {}};
}

Taken<Days> checked_days(std::string_view read, unsigned year, unsigned month, unsigned day) {
    if (year < 1980 || year > 2099) {
        return faulty<Days>(read, "is not a date of a statement (1980 to 2099); correct it");
    }
    auto const days =
        text::parse_date(padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2));
    if (!days) return faulty<Days>(read, "is a day that no calendar has; correct it");
    return {*days, {}};
}

Taken<Days> take_iso_date(std::string_view text) {
    if (text.size() != 10) return faulty<Days>(text, "is not a date like 2026-11-21");
    return take_date(text, "%Y-%m-%d");
}

Taken<Days> take_short_date(std::string_view text) {
    bool const digits = text.find_first_not_of("0123456789") == std::string_view::npos;
    if (text.size() != 6 || !digits)
        return faulty<Days>(text, "is not a date like 261121 (YYMMDD)");
    auto const year = two_digits(text, 0);
    return checked_days(
        text, year + (year < 80 ? 2000 : 1900), two_digits(text, 2), two_digits(text, 4));
}

Taken<Days> take_date(std::string_view text, std::string_view pattern) {
    DateReading reading{text};
    bool good = true;
    for (std::size_t i = 0; i < pattern.size() && good; ++i) {
        bool const part = pattern[i] == '%' && i + 1 < pattern.size();
        good = part ? reading.take(pattern[++i]) : reading.literal(pattern[i]);
    }
    if (!good || !reading.at_end()) {
        return faulty<Days>(text, std::string{"is not a date in the form "}.append(pattern));
    }
    return checked_days(text, reading.year, reading.month, reading.day);
}

Taken<Timestamp> take_moment(std::string_view text) {
    auto moment = text::parse_time(text);
    if (!moment) moment = text::parse_time(std::string{text} + "Z");
    if (!moment) return faulty<Timestamp>(text, "is not a time like 2026-11-21T09:30:00Z");
    auto const day = take_iso_date(text.substr(0, 10));
    if (!day.ok()) return {{}, day.fault};
    return {*moment, {}};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    auto const from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

std::string format_signed(SignedAmount amount, std::uint8_t scale) {
    std::string out = amount.is_negative() ? "-" : "";
    text::append_units(out, amount.size().units(), scale);
    return out;
}

std::string_view name_of(ReferenceField field) {
    for (auto const& named : field_names) {
        if (named.field == field) return named.name;
    }
    return "other";
}

std::optional<ReferenceField> reference_field_named(std::string_view name) {
    for (auto const& named : field_names) {
        if (named.name == name) return named.field;
    }
    return std::nullopt;
}

std::string_view name_of(LineStatus status) {
    return status_names[static_cast<std::size_t>(static_cast<unsigned>(status) - 1)];
}

std::optional<LineStatus> line_status_named(std::string_view name) {
    for (auto const status : {LineStatus::booked,
                              LineStatus::pending,
                              LineStatus::information,
                              LineStatus::unconfirmed,
                              LineStatus::orphaned}) {
        if (name_of(status) == name) return status;
    }
    return std::nullopt;
}

void add_reference(StatementLine& line, ReferenceField field, std::string_view text) {
    auto const plain = trimmed(text);
    if (plain.empty() || plain == "NOTPROVIDED" || plain == "NONREF") return;
    Reference reference{field, std::string{plain}};
    if (std::find(line.references.begin(), line.references.end(), reference) !=
        line.references.end()) {
        return;
    }
    line.references.push_back(std::move(reference));
}

}  // namespace tally::reconcile
