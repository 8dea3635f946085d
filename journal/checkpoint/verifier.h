#pragma once

#include "journal/checkpoint/note.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tally {

enum class SignatureType : std::uint8_t { ed25519 = 1, bip340 = 2, cosignature = 3 };

// A public key that notes are checked with. As text, a line `name+hash+base64(type || key)`: C2SP's
// verifier key. For BIP 340, which C2SP has given no number, the type is the byte 0xff followed by
// "tallystick/bip340/v1"; a BIP 340 signature is over the SHA-256 of the note's text tagged as
// docs/record_format.md says. A cosignature is a witness's (C2SP tlog-cosignature, Ed25519): it is
// over the text and a time, which stands before it.
struct Verifier {
    std::string name;
    SignatureType type = SignatureType::ed25519;
    Hash32 key;  // Ed25519, or x-only secp256k1
    std::uint32_t key_id = 0;

    [[nodiscard]] std::string line() const;

    [[nodiscard]] bool verifies(std::string_view text, ByteSpan signature) const;

    friend bool operator==(Verifier const&, Verifier const&) = default;
};

// What a witness signs: that it saw this checkpoint, at this time (seconds since 1970), as the
// newest of a log that never contradicted itself.
[[nodiscard]] std::string cosigned_message(std::string_view text, std::uint64_t seconds);

[[nodiscard]] Verifier make_verifier(std::string name, SignatureType type, Hash32 const& key);

// A usage failure that says what is wrong with the line.
[[nodiscard]] Result<Verifier> parse_verifier(std::string_view line);

// One key a line; blank lines and lines that begin with '#' are skipped. At least one key.
[[nodiscard]] Result<std::vector<Verifier>> parse_verifiers(std::string_view text);

// One key each, none skipped: the keys that a record keeps, of which it may have none.
[[nodiscard]] Result<std::vector<Verifier>> parse_verifiers(std::span<std::string const> lines);

// Succeeds if at least one known key signed the note and no signature of a known key is wrong.
// Signatures of unknown keys are ignored, as the specification says.
[[nodiscard]] Result<void> verify_note(Note const& note, std::span<Verifier const> verifiers);

}  // namespace tally
