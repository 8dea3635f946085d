#pragma once

#include "journal/tree/frontier.h"
#include "journal/tree/proof.h"
#include "journal/vocabulary/result.h"
#include "replay/entry_stream.h"

namespace tally {

// Rebuilds the record's tree from its leaves, from the first on, and holds every block to it.
class TreeProof {
public:
    // An integrity failure that names the block whose roots are not those of the leaves.
    [[nodiscard]] Result<void> append(EntryBatch const& batch, SubtreeSink* sink = nullptr);

    [[nodiscard]] TreeHead head() const { return {frontier_.size(), frontier_.root()}; }

private:
    Frontier frontier_;
};

}  // namespace tally
