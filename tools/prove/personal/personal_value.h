#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tally::prove {

// Something about a person that is kept beside the record and never in it. The record has the
// commitment: who has salt and value can show that they are what was attached, and once both are
// deleted the commitment says nothing, because nobody can try 2^256 salts.
struct PersonalValue {
    static constexpr std::size_t field_max = 64;
    static constexpr std::size_t value_max = 65'536;

    Hash32 salt;
    std::string field;  // what it is: "name", "iban"; a key name as is_field says
    std::string value;  // any bytes

    // A new salt, from the system's source for secrets. A usage failure if it is too long.
    [[nodiscard]] static Result<PersonalValue> make(std::string field, std::string value);

    [[nodiscard]] Hash32 commitment() const;

    friend bool operator==(PersonalValue const&, PersonalValue const&) = default;
};

// 1 to 64 of a-z, 0-9, '_', '-' and '.'.
[[nodiscard]] bool is_field(std::string_view name);

// A file of the store, docs/record_format.md. Total on any bytes; what parses, formats back.
[[nodiscard]] std::string format_personal(PersonalValue const& value);
[[nodiscard]] Result<PersonalValue> parse_personal(std::string_view text);

}  // namespace tally::prove
