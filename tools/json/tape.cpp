#include "tools/json/tape.h"

#include "tools/json/utf8.h"

#include <array>

namespace tally::json {

namespace {

// Characters that a string holds as they are: ASCII, no control, no quote, no backslash.
constexpr std::array<bool, 256> plain = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0x20; c < 0x7F; ++c)
        table[c] = c != '"' && c != '\\';
    return table;
}();

constexpr bool is_plain(char c) {
    return plain[static_cast<unsigned char>(c)];
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

bool Tape::fail(std::size_t at, std::string_view text) {
    fault_.column = at + 1;
    fault_.text = text;
    return false;
}

Node& Tape::push(NodeKind kind, std::size_t at) {
    auto& node = nodes_.emplace_back();
    node.kind = kind;
    node.column = static_cast<std::uint32_t>(at + 1);
    node.next = static_cast<std::uint32_t>(nodes_.size());
    return node;
}

void Tape::skip_blanks() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n'))
        ++at_;
}

bool Tape::parse(std::string_view line) {
    line_ = line;
    at_ = 0;
    nodes_.clear();
    unescaped_.clear();
    skip_blanks();
    if (at_end()) return fail(0, "the line is empty; a line is one command");
    if (!value(0)) return false;
    skip_blanks();
    if (!at_end()) return fail(at_, "there is something after the command; a line is one command");
    return true;
}

bool Tape::value(std::size_t depth) {
    switch (peek()) {
        case '{':
            return object(depth + 1);
        case '[':
            return array(depth + 1);
        case '"':
            return string();
        case 't':
            return word("true", NodeKind::boolean);
        case 'f':
            return word("false", NodeKind::boolean);
        case 'n':
            return word("null", NodeKind::null);
        default:
            if (peek() == '-' || is_digit(peek())) return number();
            return fail(at_,
                        at_end() ? "the line ends where a value should be"
                                 : "not JSON: a value should be here");
    }
}

bool Tape::object(std::size_t depth) {
    if (depth > max_depth) return fail(at_, "nested too deeply");
    auto const self = nodes_.size();
    push(NodeKind::object, at_++);
    skip_blanks();
    if (peek() == '}') {
        ++at_;
        return true;
    }
    for (;;) {
        if (peek() != '"') {
            return fail(at_,
                        at_end() ? "the line ends within an object"
                                 : "not JSON: a field name in double quotes should be here");
        }
        if (!string()) return false;
        skip_blanks();
        if (peek() != ':') return fail(at_, "not JSON: a colon should be here");
        ++at_;
        skip_blanks();
        if (!value(depth)) return false;
        skip_blanks();
        if (peek() == '}') break;
        if (peek() != ',') {
            return fail(at_,
                        at_end() ? "the line ends within an object"
                                 : "not JSON: a comma or } should be here");
        }
        ++at_;
        skip_blanks();
    }
    ++at_;
    nodes_[self].next = static_cast<std::uint32_t>(nodes_.size());
    return true;
}

bool Tape::array(std::size_t depth) {
    if (depth > max_depth) return fail(at_, "nested too deeply");
    auto const self = nodes_.size();
    push(NodeKind::array, at_++);
    skip_blanks();
    if (peek() == ']') {
        ++at_;
        return true;
    }
    for (;;) {
        if (!value(depth)) return false;
        skip_blanks();
        if (peek() == ']') break;
        if (peek() != ',') {
            return fail(at_,
                        at_end() ? "the line ends within an array"
                                 : "not JSON: a comma or ] should be here");
        }
        ++at_;
        skip_blanks();
    }
    ++at_;
    nodes_[self].next = static_cast<std::uint32_t>(nodes_.size());
    return true;
}

bool Tape::string() {
    auto const quote = at_++;
    auto const start = at_;
    while (at_ < line_.size() && is_plain(line_[at_]))
        ++at_;
    if (peek() == '"' && !at_end()) {
        push(NodeKind::string, quote).text = line_.substr(start, at_ - start);
        ++at_;
        return true;
    }
    return string_with_escapes(start);
}

bool Tape::string_with_escapes(std::size_t start) {
    if (unescaped_.capacity() < line_.size()) unescaped_.reserve(line_.size());
    auto const first = unescaped_.size();
    unescaped_.append(line_, start, at_ - start);
    for (;;) {
        if (at_end()) return fail(start - 1, "the string that begins here has no end");
        char const c = line_[at_];
        if (c == '"') break;
        if (c == '\\') {
            if (!escape()) return false;
        } else if (is_plain(c) || c == 0x7F) {
            unescaped_ += c;
            ++at_;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            return fail(at_,
                        c == '\0' ? "a NUL character in a string"
                                  : "a control character in a string; write it as \\u00XX");
        } else if (!utf8()) {
            return false;
        }
    }
    ++at_;
    push(NodeKind::string, start - 1).text = std::string_view{unescaped_}.substr(first);
    return true;
}

bool Tape::utf8() {
    auto const length = utf8_length(line_.substr(at_));
    if (length == 0) return fail(at_, "not UTF-8");
    unescaped_.append(line_, at_, length);
    at_ += length;
    return true;
}

bool Tape::escape() {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    auto const at = at_++;
    if (at_end()) return fail(at, "the line ends within an escape");
    if (peek() == 'u') return unicode_escape();
    auto const which = names.find(peek());
    if (which == std::string_view::npos) return fail(at, "not JSON: no such escape in a string");
    unescaped_ += meanings[which];
    ++at_;
    return true;
}

bool Tape::hex4(unsigned& code) {
    code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        char const c = peek();
        code *= 16;
        if (is_digit(c)) {
            code += static_cast<unsigned>(c - '0');
        } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
            code += static_cast<unsigned>((c | 0x20) - 'a' + 10);
        } else {
            return false;
        }
    }
    return true;
}

bool Tape::unicode_escape() {
    auto const at = at_++ - 1;
    unsigned code = 0;
    if (!hex4(code)) return fail(at, "not JSON: \\u takes four hex digits");
    if (code == 0) return fail(at, "a NUL character in a string");
    if (code >= 0xDC00 && code < 0xE000) return fail(at, "half of a surrogate pair");
    if (code >= 0xD800 && code < 0xDC00) {
        unsigned low = 0;
        bool const pair = line_.substr(at_, 2) == "\\u";
        at_ += pair ? 2U : 0U;
        if (!pair || !hex4(low) || low < 0xDC00 || low >= 0xE000) {
            return fail(at, "half of a surrogate pair");
        }
        code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_utf8(unescaped_, code);
    return true;
}

bool Tape::digits() {
    if (!is_digit(peek())) return fail(at_, "not JSON: a digit should be here");
    while (is_digit(peek()))
        ++at_;
    return true;
}

bool Tape::number() {
    auto const start = at_;
    if (peek() == '-') ++at_;
    if (peek() == '0' && at_ + 1 < line_.size() && is_digit(line_[at_ + 1])) {
        return fail(at_, "not JSON: a number does not begin with 0");
    }
    if (!digits()) return false;
    if (peek() == '.') {
        ++at_;
        if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
        ++at_;
        if (peek() == '+' || peek() == '-') ++at_;
        if (!digits()) return false;
    }
    push(NodeKind::number, start).text = line_.substr(start, at_ - start);
    return true;
}

bool Tape::word(std::string_view word, NodeKind kind) {
    if (line_.substr(at_, word.size()) != word)
        return fail(at_, "not JSON: a value should be here");
    push(kind, at_).text = line_.substr(at_, word.size());
    at_ += word.size();
    return true;
}

}  // namespace tally::json
