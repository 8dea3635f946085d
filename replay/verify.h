#pragma once

#include "journal/checkpoint/verifier.h"
#include "journal/vocabulary/result.h"
#include "replay/audit_trail.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tally {

// A signed note that was kept somewhere else, and where.
struct KeptCheckpoint {
    std::string place;
    std::string note;
};

struct VerifyRequest {
    std::vector<Verifier> verifiers;  // empty: the record's own keys, which prove less
    bool replay = true;               // also fold; compare the digests in it, and its snapshots
    std::function<void(std::uint64_t, std::uint64_t)> progress;
    std::vector<KeptCheckpoint> kept;  // the record must go on from these, too
};

struct Verified {
    TreeHead head;                             // computed from the leaves
    std::uint64_t subtrees = 0;                // stored tree nodes that were compared
    std::uint64_t digests = 0;                 // ProjectionDigest entries that were compared
    std::uint64_t snapshots = 0;               // stored projections that were compared
    std::uint64_t checkpoints = 0;             // signed notes of its own that were checked
    std::optional<std::uint64_t> signed_size;  // entries under the newest of them
    std::optional<AuditTrail> trail;           // new keys, attached and redacted values
    std::vector<std::string> notes;
};

// Proves a record from its bytes: blocks in a chain, every leaf canonical, the tree over them, the
// stored nodes, every checkpoint's signatures and its place in this very tree, the projections'
// digests. The first thing that is wrong is the failure, of kind `integrity`, with its place.
[[nodiscard]] Result<Verified> verify(Record const& record, VerifyRequest const& request);

}  // namespace tally
