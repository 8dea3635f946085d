#pragma once

#include "journal/checkpoint/signing_key.h"
#include "journal/vocabulary/bytes.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tally {

// A longer linked chain is refused, whatever is in it: it is held in memory until its end.
inline constexpr std::size_t chain_commands_max = 8192;

struct SequencerOptions {
    // Signs checkpoints; its name must be the record's origin. Nothing: none are signed.
    std::optional<SigningKey> key;

    // A block is handed over when it has this many entries; the last command's are never split off.
    std::size_t block_entries = 8000;
    // Blocks waiting for the writer; beyond, submit waits.
    std::size_t backlog_blocks = 4;

    // After this many entries a new cycle of the projections' digests begins in the record. Part of
    // what the record is a function of: see DigestCycle.
    std::uint64_t digest_every = 1'000'000;
    // A snapshot is written at the digests that are so many entries after the last snapshot,
    std::uint64_t snapshot_every = 1'000'000;
    // unless another thread folds what is durable and calls save_snapshot now and then: then the
    // engine does not stop for one, but on close;
    bool snapshots_from_outside = false;
    // and on close if so many entries follow the last one.
    std::uint64_t snapshot_on_close = 10'000;
    // Ids kept in memory before they go to the index on disk.
    std::size_t recent_ids = std::size_t{1} << 19U;
};

// What opening a data directory found and did.
struct RecoveryReport {
    std::uint64_t size = 0;  // entries in the record
    Hash32 root;             // of its tree
    std::uint64_t snapshot_size =
        0;  // entries covered by the snapshot used; 0: from the first entry
    std::uint64_t entries_applied = 0;
    std::uint64_t torn_bytes = 0;      // at the end of the log, of a block that nobody was told of
    std::vector<std::string> notes;    // what was rebuilt and why, for the operator; often empty
    std::optional<std::string> alarm;  // why nothing may be written
};

struct DurableTip {
    std::uint64_t size = 0;
    Hash32 root;
};

struct SignedCheckpoint {
    std::uint64_t size = 0;
    Hash32 root;
    std::string note;  // the signed text
};

}  // namespace tally
