#pragma once

#include "engine/sequencer/histogram.h"
#include "engine/sequencer/receipt.h"
#include "journal/codec/leaf_buffer.h"
#include "journal/entry.h"
#include "journal/store/commit_builder.h"
#include "journal/store/store.h"
#include "journal/vocabulary/result.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace tally {

// What is handed from the engine's thread to the writer's: whole commands with their consequences.
struct EntryBlock {
    std::vector<Entry> entries;
    std::vector<Receipt> receipts;
    bool sign = false;  // sign the tree that ends with this block

    [[nodiscard]] Sequence first() const { return entries.front().sequence; }

    [[nodiscard]] Sequence next() const { return entries.back().sequence.next(); }

    void clear() {
        entries.clear();
        receipts.clear();
        sign = false;
    }
};

// The second thread: encodes a block, hashes it into the tree, appends it, and answers. One append
// at a time. The first failure is the last thing it does.
//
// A block is lent: it is read until durable_size() has passed it, and is then the lender's again.
class BlockWriter {
public:
    // Called on the writer's thread with the tip after a block that was to be signed.
    using Sign = std::function<Result<void>(Tip const&)>;

    BlockWriter(
        Store& store, CommitBuilder builder, ReceiptSink& sink, Sign sign, std::size_t backlog_max);
    BlockWriter(BlockWriter const&) = delete;
    BlockWriter& operator=(BlockWriter const&) = delete;
    ~BlockWriter();  // finishes the append in flight and drops the rest

    // Waits while the backlog is full. False after a failure.
    [[nodiscard]] bool push(EntryBlock const& block);

    // Nothing queued and nothing in work.
    [[nodiscard]] bool idle() const { return outstanding_.load(std::memory_order_acquire) == 0; }

    // How many entries are durable and answered.
    [[nodiscard]] std::uint64_t durable_size() const {
        return durable_.load(std::memory_order_acquire);
    }

    // Waits until all that was pushed is durable and answered, or a failure.
    [[nodiscard]] Result<void> drain();

    [[nodiscard]] bool failed() const { return failed_.load(std::memory_order_acquire); }

    // The failure, if there was one.
    [[nodiscard]] std::optional<Failure> failure() const;

    // The tree's end as last acknowledged.
    [[nodiscard]] Tip durable_tip() const;

    // Any thread.
    [[nodiscard]] WriterTimes const& times() const { return times_; }

private:
    void run();
    [[nodiscard]] Result<void> write(EntryBlock const& block);
    [[nodiscard]] Result<void> encode(EntryBlock const& block);
    [[nodiscard]] Result<void> append();
    void fail(Failure failure);

    Store& store_;
    CommitBuilder builder_;  // the writer's thread only, as is leaves_
    LeafBuffer leaves_;
    ReceiptSink& sink_;
    Sign sign_;
    WriterTimes times_;
    std::size_t backlog_max_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<EntryBlock const*> queue_;
    bool stop_ = false;
    std::optional<Failure> failure_;
    Tip tip_;

    std::atomic<std::size_t> outstanding_{0};
    std::atomic<std::uint64_t> durable_{0};
    std::atomic<bool> failed_{false};
    std::thread thread_;
};

}  // namespace tally
