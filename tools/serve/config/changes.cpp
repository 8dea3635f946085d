#include "tools/serve/config/changes.h"

#include "tools/serve/config/rules.h"

#include <algorithm>
#include <variant>

namespace tally::serve {

namespace {

template <class Value>
Value const& value_of(ServeOptions const& options, Value ServeOptions::* member) {
    return options.*member;
}

template <class Value>
Value const& value_of(ServeOptions const& options, Value Tuning::* member) {
    return options.tuning.*member;
}

}  // namespace

std::vector<std::string_view> differences(ServeOptions const& one, ServeOptions const& other) {
    std::vector<std::string_view> keys;
    for (auto const& rule : rules()) {
        bool const same = std::visit(
            [&](auto member) { return value_of(one, member) == value_of(other, member); },
            rule.place);
        if (!same) keys.push_back(rule.key);
    }
    return keys;
}

bool is_reloaded(std::string_view key) {
    return std::ranges::any_of(
        rules(), [&](Rule const& rule) { return rule.key == key && rule.is_reloaded; });
}

}  // namespace tally::serve
