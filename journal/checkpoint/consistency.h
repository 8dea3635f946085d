#pragma once

#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/verifier.h"
#include "journal/tree/proof.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// All that shows that a signed tree goes on from an earlier one, in one text file: the body of an
// add-checkpoint request of C2SP tlog-witness. https://c2sp.org/tlog-witness
//
//     old 3805
//     <a hash of the consistency proof in base64, a line each>
//
//     <the checkpoint of the later tree>
namespace tally {

struct ConsistencyProof {
    std::uint64_t old_size = 0;
    ProofPath path;
    std::string checkpoint;  // of the later tree, verbatim

    friend bool operator==(ConsistencyProof const&, ConsistencyProof const&) = default;
};

[[nodiscard]] std::string format_consistency(ConsistencyProof const& proof);

// Total on any bytes. Does not verify.
[[nodiscard]] Result<ConsistencyProof> parse_consistency(std::string_view text);

// True for text that begins as such a proof does.
[[nodiscard]] bool is_consistency(std::string_view text);

// Checks the checkpoint's signatures and that its tree goes on from `old`, whose size must be that
// of the proof. The later checkpoint.
[[nodiscard]] Result<Checkpoint> verify_consistency_proof(ConsistencyProof const& proof,
                                                          TreeHead const& old,
                                                          std::span<Verifier const> verifiers);

}  // namespace tally
