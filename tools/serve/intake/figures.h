#pragma once

#include "engine/sequencer/receipt.h"
#include "journal/vocabulary/outcome.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tally::serve {

// How many commands had which outcome. One thread counts, any reads.
class OutcomeCounts {
public:
    static constexpr std::size_t numbers = 2'048;

    void count(std::span<Receipt const> receipts) {
        for (auto const& receipt : receipts) {
            auto const number = static_cast<std::size_t>(receipt.outcome);
            auto& counter = counts_[number < numbers ? number : numbers - 1];
            counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        }
    }

    [[nodiscard]] std::uint64_t of(std::size_t number) const {
        return counts_[number].load(std::memory_order_relaxed);
    }

private:
    std::array<std::atomic<std::uint64_t>, numbers> counts_{};
};

// Signatures of commands, by what they were found to be. One thread counts, any reads.
struct SignatureCounts {
    std::atomic<std::uint64_t> good{0};
    std::atomic<std::uint64_t> bad{0};
};

// Of an intake since it was opened; any thread reads.
struct IntakeCounts {
    OutcomeCounts outcomes;
    std::atomic<std::uint64_t> batches{0};     // taken in
    std::atomic<std::uint64_t> overloaded{0};  // batches sent away, to come again
    std::atomic<std::uint64_t> refused{0};     // batches that are never taken in
};

}  // namespace tally::serve
