#pragma once

#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/verifier.h"
#include "journal/crypto/ed25519.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tally {

// An entry of the record that puts a new signing key in the place of the old one.
struct KeyRotation {
    std::uint64_t at = 0;  // the entry's sequence: a tree of more entries is the new key's to sign
    Verifier ed25519;
    Verifier bip340;
    Ed25519Signature signature;  // of the old Ed25519 key over rotation_text

    friend bool operator==(KeyRotation const&, KeyRotation const&) = default;
};

// What the old key signs: that this record goes on, after so many entries, with these keys. No
// checkpoint reads like it.
[[nodiscard]] std::string rotation_text(std::string_view origin, KeyRotation const& rotation);

// One line of the file `rotations`: where the entry is and, for readers, which keys it brings. The
// entry is what counts; the line only says where to look.
[[nodiscard]] std::string rotation_line(KeyRotation const& rotation);

// The lines of such a file, without the signatures, which only the entries have. A usage failure
// names the line.
[[nodiscard]] Result<std::vector<KeyRotation>> parse_rotations(std::string_view text);

// The keys that a record was signed with, one generation after the other: those that it was made
// with, and those of each rotation. A tree is to be signed by the generation that it ends in, so
// that a key that was replaced signs nothing new.
class KeyChain {
public:
    // `own`: the keys that the record says it was made with. `given`: those that the reader trusts;
    // empty: the record's own, which proves less. Trust begins with the first generation that has a
    // given key, and passes to the next one by the old key's signature; a rotation without it is an
    // integrity failure that names the entry.
    [[nodiscard]] static Result<KeyChain> follow(std::string origin,
                                                 std::vector<Verifier> own,
                                                 std::vector<KeyRotation> rotations,
                                                 std::span<Verifier const> given);

    // As verify_checkpoint, by the keys of the tree's own generation; no signature of another one's
    // may be wrong either.
    [[nodiscard]] Result<Checkpoint> verify(std::string_view note) const;

    // Whether a checkpoint over so many entries that verifies was signed by a key that is trusted,
    // and not only by one that such a key's generation says was there before it.
    [[nodiscard]] bool is_trusted(std::uint64_t size) const;

    [[nodiscard]] std::vector<KeyRotation> const& rotations() const { return rotations_; }

    // Those that sign a tree of so many entries.
    [[nodiscard]] std::vector<Verifier> const& keys_for(std::uint64_t size) const;

    [[nodiscard]] std::vector<Verifier> const& newest() const { return generations_.back(); }

    // Every key of every generation.
    [[nodiscard]] std::vector<Verifier> const& all() const { return all_; }

private:
    [[nodiscard]] std::size_t generation_for(std::uint64_t size) const;

    std::string origin_;
    std::vector<std::vector<Verifier>> generations_;
    std::vector<KeyRotation> rotations_;  // [i] begins generation i + 1
    std::vector<Verifier> all_;
    std::size_t trusted_from_ = 0;
};

}  // namespace tally
