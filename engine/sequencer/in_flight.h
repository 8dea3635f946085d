#pragma once

#include "engine/sequencer/block_writer.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

namespace tally {

// The blocks between the engine and the disk: the one that fills, and those that were handed to the
// writer and are not known to be durable yet. The engine's thread only.
class InFlight {
public:
    InFlight() : filling_(std::make_unique<EntryBlock>()) {}

    [[nodiscard]] EntryBlock& filling() { return *filling_; }

    // Hands the filling block over; waits while the writer's backlog is full. False if it failed.
    [[nodiscard]] bool hand_over(BlockWriter& writer);

    // Takes back what is durable.
    void prune(std::uint64_t durable_size);

    // The entry, or null if it is not in here (any more).
    [[nodiscard]] Entry const* find(Sequence sequence) const;

private:
    std::unique_ptr<EntryBlock> filling_;
    std::deque<std::unique_ptr<EntryBlock>> handed_over_;  // oldest first
    std::vector<std::unique_ptr<EntryBlock>> spare_;
};

}  // namespace tally
