#include "tools/reconcile/sources/xml_reader.h"

#include "tools/json/utf8.h"
#include "tools/reconcile/sources/fields.h"

#include <algorithm>
#include <optional>

namespace tally::reconcile {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool starts_name(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || byte >= 0x80;
}

bool continues_name(char c) {
    return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool may_be_in_text(char c) {
    return static_cast<unsigned char>(c) >= 0x20 || is_blank(c);
}

bool is_character(std::uint64_t code) {
    if (code < 0x20) return code == 0x09 || code == 0x0A || code == 0x0D;
    return (code < 0xD800 || code > 0xDFFF) && code <= 0x10FFFF && code != 0xFFFE && code != 0xFFFF;
}

// The number of "#65" or "#x41".
std::optional<std::uint64_t> code_of(std::string_view digits) {
    unsigned const base = digits.starts_with("x") ? 16 : 10;
    if (base == 16) digits.remove_prefix(1);
    if (digits.empty() || digits.size() > 7) return std::nullopt;
    std::uint64_t code = 0;
    for (char const c : digits) {
        unsigned digit = 16;
        if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
        if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
        if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
        if (digit >= base) return std::nullopt;
        code = code * base + digit;
    }
    return code;
}

std::string local_name(std::string const& name) {
    auto const colon = name.rfind(':');
    return colon == std::string::npos ? name : name.substr(colon + 1);
}

}  // namespace

XmlNode const* XmlNode::find(std::string_view path) const {
    auto const slash = path.find('/');
    auto const first = path.substr(0, slash);
    for (auto const& child : children) {
        if (child.name != first) continue;
        return slash == std::string_view::npos ? &child : child.find(path.substr(slash + 1));
    }
    return nullptr;
}

std::string_view XmlNode::text_at(std::string_view path) const {
    auto const* const node = find(path);
    return node == nullptr ? std::string_view{} : trimmed(node->text);
}

std::string_view XmlNode::attribute(std::string_view wanted) const {
    for (auto const& one : attributes) {
        if (one.name == wanted) return one.value;
    }
    return {};
}

bool XmlReader::fail(std::string text) {
    if (fault_.empty()) {
        fault_ = std::move(text);
        position_ = here_;
    }
    return false;
}

bool XmlReader::get(char& c) {
    if (again_) {
        again_ = false;
        c = last_;
        return true;
    }
    if (piece_.empty()) piece_ = bytes_.next();
    if (piece_.empty()) return false;
    c = last_ = piece_.front();
    piece_.remove_prefix(1);
    ++here_.byte;
    if (c == '\n') ++here_.line;
    return true;
}

void XmlReader::unget() {
    again_ = true;
}

bool XmlReader::expect(std::string_view text) {
    for (char const wanted : text) {
        char c = '\0';
        if (!get(c) || c != wanted)
            return fail("is not well-formed XML: \"" + std::string{text} + "\" is expected here");
    }
    return true;
}

bool XmlReader::skip_blanks(char& c) {
    skipped_blank_ = false;
    while (get(c)) {
        if (!is_blank(c)) return true;
        skipped_blank_ = true;
    }
    return fail("is not well-formed XML: the file ends within a tag");
}

// Up to and with `end`; what was before it goes to `kept`.
bool XmlReader::skip_until(std::string_view end, std::string* kept) {
    std::string window;
    char c = '\0';
    for (std::size_t count = 0; get(c); ++count) {
        if (count > token_max) return fail("has a comment or section of more than 1 MiB");
        window += c;
        if (kept != nullptr && !put(*kept, c)) return false;
        if (window.size() > end.size()) window.erase(0, 1);
        if (window == end) return true;
    }
    return fail("is not well-formed XML: the file ends before \"" + std::string{end} + "\"");
}

bool XmlReader::begin_document() {
    begun_ = true;
    auto head = bytes_.head();
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") ||
        head.starts_with(std::string_view{"\0<", 2}) ||
        head.starts_with(std::string_view{"<\0", 2})) {
        return fail(
            "is UTF-16; save the file as UTF-8 (iconv -f UTF-16 -t UTF-8) and name that in its "
            "first line");
    }
    bool const mark = head.starts_with("\xEF\xBB\xBF");
    if (mark) head.remove_prefix(3);
    char c = '\0';
    for (int i = 0; mark && i < 3; ++i)
        static_cast<void>(get(c));
    bool const declared = head.starts_with("<?xml") && head.size() > 5 && is_blank(head[5]);
    return !declared || declaration();
}

