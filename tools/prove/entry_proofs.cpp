#include "tools/prove/entry_proofs.h"

#include "journal/tree/hashing.h"

namespace tally::prove {

Result<TlogProof> EntryProofs::of(std::uint64_t entry) {
    if (checkpoint_.size.value <= entry)
        return Failure{FailureKind::usage,
                       "the checkpoint over " + std::to_string(checkpoint_.size.value) +
                           " entries does not cover entry " + std::to_string(entry)};
    TALLY_TRY(leaf, leaves_.leaf(Sequence{entry}));
    TlogProof proof;
    proof.index = entry;
    TALLY_TRY(path, inclusion_proof(hashes_, entry, checkpoint_.size.value));
    proof.path = std::move(path);
    proof.checkpoint = checkpoint_.note;
    proof.extra.assign(leaf.begin(), leaf.end());
    TALLY_TRY(signed_tree, parse_checkpoint(proof.checkpoint));
    if (verify_inclusion(leaf_hash(proof.extra), entry, signed_tree.head, proof.path)) return proof;
    return Failure{FailureKind::integrity,
                   "entry " + std::to_string(entry) +
                       " cannot be proven under its checkpoint: the record was changed after it "
                       "was signed; run tally verify"};
}

Result<ConsistencyProof> EntryProofs::growth(std::uint64_t old_size) {
    ConsistencyProof proof;
    proof.old_size = old_size;
    proof.checkpoint = checkpoint_.note;
    TALLY_TRY(path, consistency_proof(hashes_, old_size, checkpoint_.size.value));
    proof.path = std::move(path);
    TALLY_TRY(old_root, root_of(hashes_, old_size));
    TALLY_TRY(signed_tree, parse_checkpoint(proof.checkpoint));
    if (verify_consistency({old_size, old_root}, signed_tree.head, proof.path)) return proof;
    return Failure{FailureKind::integrity,
                   "the record is not what its checkpoint over " +
                       std::to_string(checkpoint_.size.value) + " entries says; run tally verify"};
}

}  // namespace tally::prove
