#pragma once

#include "journal/checkpoint/note.h"
#include "journal/checkpoint/signing_key.h"
#include "journal/checkpoint/verifier.h"
#include "journal/tree/proof.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// C2SP tlog-checkpoint: a signed note that says how long a record is and what its root is.
// https://c2sp.org/tlog-checkpoint
namespace tally {

struct Checkpoint {
    std::string origin;
    TreeHead head;
    std::vector<std::string> extensions;  // opaque lines; none in what we write

    friend bool operator==(Checkpoint const&, Checkpoint const&) = default;
};

// The text that is signed.
[[nodiscard]] std::string checkpoint_text(Checkpoint const& checkpoint);

// The other way; total on any text.
[[nodiscard]] Result<Checkpoint> parse_checkpoint_text(std::string_view text);

// The signed note for this tree, under the key's name as origin. Deterministic.
[[nodiscard]] Result<std::string> sign_checkpoint(SigningKey const& key, TreeHead const& head);

// Parses a signed note without trusting it.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view note);

// Parses it and checks it: a known key named like the origin signed it, and no signature of a known
// key is wrong. An integrity failure otherwise.
[[nodiscard]] Result<Checkpoint> verify_checkpoint(std::string_view note,
                                                   std::span<Verifier const> verifiers);

}  // namespace tally
