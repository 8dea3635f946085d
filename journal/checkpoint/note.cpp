#include "journal/checkpoint/note.h"

#include "journal/checkpoint/utf8.h"
#include "journal/crypto/text.h"

#include <algorithm>
#include <optional>

namespace tally {

namespace {

constexpr std::string_view line_start = "\xe2\x80\x94 ";  // an em dash and a space
constexpr std::size_t key_id_bytes = 4;

Failure not_a_note(std::string_view why) {
    return {FailureKind::integrity, "signed note: " + std::string{why}};
}

bool has_control_characters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n';
    });
}

// One line without its newline.
std::optional<NoteSignature> parse_signature(std::string_view line) {
    if (!line.starts_with(line_start)) return std::nullopt;
    line.remove_prefix(line_start.size());
    auto const space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    auto const name = line.substr(0, space);
    auto const bytes = from_base64(line.substr(space + 1));
    if (!is_key_name(name) || !bytes || bytes->size() <= key_id_bytes) return std::nullopt;
    NoteSignature signature{std::string{name}, 0, {bytes->begin() + key_id_bytes, bytes->end()}};
    for (std::size_t i = 0; i < key_id_bytes; ++i)
        signature.key_id = signature.key_id << 8U | (*bytes)[i];
    return signature;
}

}  // namespace

Result<Note> parse_note(std::string_view bytes) {
    if (bytes.size() > note_bytes_max) return not_a_note("longer than 1,000,000 bytes");
    if (!is_utf8(bytes) || has_control_characters(bytes))
        return not_a_note("it is not plain UTF-8 text");
    auto const blank = bytes.rfind("\n\n");
    if (blank == std::string_view::npos) return not_a_note("no blank line before signatures");
    Note note{std::string{bytes.substr(0, blank + 1)}, {}};
    auto rest = bytes.substr(blank + 2);
    if (rest.empty()) return not_a_note("it has no signature");
    while (!rest.empty()) {
        auto const end = rest.find('\n');
        if (end == std::string_view::npos) return not_a_note("its last line has no newline");
        auto signature = parse_signature(rest.substr(0, end));
        if (!signature) return not_a_note("a signature line is malformed");
        if (note.signatures.size() == note_signatures_max)
            return not_a_note("it has more than 100 signatures");
        note.signatures.push_back(std::move(*signature));
        rest.remove_prefix(end + 1);
    }
    return note;
}

std::string format_note(Note const& note) {
    std::string text = note.text + "\n";
    for (auto const& signature : note.signatures) {
        std::vector<std::uint8_t> bytes;
        for (unsigned shift = 32; shift > 0; shift -= 8)
            bytes.push_back(static_cast<std::uint8_t>(signature.key_id >> (shift - 8)));
        bytes.insert(bytes.end(), signature.signature.begin(), signature.signature.end());
        text += line_start;
        text += signature.key_name + " " + to_base64(bytes) + "\n";
    }
    return text;
}

bool is_key_name(std::string_view name) {
    if (name.empty()) return false;
    while (auto const character = take_character(name)) {
        bool const control = *character < 0x20 || *character == 0x7f;
        if (control || *character == U'+' || is_unicode_space(*character)) return false;
    }
    return name.empty();
}

}  // namespace tally