bool XmlReader::declaration() {
    std::string text;
    if (!expect("<?xml") || !skip_until("?>", &text)) return false;
    return choose_encoding(text);
}

bool XmlReader::choose_encoding(std::string_view text) {
    auto const at = text.find("encoding");
    if (at == std::string_view::npos) return true;
    auto const from = text.find_first_of("\"'", at);
    auto const to = from == std::string_view::npos ? from : text.find(text[from], from + 1);
    if (to == std::string_view::npos) return fail("is not well-formed XML: its first line is cut");
    std::string name{text.substr(from + 1, to - from - 1)};
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    latin1_ = name == "iso-8859-1" || name == "latin1";
    if (latin1_ || name == "utf-8" || name == "us-ascii" || name == "ascii") return true;
    return fail("says that its encoding is " + name.substr(0, 40) +
                "; UTF-8, US-ASCII and ISO-8859-1 are read: convert it with iconv");
}

bool XmlReader::put(std::string& out, char c) {
    if (out.size() >= token_max) {
        return fail(
            "has a text or name of more than 1 MiB; no statement has: is this the right file?");
    }
    if (!may_be_in_text(c)) return fail("has a control character, which XML does not allow");
    auto const byte = static_cast<unsigned char>(c);
    if (latin1_ && byte >= 0x7F && byte < 0xA0) {
        return fail(
            "has a byte that is no letter in ISO-8859-1, which its first line names; if it is "
            "Windows-1252, convert it with iconv");
    }
    if (latin1_) {
        json::append_utf8(out, byte);
    } else {
        out += c;
    }
    return true;
}

bool XmlReader::checked(std::string& text) {
    if (latin1_) return true;
    for (std::size_t at = 0; at < text.size();) {
        auto const length = json::utf8_length(std::string_view{text}.substr(at));
        if (length == 0) {
            return fail(
                "has a byte that is not UTF-8, which is the file's encoding; get it again, or "
                "correct the encoding in its first line");
        }
        at += length;
    }
    return true;
}

