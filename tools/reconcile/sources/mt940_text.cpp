#include "tools/reconcile/sources/mt940_text.h"

#include "tools/reconcile/sources/fields.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace tally::reconcile {

namespace {

struct Tag {
    std::string_view name;
    ReferenceField field;
};

constexpr Tag tags[] = {
    {"EREF", ReferenceField::end_to_end},
    {"KREF", ReferenceField::customer},
    {"MREF", ReferenceField::mandate},
    {"IREF", ReferenceField::instruction},
    {"TREF", ReferenceField::transaction},
    {"UETR", ReferenceField::uetr},
    {"CREF", ReferenceField::remittance},
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

// "109?20..." : the business code and then fields of two digits.
bool is_structured(std::string_view text) {
    return text.size() > 4 && std::all_of(text.begin(), text.begin() + 3, is_digit) &&
           text[3] == '?';
}

// Where the next "XXXX+" begins, which ends what the last one said.
std::size_t next_plus(std::string_view text) {
    for (std::size_t at = 0; at + 5 <= text.size(); ++at) {
        if (text[at + 4] != '+') continue;
        auto const name = text.substr(at, 4);
        if (std::all_of(name.begin(), name.end(), is_upper)) return at;
    }
    return text.size();
}

void take_plus_references(std::string_view text, StatementLine& line) {
    for (auto const& tag : tags) {
        auto const at = text.find(std::string{tag.name} + "+");
        if (at == std::string_view::npos) continue;
        auto const value = text.substr(at + tag.name.size() + 1);
        add_reference(line, tag.field, value.substr(0, next_plus(value)));
    }
}

// A value ends at the next "/NAME/", or where the text does.
std::size_t next_slash(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '/') continue;
        auto const rest = text.substr(at + 1);
        auto const end = rest.find('/');
        if (end == std::string_view::npos || end < 2 || end > 8) continue;
        auto const name = rest.substr(0, end);
        if (std::all_of(name.begin(), name.end(), is_upper)) return at;
    }
    return text.size();
}

void take_slash_references(std::string_view text, StatementLine& line) {
    for (auto const& tag : tags) {
        auto const mark = "/" + std::string{tag.name} + "/";
        auto const at = text.find(mark);
        if (at == std::string_view::npos) continue;
        auto const value = text.substr(at + mark.size());
        add_reference(line, tag.field, value.substr(0, next_slash(value)));
    }
}

// The fields ?20-?29 and ?60-?63 are one text cut into pieces, ?32-?33 the other side's name.
void take_structured(std::string_view text, StatementLine& line) {
    std::string purpose;
    std::string name;
    line.code.append(line.code.empty() ? "" : "/").append(text.substr(0, 3));
    for (auto at = text.find('?'); at != std::string_view::npos;) {
        auto const end = text.find('?', at + 1);
        auto const field = text.substr(at + 1, end == std::string_view::npos ? end : end - at - 1);
        at = end;
        if (field.size() < 3) continue;
        auto const number = field.substr(0, 2);
        auto const value = field.substr(2);
        if ((number >= "20" && number <= "29") || (number >= "60" && number <= "63"))
            purpose += value;
        if (number == "32" || number == "33") name += value;
    }
    take_plus_references(purpose, line);
    add_reference(line, ReferenceField::counterparty, name);
    line.text = purpose;
}

}  // namespace

void take_mt940_text(std::string_view text, StatementLine& line) {
    // The lines of the field are one text; a bank breaks it at 65 characters wherever that is.
    std::string joined{text};
    std::erase(joined, '\n');
    if (is_structured(joined)) return take_structured(joined, line);
    take_slash_references(joined, line);
    take_plus_references(joined, line);
    std::string shown{text};
    std::replace(shown.begin(), shown.end(), '\n', ' ');
    line.text = shown;
}

}  // namespace tally::reconcile
