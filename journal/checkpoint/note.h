#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// C2SP signed-note: text, a blank line, signature lines. https://c2sp.org/signed-note
namespace tally {

inline constexpr std::size_t note_bytes_max = 1'000'000;
inline constexpr std::size_t note_signatures_max = 100;

struct NoteSignature {
    std::string key_name;
    std::uint32_t key_id = 0;
    std::vector<std::uint8_t> signature;  // without the key id

    friend bool operator==(NoteSignature const&, NoteSignature const&) = default;
};

struct Note {
    std::string text;  // ends with a newline; this is what is signed
    std::vector<NoteSignature> signatures;

    friend bool operator==(Note const&, Note const&) = default;
};

// Total on any bytes. What it accepts, format_note gives back byte for byte.
[[nodiscard]] Result<Note> parse_note(std::string_view bytes);

[[nodiscard]] std::string format_note(Note const& note);

// Non-empty UTF-8 without spaces, control characters and '+'.
[[nodiscard]] bool is_key_name(std::string_view name);

}  // namespace tally
