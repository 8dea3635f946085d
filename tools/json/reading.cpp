#include "tools/json/reading.h"

#include "tools/text/hex.h"
#include "tools/text/time.h"

#include <string>

namespace tally::json {

namespace {

constexpr std::uint64_t exact_json_integer = std::uint64_t{1} << 53U;
constexpr std::size_t shown_bytes = 40;

std::string_view what_is(NodeKind kind) {
    switch (kind) {
        case NodeKind::object:
            return "an object";
        case NodeKind::array:
            return "an array";
        case NodeKind::string:
            return "a string";
        case NodeKind::number:
            return "a number";
        case NodeKind::boolean:
            return "true or false";
        case NodeKind::null:
            return "null";
    }
    return {};
}

// A client's own text inside a message: short, on one line, cut between characters.
std::string quoted(std::string_view text) {
    bool const cut = text.size() > shown_bytes;
    if (cut) {
        auto end = shown_bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        text = text.substr(0, end);
    }
    return "\"" + std::string{text} + (cut ? "...\"" : "\"");
}

}  // namespace

void Reading::fail(Node const& node, std::string_view text) {
    fail_at(node.column, quoted(field_) + " " + std::string{text});
}

void Reading::fail_at(std::size_t column, std::string text) {
    if (!ok_) return;
    ok_ = false;
    fault_.column = column;
    fault_.text = std::move(text);
}

bool Reading::expect(Node const& node, NodeKind kind) {
    if (node.kind == kind) return true;
    fail(node,
         "must be " + std::string{what_is(kind)} + ", and is " + std::string{what_is(node.kind)});
    return false;
}

std::string Reading::no_such(std::string_view value) {
    return "cannot be " + quoted(value);
}

std::string Reading::bad_symbol(std::size_t size) {
    return "must be 1 to " + std::to_string(size) +
           " visible ASCII characters, without blanks, quotes and backslashes";
}

void Reading::wide(Node const& node, uint128& to) {
    if (node.kind == NodeKind::number) {
        return fail(node,
                    "must be a string with an integer, not a JSON number, which may lose digits");
    }
    if (!expect(node, NodeKind::string)) return;
    auto const parsed = text::parse_integer(node.text);
    if (!parsed.ok()) {
        return fail(node,
                    quoted(node.text) + " " + std::string{text::describe(parsed.fault)} +
                        "; an integer below 2^128 in decimal or 0x-hex should be here");
    }
    to = parsed.value;
}

std::uint64_t Reading::small(Node const& node, std::uint64_t limit) {
    if (!expect(node, NodeKind::number)) return 0;
    auto const parsed = text::parse_integer(node.text, limit);
    if (parsed.ok()) return low_half(parsed.value);
    fail(node,
         std::string{node.text} + " " + std::string{text::describe(parsed.fault)} +
             "; an integer from 0 to " + std::to_string(limit) + " should be here");
    return 0;
}

void Reading::big(Node const& node, std::uint64_t& to, std::uint64_t limit) {
    if (node.kind == NodeKind::number) {
        to = small(node, limit < exact_json_integer ? limit : exact_json_integer);
        return;
    }
    if (!expect(node, NodeKind::string)) return;
    auto const parsed = text::parse_integer(node.text, limit);
    if (!parsed.ok()) {
        return fail(node,
                    quoted(node.text) + " " + std::string{text::describe(parsed.fault)} +
                        "; an integer from 0 to " + std::to_string(limit) + " should be here");
    }
    to = low_half(parsed.value);
}

void Reading::decimal(Node const& node, DecimalField& to) {
    if (node.kind == NodeKind::number) {
        return fail(node, "must be a decimal string like \"12.34\", not a JSON number");
    }
    if (!expect(node, NodeKind::string)) return;
    auto const parsed = text::parse_decimal(node.text);
    if (!parsed.ok()) {
        return fail(node,
                    quoted(node.text) + " " + std::string{text::describe(parsed.fault)} +
                        "; a decimal like \"12.34\" should be here");
    }
    to = DecimalField{parsed.value, node.column};
}

void Reading::decimal(Node const& node, Role role) {
    DecimalField field;
    decimal(node, field);
    bool const narrow = role != Role::amount && role != Role::budget;
    if (narrow && high_half(field.value.digits) != 0) {
        return fail(node, "is too large; prices and quantities have at most 64 bits");
    }
    out_.set(role, field);
}

void Reading::increment(Node const& node, std::uint64_t& units, std::uint8_t& scale) {
    DecimalField field;
    decimal(node, field);
    if (high_half(field.value.digits) != 0) return fail(node, "is too large");
    units = low_half(field.value.digits);
    scale = field.value.scale;
}

void Reading::boolean(Node const& node, bool& to) {
    if (!expect(node, NodeKind::boolean)) return;
    to = node.text == "true";
}

void Reading::time(Node const& node, Timestamp& to) {
    if (!expect(node, NodeKind::string)) return;
    auto const parsed = text::parse_time(node.text);
    if (!parsed) {
        return fail(node,
                    quoted(node.text) +
                        " is not a time like \"2026-12-01T09:30:00Z\" with at most 9 decimals");
    }
    to = *parsed;
}

void Reading::date(Node const& node, std::uint32_t& days) {
    if (!expect(node, NodeKind::string)) return;
    auto const parsed = text::parse_date(node.text);
    if (!parsed)
        return fail(node,
                    quoted(node.text) + " is not a date like \"2026-12-01\", after 1970-01-01");
    days = *parsed;
}

void Reading::text(Node const& node, std::string& to, std::size_t limit) {
    if (!expect(node, NodeKind::string)) return;
    if (node.text.size() > limit) {
        return fail(node, "is longer than " + std::to_string(limit) + " bytes");
    }
    to = node.text;
}

void Reading::bytes(Node const& node, std::span<std::uint8_t> to) {
    if (!expect(node, NodeKind::string)) return;
    if (!text::parse_hex(node.text, to)) {
        fail(node,
             quoted(node.text) + " is not 0x and " + std::to_string(2 * to.size()) + " hex digits");
    }
}

void Reading::flags(Node const& node,
                    std::span<Named<std::uint16_t> const> names,
                    std::uint16_t& to) {
    if (!expect(node, NodeKind::array)) return;
    for (auto i = tape_.index_of(node) + 1; i < node.next && ok_; i = tape_[i].next) {
        std::uint16_t bit = 0;
        choice(tape_[i], names, bit);
        if (ok_ && (to & bit) != 0) return fail(tape_[i], "names a flag twice");
        to = static_cast<std::uint16_t>(to | bit);
    }
}

}  // namespace tally::json
