#include "replay/point.h"
#include "tools/prove/entry_proofs.h"
#include "tools/prove/prove.h"

#include <utility>

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
    EntryProofs proofs{record, *note};
    TALLY_TRY(proof, proofs.growth(old_size));
    output.write(format_consistency(proof));
    return cli::ExitCode::clean;
}

}  // namespace

Result<ConsistencyProof> newest_growth(Record const& record, std::uint64_t from) {
    TALLY_TRY(stored, record.store().checkpoints());
    if (stored.empty())
        return Failure{FailureKind::incomplete,
                       record.directory().string() + " has no signed checkpoint"};
    if (stored.back().size.value < from) return ConsistencyProof{from, {}, stored.back().note};
    return EntryProofs{record, stored.back()}.growth(from);
}

Result<cli::ExitCode> growth(GrowthOptions const& options, cli::Output& output) {
    TALLY_TRY(record, Record::open(options.data));
    TALLY_TRY(proof, newest_growth(*record, options.from));
    output.write(format_consistency(proof));
    return cli::ExitCode::clean;
}

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
    EntryProofs proofs{*record, std::move(note)};
    TALLY_TRY(proof, proofs.of(entry));
    output.write(format_tlog_proof(proof));
    return cli::ExitCode::clean;
}

}  // namespace tally::prove
