#include "journal/tree/proof.h"

#include "engine/sequencer/block_cache.h"
#include "engine/sequencer/record_hashes.h"
#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/consistency.h"
#include "journal/checkpoint/tlog_proof.h"
#include "journal/store/record_store.h"
#include "journal/tree/hashing.h"
#include "replay/point.h"
#include "tools/prove/prove.h"

namespace tally::prove {

namespace {

// The note over exactly so many entries, or over the fewest that are more than `entry`.
Result<StoredCheckpoint> note_for(Record const& record,
                                  std::uint64_t entry,
                                  ProofOptions const& options) {
    std::uint64_t wanted = 0;
    if (!options.at.empty()) {
        TALLY_TRY(point, resolve_point(record, options.at));
        wanted = point.size;
    }
    TALLY_TRY(stored, record.store().checkpoints());
    for (auto& checkpoint : stored) {
        bool const fits =
            wanted == 0 ? checkpoint.size.value > entry : checkpoint.size.value == wanted;
        if (fits) return std::move(checkpoint);
    }
    return Failure{FailureKind::incomplete,
                   wanted == 0
                       ? "entry " + std::to_string(entry) +
                             " is under no signed checkpoint yet; tally checkpoint --key FILE "
                             "signs one"
                       : "no checkpoint is signed over " + std::to_string(wanted) + " entries"};
}

// A proof that is handed out holds: one made from a damaged record is a failure here, not at the
// reader's.
Result<void> holds(TlogProof const& proof, ByteSpan leaf) {
    TALLY_TRY(checkpoint, parse_checkpoint(proof.checkpoint));
    if (verify_inclusion(leaf_hash(leaf), proof.index, checkpoint.head, proof.path))
        return success();
    return Failure{FailureKind::integrity,
                   "entry " + std::to_string(proof.index) +
                       " cannot be proven under its checkpoint: the record was changed after it "
                       "was signed; run tally verify"};
}

Result<cli::ExitCode> consistency(Record const& record,
                                  ProofOptions const& options,
                                  cli::Output& output) {
    auto const old_size = options.consistency.front();
    auto const new_size = options.consistency.back();
    if (old_size > new_size)
        return Failure{FailureKind::usage,
                       "--consistency: the earlier size comes first, and " +
                           std::to_string(old_size) + " is larger than " +
                           std::to_string(new_size)};
    TALLY_TRY(note, record.store().newest_checkpoint(Sequence{new_size}));
    if (!note || note->size.value != new_size)
        return Failure{FailureKind::incomplete,
                       "no checkpoint is signed over " + std::to_string(new_size) +
                           " entries; tally checkpoint --list shows those that are"};
    RecordHashes hashes{record.store()};
    ConsistencyProof proof;
    proof.old_size = old_size;
    proof.checkpoint = note->note;
    TALLY_TRY(path, consistency_proof(hashes, old_size, new_size));
    proof.path = std::move(path);
    TALLY_TRY(old_root, root_of(hashes, old_size));
    TALLY_TRY(checkpoint, parse_checkpoint(proof.checkpoint));
    if (!verify_consistency({old_size, old_root}, checkpoint.head, proof.path))
        return Failure{FailureKind::integrity,
                       "the record is not what its checkpoint over " + std::to_string(new_size) +
                           " entries says; run tally verify"};
    output.write(format_consistency(proof));
    return cli::ExitCode::clean;
}

}  // namespace

Result<cli::ExitCode> proof(ProofOptions const& options, cli::Output& output) {
    TALLY_TRY(record, Record::open(options.data));
    if (!options.consistency.empty()) return consistency(*record, options, output);
    if (!options.entry)
        return Failure{FailureKind::usage,
                       "say what is to be proven: --entry SEQUENCE or --consistency SIZE SIZE"};
    auto const entry = *options.entry;
    if (entry >= record->size())
        return Failure{FailureKind::incomplete,
                       "there is no entry " + std::to_string(entry) + " in " + options.data +
                           ", which has " + std::to_string(record->size())};
    TALLY_TRY(note, note_for(*record, entry, options));
    if (note.size.value <= entry)
        return Failure{FailureKind::usage,
                       "the checkpoint over " + std::to_string(note.size.value) +
                           " entries does not cover entry " + std::to_string(entry)};
    BlockCache leaves{record->store()};
    TALLY_TRY(leaf, leaves.leaf(Sequence{entry}));
    RecordHashes hashes{record->store()};
    TlogProof proof;
    proof.index = entry;
    TALLY_TRY(path, inclusion_proof(hashes, entry, note.size.value));
    proof.path = std::move(path);
    proof.checkpoint = note.note;
    proof.extra.assign(leaf.begin(), leaf.end());
    TALLY_TRYV(holds(proof, leaf));
    output.write(format_tlog_proof(proof));
    return cli::ExitCode::clean;
}

}  // namespace tally::prove
