#include "journal/checkpoint/tlog_proof.h"

#include "journal/checkpoint/lines.h"
#include "journal/crypto/text.h"
#include "journal/tree/hashing.h"

#include <optional>

namespace tally {

namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_start = "extra ";
constexpr std::string_view index_start = "index ";
constexpr std::size_t path_max = 64;

Failure not_a_proof(std::string_view why) {
    return {FailureKind::integrity, "proof: " + std::string{why}};
}

// The hashes up to and with the blank line behind them.
Result<ProofPath> parse_path(std::string_view& text) {
    ProofPath path;
    for (;;) {
        auto const line = take_line(text);
        if (!line) return not_a_proof("it ends before its checkpoint");
        if (line->empty()) return path;
        Hash32 hash;
        if (path.size() == path_max || !read_base64(*line, hash.bytes))
            return not_a_proof("a line of its path is no hash");
        path.push_back(hash);
    }
}

}  // namespace

std::string format_tlog_proof(TlogProof const& proof) {
    std::string text{first_line};
    text += '\n';
    if (!proof.extra.empty()) {
        text += extra_start;
        text += to_base64(proof.extra) + "\n";
    }
    text += index_start;
    text += std::to_string(proof.index) + "\n";
    for (auto const& hash : proof.path)
        text += to_base64(hash.span()) + "\n";
    return text + "\n" + proof.checkpoint;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
    if (take_line(text) != first_line)
        return not_a_proof("its first line is not " + std::string{first_line});
    TlogProof proof;
    auto line = take_line(text);
    if (line && line->starts_with(extra_start)) {
        auto extra = from_base64(line->substr(extra_start.size()));
        if (!extra || extra->empty()) return not_a_proof("its extra data is not base64");
        proof.extra = std::move(*extra);
        line = take_line(text);
    }
    bool const has_index = line && line->starts_with(index_start);
    auto const index = has_index ? parse_decimal(line->substr(index_start.size()))
                                 : std::optional<std::uint64_t>{};
    if (!index) return not_a_proof("its index line is missing or is no number");
    proof.index = *index;
    TALLY_TRY(path, parse_path(text));
    proof.path = std::move(path);
    TALLY_TRYV(parse_checkpoint(text));
    proof.checkpoint = text;
    return proof;
}

Result<Checkpoint> verify_tlog_proof(TlogProof const& proof,
                                     ByteSpan leaf,
                                     std::span<Verifier const> verifiers) {
    TALLY_TRY(checkpoint, verify_checkpoint(proof.checkpoint, verifiers));
    if (!verify_inclusion(leaf_hash(leaf), proof.index, checkpoint.head, proof.path))
        return not_a_proof("the path does not lead from entry " + std::to_string(proof.index) +
                           " to the root of the checkpoint");
    return checkpoint;
}

}  // namespace tally
