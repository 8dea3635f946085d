#pragma once

#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/verifier.h"
#include "journal/tree/proof.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// C2SP tlog-proof: all that shows one entry to be in the record, in one text file.
// https://c2sp.org/tlog-proof
namespace tally {

struct TlogProof {
    std::uint64_t index = 0;
    ProofPath path;
    std::string checkpoint;           // the signed note, verbatim
    std::vector<std::uint8_t> extra;  // opaque, not proven; we put the leaf here, so that the file
                                      // shows the entry that it proves

    friend bool operator==(TlogProof const&, TlogProof const&) = default;
};

[[nodiscard]] std::string format_tlog_proof(TlogProof const& proof);

// Total on any bytes. Does not verify.
[[nodiscard]] Result<TlogProof> parse_tlog_proof(std::string_view text);

// Checks the checkpoint's signatures and that `leaf` is entry `proof.index` of its tree.
[[nodiscard]] Result<Checkpoint> verify_tlog_proof(TlogProof const& proof,
                                                   ByteSpan leaf,
                                                   std::span<Verifier const> verifiers);

}  // namespace tally
