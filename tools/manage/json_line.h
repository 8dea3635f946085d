#pragma once

#include "tools/json/tape.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tally::manage {

// The members of a JSON object that a server answered.
class JsonLine {
public:
    // False if it is no object. The text must outlive this.
    [[nodiscard]] bool parse(std::string_view text);

    // Null if there is none.
    [[nodiscard]] json::Node const* member(std::string_view name) const;

    [[nodiscard]] std::string_view text(std::string_view name) const;

    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;

    // How many elements an array has.
    [[nodiscard]] std::size_t count(std::string_view name) const;

private:
    json::Tape tape_;
};

}  // namespace tally::manage
