#include "tools/manage/json_line.h"

#include "tools/text/number.h"

namespace tally::manage {

bool JsonLine::parse(std::string_view text) {
    return tape_.parse(text) && tape_[0].kind == json::NodeKind::object;
}

json::Node const* JsonLine::member(std::string_view name) const {
    for (std::size_t i = 1; i < tape_[0].next; i = tape_[i + 1].next)
        if (tape_[i].text == name) return &tape_[i + 1];
    return nullptr;
}

std::string_view JsonLine::text(std::string_view name) const {
    auto const* const node = member(name);
    return node == nullptr ? std::string_view{} : node->text;
}

std::optional<std::uint64_t> JsonLine::number(std::string_view name) const {
    auto const parsed = text::parse_integer(text(name), UINT64_MAX);
    if (!parsed.ok()) return std::nullopt;
    return static_cast<std::uint64_t>(parsed.value);
}

std::size_t JsonLine::count(std::string_view name) const {
    auto const* const node = member(name);
    if (node == nullptr || node->kind != json::NodeKind::array) return 0;
    std::size_t count = 0;
    for (std::size_t i = tape_.index_of(*node) + 1; i < node->next; i = tape_[i].next)
        ++count;
    return count;
}

}  // namespace tally::manage
