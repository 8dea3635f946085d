#include "journal/store/commit_builder.h"

#include "journal/tree/hashing.h"
#include "journal/vocabulary/check.h"

namespace tally {

Result<CommitBuilder> CommitBuilder::after(OpenedEpoch const& opened) {
    Frontier frontier;
    if (!opened.frontier.empty()) {
        TALLY_TRY(restored, Frontier::restore(opened.frontier));
        frontier = restored;
    }
    if (frontier.size() != opened.tip.next.value || frontier.root() != opened.tip.root) {
        return Failure{FailureKind::integrity,
                       "the stored tree frontier is of another record than the last block: restore "
                       "the directory from a backup"};
    }
    return CommitBuilder{opened.epoch, opened.tip, frontier};
}

CommitBuilder::CommitBuilder(Epoch epoch, Tip const& tip, Frontier const& frontier)
    : epoch_(epoch), tip_(tip), frontier_(frontier) {}

void CommitBuilder::append(ByteSpan leaf) {
    if (!open_) {
        block_.start(epoch_, tip_.next, tip_.root);
        nodes_.clear();
        open_ = true;
    }
    block_.append(leaf);
    frontier_.append(leaf_hash(leaf), this);
}

Commit CommitBuilder::finish() {
    TALLY_CHECK(open_);
    open_ = false;
    tip_ = Tip{next(), frontier_.root()};
    saved_frontier_.clear();
    frontier_.save(saved_frontier_);
    return Commit{block_.finish(tip_.root), saved_frontier_, nodes_};
}

void CommitBuilder::subtree(unsigned height, std::uint64_t index, Hash32 const& root) {
    if (height > 24) return;
    nodes_.push_back(TreeNode{static_cast<std::uint8_t>(height), index, root});
}

}  // namespace tally
