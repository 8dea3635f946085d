#include "replay/tree_proof.h"

#include <string>

namespace tally {

Result<void> TreeProof::append(EntryBatch const& batch, SubtreeSink* sink) {
    std::span<Hash32 const> leaves{batch.leaves};
    for (auto const& header : batch.headers) {
        auto const count = header.next().value - frontier_.size();
        frontier_.append(leaves.first(count), sink);
        leaves = leaves.subspan(count);
        if (frontier_.root() == header.root_after) continue;
        return Failure{FailureKind::integrity,
                       "entries " + std::to_string(header.first.value) + " to " +
                           std::to_string(header.next().value - 1) +
                           ": their block does not have the root that it says; one of them, or "
                           "the block's header, was changed"};
    }
    frontier_.append(leaves, sink);
    return success();
}

}  // namespace tally
