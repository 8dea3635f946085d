#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tally::serve::http {

// Whether a resource is asked for by an id: /v1/accounts/12.
enum class Id : std::uint8_t { never, may, must };

// What a successful answer is: rows that may go over pages, one object, or lines of text.
enum class Form : std::uint8_t { rows, one, text };

// A resource that is read: its name in paths and in questions to the read service.
struct Resource {
    std::string_view name;
    Id id;
    Form with_id;
    Form without_id = Form::rows;
};

[[nodiscard]] std::span<Resource const> resources();

[[nodiscard]] Resource const* find_resource(std::string_view name);

}  // namespace tally::serve::http
