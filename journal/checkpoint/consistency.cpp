#include "journal/checkpoint/consistency.h"

#include "journal/checkpoint/lines.h"
#include "journal/crypto/text.h"

#include <optional>

namespace tally {

namespace {

constexpr std::string_view old_start = "old ";
constexpr std::size_t path_max = 63;

Failure not_a_proof(std::string_view why) {
    return {FailureKind::integrity, "consistency proof: " + std::string{why}};
}

}  // namespace

std::string format_consistency(ConsistencyProof const& proof) {
    std::string text{old_start};
    text += std::to_string(proof.old_size) + "\n";
    for (auto const& hash : proof.path)
        text += to_base64(hash.span()) + "\n";
    return text + "\n" + proof.checkpoint;
}

bool is_consistency(std::string_view text) {
    return text.starts_with(old_start);
}

Result<ConsistencyProof> parse_consistency(std::string_view text) {
    ConsistencyProof proof;
    auto const first = take_line(text);
    bool const begins = first && first->starts_with(old_start);
    auto const size =
        begins ? parse_decimal(first->substr(old_start.size())) : std::optional<std::uint64_t>{};
    if (!size) return not_a_proof("its first line is not 'old' and a size");
    proof.old_size = *size;
    for (;;) {
        auto const line = take_line(text);
        if (!line) return not_a_proof("it ends before its checkpoint");
        if (line->empty()) break;
        Hash32 hash;
        if (proof.path.size() == path_max || !read_base64(*line, hash.bytes))
            return not_a_proof("a line of its path is no hash");
        proof.path.push_back(hash);
    }
    TALLY_TRYV(parse_checkpoint(text));
    proof.checkpoint = text;
    return proof;
}

Result<Checkpoint> verify_consistency_proof(ConsistencyProof const& proof,
                                            TreeHead const& old,
                                            std::span<Verifier const> verifiers) {
    TALLY_TRY(checkpoint, verify_checkpoint(proof.checkpoint, verifiers));
    if (proof.old_size != old.size)
        return not_a_proof("it begins at " + std::to_string(proof.old_size) +
                           " entries, and the earlier checkpoint is over " +
                           std::to_string(old.size));
    if (!verify_consistency(old, checkpoint.head, proof.path))
        return not_a_proof("the log does not go on from the earlier checkpoint: the first " +
                           std::to_string(old.size) + " of its " +
                           std::to_string(checkpoint.head.size) +
                           " entries are not those that were signed then");
    return checkpoint;
}

}  // namespace tally
