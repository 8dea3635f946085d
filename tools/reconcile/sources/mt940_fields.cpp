#include "tools/reconcile/sources/mt940_fields.h"

#include <string_view>
#include <utility>

namespace tally::reconcile {

std::optional<Mt940Field> Mt940Fields::next() {
    std::optional<Mt940Field> field = std::exchange(ahead_, std::nullopt);
    while (auto const line = lines_.next()) {
        auto fresh = begin(*line);
        if (!fresh) {
            if (field) go_on(*field, *line);
            continue;
        }
        if (!field) {
            field = std::move(fresh);
            continue;
        }
        ahead_ = std::move(fresh);
        return field;
    }
    return field;
}

std::optional<Mt940Field> Mt940Fields::begin(TextLine const& line) {
    auto text = line.text;
    if (text == "-" || text.starts_with("-}")) return Mt940Field{{}, {}, line.position};
    // Blocks 1 to 3 and the opening of block 4 stand before the first field.
    if (text.starts_with("{")) {
        auto const block = text.find("{4:");
        return block == std::string_view::npos ? std::nullopt
                                               : std::optional{Mt940Field{{}, {}, line.position}};
    }
    if (text.size() < 4 || text[0] != ':') return std::nullopt;
    auto const end = text.find(':', 1);
    if (end == std::string_view::npos || end < 3 || end > 4) return std::nullopt;
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!digit(text[1]) || !digit(text[2])) return std::nullopt;
    return Mt940Field{
        std::string{text.substr(1, end - 1)}, std::string{text.substr(end + 1)}, line.position};
}

void Mt940Fields::go_on(Mt940Field& field, TextLine const& line) {
    if (field.tag.empty()) {
        if (!trimmed(line.text).empty()) {
            reading_.mistake(
                line.position, "line", "belongs to no field; is this MT940?", LeftOut::line);
        }
        return;
    }
    if (field.text.size() + line.text.size() > field_max) {
        return reading_.mistake(line.position,
                                ":" + field.tag + ":",
                                "is longer than 65536 bytes, as no field of an MT940 is",
                                LeftOut::line);
    }
    field.text.append("\n").append(line.text);
}

}  // namespace tally::reconcile