bool XmlReader::reference(std::string& out) {
    std::string name;
    char c = '\0';
    while (get(c) && c != ';') {
        if (name.size() >= 16) return fail("is not well-formed XML: an & without its ;");
        name += c;
    }
    if (name.starts_with("#")) {
        auto const code = code_of(std::string_view{name}.substr(1));
        if (!code || !is_character(*code)) return fail("has &" + name + "; which is no character");
        json::append_utf8(out, static_cast<unsigned>(*code));
        return true;
    }
    constexpr std::pair<std::string_view, char> known[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    for (auto const& [entity, stands_for] : known) {
        if (name != entity) continue;
        out += stands_for;
        return true;
    }
    return fail(
        "has an entity that XML itself does not define; entities are refused, as what they "
        "stand for may be anything");
}

bool XmlReader::text_until_markup() {
    char c = '\0';
    while (get(c)) {
        if (c == '<') {
            unget();
            return true;
        }
        if (open_.empty() && !is_blank(c))
            return fail("is not well-formed XML: text outside the root element");
        if (open_.empty()) continue;
        if (c == '&' ? !reference(text_) : !put(text_, c)) return false;
    }
    return true;
}

bool XmlReader::name(char first, std::string& out) {
    out.clear();
    char c = first;
    if (!starts_name(c)) return fail("is not well-formed XML: a name is expected here");
    do {
        if (out.size() >= 256) return fail("has a name of more than 256 characters");
        if (latin1_ && static_cast<unsigned char>(c) >= 0x80) {
            return fail("has a name with a letter that no statement's names have");
        }
        out += c;
        if (!get(c)) return fail("is not well-formed XML: the file ends within a tag");
    } while (continues_name(c));
    unget();
    return checked(out);
}

bool XmlReader::attribute(char first) {
    XmlAttribute one;
    char c = '\0';
    if (!name(first, one.name) || !skip_blanks(c)) return false;
    if (c != '=') return fail("is not well-formed XML: an attribute without a value");
    char quote = '\0';
    if (!skip_blanks(quote)) return false;
    if (quote != '"' && quote != '\'')
        return fail("is not well-formed XML: a value without quotes");
    while (true) {
        if (!get(c)) return fail("is not well-formed XML: the file ends within a value");
        if (c == quote) break;
        if (c == '<') return fail("is not well-formed XML: a < within a value");
        if (c == '&' ? !reference(one.value) : !put(one.value, c)) return false;
    }
    if (!checked(one.value)) return false;
    for (auto const& other : element_.attributes) {
        if (other.name == one.name) return fail("is not well-formed XML: an attribute twice");
    }
    if (element_.attributes.size() >= 64) return fail("has more than 64 attributes in one element");
    element_.attributes.push_back(std::move(one));
    return true;
}

// Up to the end of a start tag; `empty`: it was "/>".
bool XmlReader::attributes(bool& empty) {
    while (true) {
        char c = '\0';
        if (!skip_blanks(c)) return false;
        if (c == '>') return true;
        if (c == '/') {
            empty = true;
            return expect(">");
        }
        if (!skipped_blank_) return fail("is not well-formed XML: a blank is missing in a tag");
        if (!attribute(c)) return false;
    }
}

bool XmlReader::start_tag(char first, XmlEvent& event) {
    if (open_.empty() && had_root_) return fail("is not well-formed XML: a second root element");
    if (open_.size() >= depth_max) return fail("is nested more than 64 deep, as no statement is");
    had_root_ = true;
    element_ = XmlNode{};
    element_.position = position_ = tag_;
    std::string qualified;
    bool empty = false;
    if (!name(first, qualified) || !attributes(empty)) return false;
    element_.name = local_name(qualified);
    open_.push_back(std::move(qualified));
    pending_end_ = empty;
    event = XmlEvent::start;
    return true;
}

bool XmlReader::close(std::string const& closed) {
    if (open_.empty() || open_.back() != closed) {
        return fail("is not well-formed XML: </" + closed.substr(0, 40) + "> closes " +
                    (open_.empty() ? "nothing" : "<" + open_.back().substr(0, 40) + ">"));
    }
    open_.pop_back();
    return true;
}

bool XmlReader::end_tag() {
    char c = '\0';
    std::string closed;
    if (!get(c) || !name(c, closed) || !skip_blanks(c))
        return fail("is not well-formed XML: the file ends within a tag");
    if (c != '>') return fail("is not well-formed XML: an end tag with more than a name");
    return close(closed);
}

bool XmlReader::exclamation() {
    char c = '\0';
    if (!get(c)) return fail("is not well-formed XML: the file ends within a tag");
    if (c == '-') return expect("-") && skip_until("-->", nullptr);
    if (c != '[') {
        return fail(
            "has a document type (DTD), which is refused: it can define entities that grow "
            "without end; take it out");
    }
    if (open_.empty()) return fail("is not well-formed XML: text outside the root element");
    std::string section;
    if (!expect("CDATA[") || !skip_until("]]>", &section)) return false;
    text_.append(section, 0, section.size() - 3);
    return text_.size() <= token_max || fail("has a text of more than 1 MiB");
}

// Behind a "<". Sets `event` if this is a start or an end.
bool XmlReader::markup(XmlEvent& event) {
    tag_ = {here_.line, here_.byte - 1};
    char c = '\0';
    if (!get(c)) return fail("is not well-formed XML: the file ends within a tag");
    if (c == '?') return skip_until("?>", nullptr);
    if (c == '!') return exclamation();
    if (c != '/') return start_tag(c, event);
    event = XmlEvent::end;
    return end_tag();
}

XmlEvent XmlReader::next() {
    if (!fault_.empty()) return XmlEvent::fault;
    if (!begun_ && !begin_document()) return XmlEvent::fault;
    text_.clear();
    if (pending_end_) {
        pending_end_ = false;
        open_.pop_back();
        return XmlEvent::end;
    }
    XmlEvent event = XmlEvent::done;
    while (event == XmlEvent::done) {
        if (!text_until_markup()) return XmlEvent::fault;
        char c = '\0';
        if (!get(c)) break;
        if (!markup(event)) return XmlEvent::fault;
    }
    if (event != XmlEvent::done || (open_.empty() && had_root_)) return event;
    fail(had_root_ ? "ends within <" + open_.back().substr(0, 40) + ">; get the whole file again"
                   : "has no element; it is no XML");
    return XmlEvent::fault;
}

bool XmlReader::read_tree(XmlNode& node) {
    tree_bytes_ = 0;
    node = element_;
    return tree(node);
}

bool XmlReader::tree(XmlNode& node) {
    while (true) {
        auto const event = next();
        if (event == XmlEvent::fault || event == XmlEvent::done) return false;
        node.text += text_;
        tree_bytes_ += text_.size() + sizeof(XmlNode);
        if (tree_bytes_ > tree_max) return fail("has one entry of more than 64 MiB");
        if (event == XmlEvent::end) return checked(node.text);
        node.children.push_back(element_);
        if (!tree(node.children.back())) return false;
    }
}

}  // namespace tally::reconcile
