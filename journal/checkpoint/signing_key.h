#pragma once

#include "journal/checkpoint/verifier.h"
#include "journal/crypto/bip340.h"
#include "journal/crypto/ed25519.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tally {

struct KeyRotation;

// The secret with which a record's checkpoints are signed, both ways: Ed25519 from a 32-byte seed,
// and BIP 340 from a secret derived from the same seed. Its text is one line,
// `PRIVATE+KEY+<name>+<hash>+<base64(0x01 || seed)>`, as other signed-note tools have it.
class SigningKey {
public:
    // The name is the record's origin. A usage failure if it is no key name.
    [[nodiscard]] static Result<SigningKey> generate(std::string_view name);
    [[nodiscard]] static Result<SigningKey> from_seed(std::string_view name,
                                                      Ed25519Seed const& seed);
    [[nodiscard]] static Result<SigningKey> parse(std::string_view line);

    // Failures name the file.
    [[nodiscard]] static Result<SigningKey> read(std::filesystem::path const& file);

    // Creates the file with mode 0600; refuses to overwrite one.
    [[nodiscard]] Result<void> write(std::filesystem::path const& file) const;

    [[nodiscard]] std::string line() const;

    [[nodiscard]] std::string const& name() const { return ed25519_.name; }

    [[nodiscard]] Verifier const& ed25519_verifier() const { return ed25519_; }

    [[nodiscard]] Verifier const& bip340_verifier() const { return bip340_; }

    // Both, Ed25519 first: what a data directory keeps and an auditor is given.
    [[nodiscard]] std::vector<Verifier> verifiers() const { return {ed25519_, bip340_}; }

    // The same key as a witness's: its cosignatures have a key id of their own.
    [[nodiscard]] Verifier cosigner() const;

    // C2SP tlog-cosignature over the text of another log's checkpoint.
    [[nodiscard]] Result<NoteSignature> cosign(std::string_view text, std::uint64_t seconds) const;

    // This key's word, Ed25519, for the one that takes its place (journal/checkpoint/key_chain.h).
    // Deterministic.
    [[nodiscard]] Result<KeyRotation> hand_over(std::uint64_t at, SigningKey const& next) const;

    // The note with both signatures. Deterministic. `text` ends with a newline.
    [[nodiscard]] Result<Note> sign(std::string text) const;

private:
    SigningKey() = default;

    Ed25519Seed seed_;
    Bip340Secret bip340_secret_;
    Verifier ed25519_;
    Verifier bip340_;
};

}  // namespace tally
