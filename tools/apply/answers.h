#pragma once

#include "engine/sequencer/receipt.h"
#include "tools/cli/output.h"
#include "tools/json/tape.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

namespace tally::apply {

// Writes the answer to each line, in the order of the lines: commands when they are durable, and
// lines that are none when all before them are answered.
//
// Called from two threads: durable() by the sequencer's writer, the rest by the thread that
// submits. The fault of a line must be added before any later line is submitted.
class Answers final : public ReceiptSink {
public:
    explicit Answers(cli::Output& output) : output_(output) {}

    void durable(std::span<Receipt const> receipts) override;

    void add_fault(std::uint64_t line, json::LineFault fault);

    // Writes the faults after the last receipt. To be called when no receipt will come any more.
    void finish();

    [[nodiscard]] std::uint64_t refused() const { return refused_; }

    [[nodiscard]] std::uint64_t answered() const { return answered_; }

    [[nodiscard]] std::uint64_t faults() const { return faults_; }

    // False when nobody reads the answers any more, or they cannot be written.
    [[nodiscard]] bool is_heard() const { return heard_.load(std::memory_order_relaxed); }

private:
    struct Fault {
        std::uint64_t line;
        json::LineFault fault;
    };

    void write(Receipt const& receipt);
    void write_due_faults();
    void write(Fault const& fault);
    void hand_out();

    cli::Output& output_;
    std::uint64_t line_ = 1;  // the next one to be answered
    std::uint64_t answered_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t faults_ = 0;
    std::string text_;
    std::atomic<bool> heard_{true};
    std::atomic<std::uint64_t> waiting_{
        0};  // the size of waiting_faults_, to look at without a lock
    std::mutex mutex_;
    std::deque<Fault> waiting_faults_;
};

}  // namespace tally::apply
