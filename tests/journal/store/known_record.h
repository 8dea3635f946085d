#pragma once

#include "journal/store/commit_builder.h"
#include "journal/store/rocks_store.h"
#include "journal/store/store.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

// A record whose every leaf is known from its sequence, so that whatever comes back can be judged.
namespace tally {

[[nodiscard]] std::vector<std::uint8_t> known_leaf(Sequence sequence);

// The tip of the first `size` known leaves, by a frontier of its own.
[[nodiscard]] Tip known_tip(Sequence size);

[[nodiscard]] StoreMeta known_meta();

// Appends known leaves to a store.
class KnownWriter {
public:
    // Opens an epoch.
    [[nodiscard]] static Result<KnownWriter> start(Store& store);

    // One block of `count` known leaves.
    [[nodiscard]] Result<Appended> append(std::uint32_t count);

    [[nodiscard]] Tip const& tip() const { return builder_.tip(); }

    [[nodiscard]] Epoch epoch() const { return epoch_; }

private:
    KnownWriter(Store& store, Epoch epoch, CommitBuilder builder);

    Store* store_;
    Epoch epoch_;
    CommitBuilder builder_;
};

// Reads all of a record. What it says is wrong with it (not known leaves, roots that are not the
// tree's), or where it ends; or the store's own failure.
struct ReadBack {
    Tip tip;
    std::vector<std::uint32_t> counts;  // of each block
    std::string wrong;                  // empty: every leaf and root is the known one
};

[[nodiscard]] Result<ReadBack> read_all(Store& store);

// Of the nodes that ought to be stored up to `size`, the first that is not as known; empty if none.
[[nodiscard]] Result<std::string> wrong_tree_node(RocksStore& store, Sequence size);

}  // namespace tally
