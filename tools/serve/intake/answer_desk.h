#pragma once

#include "engine/sequencer/receipt.h"
#include "tools/serve/intake/figures.h"
#include "tools/serve/intake/job.h"
#include "tools/serve/net/outbox.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace tally::serve {

// Puts durable receipts together to the answers of whole batches, and those into the outbox.
// Receipts come on the writer's thread and slices on the engine's, both in the order in which the
// commands were submitted; either may be ahead of the other.
class AnswerDesk final : public ReceiptSink {
public:
    AnswerDesk(Outbox& outbox, std::function<void()> on_idle)
        : outbox_(outbox), on_idle_(std::move(on_idle)) {}

    // The job's commands from `from` up to job.next were submitted, or found to be none: those are
    // taken out of job.faults. `submitted` of them will have a receipt.
    void slice(Job& job, std::uint32_t from, std::uint32_t submitted);

    void durable(std::span<Receipt const> receipts) override;

    // Wakes the engine's thread only if it has something that is not with the writer yet. What it
    // submits at this moment it hands over itself, before it waits.
    void idle() override {
        if (durable_receipts_.load() != submitted_.load()) on_idle_();
    }

    // Told after each growth of the durable record; nobody if empty.
    void on_growth(std::function<void(std::uint64_t tip)> told) {
        std::lock_guard const lock{mutex_};
        on_growth_ = std::move(told);
    }

    // Counts the outcome of each durable command from now on. Before the first one.
    void count_in(OutcomeCounts& counts) { counts_ = &counts; }

    // Told of each batch that is answered; nobody if empty. Before the first one.
    void on_answer(std::function<void(Answered const&)> told) { on_answer_ = std::move(told); }

    // How many entries are durable.
    [[nodiscard]] std::uint64_t tip() const { return tip_.load(std::memory_order_acquire); }

    void set_tip(std::uint64_t tip) { tip_.store(tip, std::memory_order_release); }

private:
    struct Slice {
        std::shared_ptr<Answered> answered;
        std::uint32_t commands = 0;
        std::uint32_t submitted = 0;
        std::vector<CommandFault> faults;
        bool is_last = false;
    };

    void match();
    void answer(Slice& slice);
    void forget_used();

    Outbox& outbox_;
    std::function<void()> on_idle_;
    std::function<void(std::uint64_t)> on_growth_;
    std::function<void(Answered const&)> on_answer_;
    OutcomeCounts* counts_ = nullptr;
    std::atomic<std::uint64_t> tip_{0};
    std::atomic<std::uint64_t> submitted_{0};  // commands
    std::atomic<std::uint64_t> durable_receipts_{0};

    std::mutex mutex_;
    std::deque<Slice> slices_;
    std::vector<Receipt> receipts_;
    std::size_t used_ = 0;  // receipts_ before this were given to slices
};

}  // namespace tally::serve
