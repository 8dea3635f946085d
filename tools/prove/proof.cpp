#include "journal/tree/proof.h"

#include "engine/sequencer/block_cache.h"
#include "engine/sequencer/record_hashes.h"
#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/tlog_proof.h"
#include "journal/store/record_store.h"
#include "journal/tree/hashing.h"
#include "replay/point.h"
#include "tools/prove/prove.h"

namespace tally::prove {

namespace {

// The note over exactly so many entries, or over the fewest that are more than `entry`.
Result<StoredCheckpoint> note_for(Record const& record, ProofOptions const& options) {
    std::uint64_t wanted = 0;
    if (!options.at.empty()) {
        TALLY_TRY(point, resolve_point(record, options.at));
        wanted = point.size;
    }
    TALLY_TRY(stored, record.store().checkpoints());
    for (auto& checkpoint : stored) {
        bool const fits =
            wanted == 0 ? checkpoint.size.value > options.entry : checkpoint.size.value == wanted;
        if (fits) return std::move(checkpoint);
    }
    return Failure{FailureKind::incomplete,
                   wanted == 0
                       ? "entry " + std::to_string(options.entry) +
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

}  // namespace

Result<cli::ExitCode> proof(ProofOptions const& options, cli::Output& output) {
    TALLY_TRY(record, Record::open(options.data));
    if (options.entry >= record->size())
        return Failure{FailureKind::incomplete,
                       "there is no entry " + std::to_string(options.entry) + " in " +
                           options.data + ", which has " + std::to_string(record->size())};
    TALLY_TRY(note, note_for(*record, options));
    if (note.size.value <= options.entry)
        return Failure{FailureKind::usage,
                       "the checkpoint over " + std::to_string(note.size.value) +
                           " entries does not cover entry " + std::to_string(options.entry)};
    BlockCache leaves{record->store()};
    TALLY_TRY(leaf, leaves.leaf(Sequence{options.entry}));
    RecordHashes hashes{record->store()};
    TlogProof proof;
    proof.index = options.entry;
    TALLY_TRY(path, inclusion_proof(hashes, options.entry, note.size.value));
    proof.path = std::move(path);
    proof.checkpoint = note.note;
    proof.extra.assign(leaf.begin(), leaf.end());
    TALLY_TRYV(holds(proof, leaf));
    output.write(format_tlog_proof(proof));
    return cli::ExitCode::clean;
}

}  // namespace tally::prove
