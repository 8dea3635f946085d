#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::json {

// What is wrong with a line, and where: the column counts bytes from 1.
struct LineFault {
    std::size_t column = 1;
    std::string text;
};

enum class NodeKind : std::uint8_t { object, array, string, number, boolean, null };

// One JSON value. A string's text has its escapes resolved; a number's is as it was written; a
// boolean's is "true" or "false".
struct Node {
    NodeKind kind = NodeKind::null;
    std::uint32_t column = 0;
    std::uint32_t next = 0;  // the index of the node after this value, members included
    std::string_view text;
};

// One line of JSON, taken apart strictly (RFC 8259: UTF-8, no comments, no trailing commas, no
// control characters) and in one pass. An object's members follow it as string, value, string,
// value...; an array's elements follow it. Keeps its memory from line to line.
//
// Written by hand because a refused line must be answered with the exact column of its mistake,
// whatever the mistake is: docs/adr/0022-json-lines.md.
class Tape {
public:
    static constexpr std::size_t max_depth = 8;

    // True if the line is exactly one JSON value. The line must outlive what is read of it. On
    // false fault() says why.
    [[nodiscard]] bool parse(std::string_view line);

    [[nodiscard]] LineFault const& fault() const { return fault_; }

    [[nodiscard]] Node const& operator[](std::size_t index) const { return nodes_[index]; }

    [[nodiscard]] std::size_t size() const { return nodes_.size(); }

    // Where a node of this tape is in it.
    [[nodiscard]] std::size_t index_of(Node const& node) const {
        return static_cast<std::size_t>(&node - nodes_.data());
    }

private:
    bool value(std::size_t depth);
    bool object(std::size_t depth);
    bool array(std::size_t depth);
    bool string();
    bool string_with_escapes(std::size_t start);
    bool escape();
    bool unicode_escape();
    bool hex4(unsigned& code);
    bool utf8();
    bool number();
    bool word(std::string_view word, NodeKind kind);
    bool digits();

    bool fail(std::size_t at, std::string_view text);
    void skip_blanks();
    Node& push(NodeKind kind, std::size_t at);

    [[nodiscard]] char peek() const { return at_ < line_.size() ? line_[at_] : '\0'; }

    [[nodiscard]] bool at_end() const { return at_ == line_.size(); }

    std::string_view line_;
    std::size_t at_ = 0;
    std::vector<Node> nodes_;
    std::string unescaped_;  // reserved to the line's length before use, so that views stay valid
    LineFault fault_;
};

}  // namespace tally::json
