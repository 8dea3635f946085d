#include "tools/prove/personal/personal_value.h"

#include "journal/checkpoint/lines.h"
#include "journal/checkpoint/tagged_hash.h"
#include "journal/crypto/random.h"
#include "journal/crypto/text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tally::prove {

namespace {

constexpr std::string_view tag = "tallystick/personal/v1";

// What stands behind `name` and a blank in the next line.
std::optional<std::string_view> word(std::string_view& text, std::string_view name) {
    auto const line = take_line(text);
    if (!line || !line->starts_with(name) || line->size() <= name.size()) return std::nullopt;
    if ((*line)[name.size()] != ' ') return std::nullopt;
    return line->substr(name.size() + 1);
}

Failure malformed(std::string_view why) {
    return {FailureKind::integrity, "personal value: " + std::string{why}};
}

}  // namespace

bool is_field(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
    return !name.empty() && name.size() <= PersonalValue::field_max &&
           name.find_first_not_of(allowed) == name.npos;
}

Result<PersonalValue> PersonalValue::make(std::string field, std::string value) {
    if (!is_field(field))
        return Failure{FailureKind::usage,
                       "'" + field + "' is no field: use 1 to 64 of a-z, 0-9, '_', '-' and '.'"};
    if (value.size() > value_max)
        return Failure{FailureKind::usage,
                       "the value has " + std::to_string(value.size()) +
                           " bytes, and 65536 is the most; attach the hash of a document instead"};
    PersonalValue made{{}, std::move(field), std::move(value)};
    TALLY_TRYV(fill_random(made.salt.bytes));
    return made;
}

Hash32 PersonalValue::commitment() const {
    std::vector<std::uint8_t> message{salt.bytes.begin(), salt.bytes.end()};
    message.push_back(static_cast<std::uint8_t>(field.size()));
    message.insert(message.end(), field.begin(), field.end());
    message.insert(message.end(), value.begin(), value.end());
    return tagged_hash(tag, message);
}

std::string format_personal(PersonalValue const& value) {
    return std::string{tag} + "\nsalt " + to_hex(value.salt.span()) + "\nfield " + value.field +
           "\nbytes " + std::to_string(value.value.size()) + "\n" + value.value;
}

Result<PersonalValue> parse_personal(std::string_view text) {
    auto const whole = text;
    if (take_line(text) != tag) return malformed("its first line is not " + std::string{tag});
    PersonalValue value;
    auto const salt = word(text, "salt");
    if (!salt || !read_hex(*salt, value.salt.bytes)) return malformed("its salt is no hash");
    auto const field = word(text, "field");
    if (!field || !is_field(*field)) return malformed("its field has no name");
    value.field = *field;
    auto const length = word(text, "bytes");
    auto const size = length ? parse_decimal(*length) : std::nullopt;
    if (!size || *size != text.size() || *size > PersonalValue::value_max)
        return malformed("its value is not as long as it says");
    value.value = text;
    if (format_personal(value) != whole) return malformed("it is not in its one form");
    return value;
}

}  // namespace tally::prove
