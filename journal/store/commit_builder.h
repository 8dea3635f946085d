#pragma once

#include "journal/store/store.h"
#include "journal/tree/frontier.h"

#include <vector>

namespace tally {

// Makes commits out of leaves: block, tree and all. Keeps the tree's frontier from one commit to
// the next, and its memory. Costs what the hashing costs; belongs on the writer's thread.
//
//     TALLY_TRY(opened, store.open_epoch());
//     TALLY_TRY(builder, CommitBuilder::after(opened));
//     builder.append(leaf) ...;
//     auto const tip = builder.tip();
//     TALLY_TRY(answer, store.append(tip, builder.finish()));   // then builder.tip() is the new
//     one
class CommitBuilder final : private SubtreeSink {
public:
    // Where the record ends. An integrity failure if frontier and tip do not belong together.
    [[nodiscard]] static Result<CommitBuilder> after(OpenedEpoch const& opened);

    // Adds the record's next leaf to the commit in the making.
    void append(ByteSpan leaf);

    // All leaves since the last finish, of which there must be one, as a commit. Valid until the
    // next append.
    [[nodiscard]] Commit finish();

    // The tip that the commit in the making goes on from.
    [[nodiscard]] Tip const& tip() const { return tip_; }

    [[nodiscard]] Sequence next() const { return Sequence{frontier_.size()}; }

    [[nodiscard]] std::uint32_t count() const { return open_ ? block_.count() : 0; }

    [[nodiscard]] std::size_t payload_bytes() const { return open_ ? block_.payload_bytes() : 0; }

private:
    CommitBuilder(Epoch epoch, Tip const& tip, Frontier const& frontier);

    void subtree(unsigned height, std::uint64_t index, Hash32 const& root) override;

    Epoch epoch_;
    Tip tip_;
    Frontier frontier_;
    bool open_ = false;
    BlockBuilder block_;
    std::vector<std::uint8_t> saved_frontier_;
    std::vector<TreeNode> nodes_;
};

}  // namespace tally
