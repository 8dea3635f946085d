#pragma once

#include "engine/sequencer/block_cache.h"
#include "engine/sequencer/record_hashes.h"
#include "journal/checkpoint/consistency.h"
#include "journal/checkpoint/tlog_proof.h"
#include "journal/store/record_store.h"
#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <cstdint>
#include <utility>

namespace tally::prove {

// Proofs under one checkpoint of a record, which must outlive this. What is handed out holds: one
// made from a damaged record is a failure of kind `integrity` here, not at the reader's.
class EntryProofs {
public:
    EntryProofs(Record const& record, StoredCheckpoint checkpoint)
        : checkpoint_(std::move(checkpoint)), leaves_(record.store()), hashes_(record.store()) {}

    [[nodiscard]] StoredCheckpoint const& checkpoint() const { return checkpoint_; }

    // That the entry is in the record, with its bytes beside the path.
    [[nodiscard]] Result<TlogProof> of(std::uint64_t entry);

    // That the checkpoint goes on from the record's first `old_size` entries.
    [[nodiscard]] Result<ConsistencyProof> growth(std::uint64_t old_size);

private:
    StoredCheckpoint checkpoint_;
    BlockCache leaves_;
    RecordHashes hashes_;
};

// The newest signed checkpoint, and that it goes on from the record's first `from` entries. If it
// is over fewer there is no path, and it is the reader's to see that the record has lost its end.
[[nodiscard]] Result<ConsistencyProof> newest_growth(Record const& record, std::uint64_t from);

}  // namespace tally::prove
