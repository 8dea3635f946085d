#pragma once

#include "replay/reconcile/statement.h"
#include "tools/reconcile/sources/byte_input.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::reconcile {

struct XmlAttribute {
    std::string name;
    std::string value;
};

// An element with all that is in it. Names are without their namespace prefix.
struct XmlNode {
    std::string name;
    std::string text;  // all character data that is directly in it
    FilePosition position;
    std::vector<XmlAttribute> attributes;
    std::vector<XmlNode> children;

    // The first child of that name; a path goes on with a slash: "Acct/Id/IBAN". Null if not there.
    [[nodiscard]] XmlNode const* find(std::string_view path) const;

    // The text at a path without blanks around it; empty if it is not there.
    [[nodiscard]] std::string_view text_at(std::string_view path) const;

    [[nodiscard]] std::string_view attribute(std::string_view name) const;
};

enum class XmlEvent : std::uint8_t { start, end, done, fault };

// Reads XML as a stream: memory is that of the subtree that is asked for. Strict where leniency
// costs trust: well-formed or refused; UTF-8, US-ASCII or ISO-8859-1 or refused; no document type,
// hence no entities but the five of XML itself.
class XmlReader {
public:
    static constexpr std::size_t token_max = std::size_t{1} << 20U;
    static constexpr std::size_t tree_max = std::size_t{64} << 20U;
    static constexpr std::size_t depth_max = 64;

    explicit XmlReader(ByteInput& bytes) : bytes_(bytes) {}

    // The next start or end of an element. After a start, element() has its name and attributes.
    // After a fault, fault() and position() say what and where; there is nothing more to read.
    [[nodiscard]] XmlEvent next();

    [[nodiscard]] XmlNode const& element() const { return element_; }

    // The rest of the element that has just started. False on a fault.
    [[nodiscard]] bool read_tree(XmlNode& node);

    [[nodiscard]] std::string const& fault() const { return fault_; }

    // Where the last element, or the fault, begins.
    [[nodiscard]] FilePosition position() const { return position_; }

private:
    bool fail(std::string text);
    bool get(char& c);
    void unget();
    bool expect(std::string_view text);
    bool skip_blanks(char& c);
    bool skip_until(std::string_view end, std::string* kept);
    bool begin_document();
    bool declaration();
    bool choose_encoding(std::string_view declaration_text);
    bool text_until_markup();
    bool markup(XmlEvent& event);
    bool exclamation();
    bool start_tag(char first, XmlEvent& event);
    bool end_tag();
    bool close(std::string const& name);
    bool name(char first, std::string& out);
    bool attributes(bool& empty);
    bool attribute(char first);
    bool reference(std::string& out);
    bool put(std::string& out, char c);
    bool checked(std::string& text);
    bool tree(XmlNode& node);

    ByteInput& bytes_;
    std::string_view piece_;
    FilePosition here_{1, 0};
    FilePosition position_{1, 0};
    XmlNode element_;
    std::string text_;
    std::string fault_;
    std::vector<std::string> open_;
    std::size_t tree_bytes_ = 0;
    char last_ = '\0';
    FilePosition tag_;  // where the tag that is being read begins
    bool skipped_blank_ = false;
    bool again_ = false;
    bool latin1_ = false;
    bool begun_ = false;
    bool had_root_ = false;
    bool pending_end_ = false;
};

}  // namespace tally::reconcile
