#pragma once

#include "journal/store/record_store.h"
#include "journal/tree/frontier.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <optional>

namespace tally {

// Compares the tree nodes that a store keeps with those computed from the leaves, so that proofs
// made from them can be relied on.
class StoredNodes final : public SubtreeSink {
public:
    explicit StoredNodes(RecordStore& store) : store_(store) {}

    void subtree(unsigned height, std::uint64_t index, Hash32 const& root) override;

    [[nodiscard]] std::uint64_t compared() const { return compared_; }

    // The first one that differs, is missing, or cannot be read.
    [[nodiscard]] std::optional<Failure> const& failure() const { return failure_; }

private:
    RecordStore& store_;
    std::uint64_t compared_ = 0;
    std::optional<Failure> failure_;
};

}  // namespace tally
