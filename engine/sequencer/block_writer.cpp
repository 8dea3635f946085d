#include "engine/sequencer/block_writer.h"

#include "journal/codec/codec.h"
#include "journal/threads/this_thread.h"
#include "journal/vocabulary/check.h"

#include <string>
#include <utility>

namespace tally {

BlockWriter::BlockWriter(
    Store& store, CommitBuilder builder, ReceiptSink& sink, Sign sign, std::size_t backlog_max)
    : store_(store),
      builder_(std::move(builder)),
      sink_(sink),
      sign_(std::move(sign)),
      backlog_max_(backlog_max),
      tip_(builder_.tip()),
      durable_(builder_.tip().next.value),
      thread_([this] { run(); }) {}

BlockWriter::~BlockWriter() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

bool BlockWriter::push(EntryBlock const& block) {
    TALLY_CHECK(!block.entries.empty());
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return queue_.size() < backlog_max_ || failure_; });
    if (failure_) return false;
    queue_.push_back(&block);
    outstanding_.fetch_add(1, std::memory_order_release);
    lock.unlock();
    changed_.notify_all();
    return true;
}

Result<void> BlockWriter::drain() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return idle() || failure_; });
    if (failure_) return *failure_;
    return success();
}

std::optional<Failure> BlockWriter::failure() const {
    std::lock_guard const lock{mutex_};
    return failure_;
}

Tip BlockWriter::durable_tip() const {
    std::lock_guard const lock{mutex_};
    return tip_;
}

void BlockWriter::run() {
    introduce_this_thread("writer", Urgency::answers);
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return !queue_.empty() || stop_; });
        if (stop_) return;
        auto const& block = *queue_.front();
        queue_.pop_front();
        lock.unlock();
        changed_.notify_all();  // there is room in the backlog
        auto written = write(block);
        if (!written) return fail(std::move(written).error());
        lock.lock();
        tip_ = builder_.tip();
        durable_.store(tip_.next.value, std::memory_order_release);
        outstanding_.fetch_sub(1, std::memory_order_release);
        changed_.notify_all();
        if (!queue_.empty()) continue;
        lock.unlock();
        sink_.idle();
        lock.lock();
    }
}

void BlockWriter::fail(Failure failure) {
    {
        std::lock_guard const lock{mutex_};
        failure_ = std::move(failure);
        failed_.store(true, std::memory_order_release);
        changed_.notify_all();
    }
    sink_.idle();
}

Result<void> BlockWriter::write(EntryBlock const& block) {
    Stopwatch watch;
    TALLY_TRYV(encode(block));
    watch.lap(times_.encode);
    TALLY_TRYV(append());
    watch.lap(times_.append);
    sink_.durable(block.receipts);
    watch.lap(times_.answer);
    if (!block.sign || !sign_) return success();
    return sign_(builder_.tip());
}

Result<void> BlockWriter::encode(EntryBlock const& block) {
    TALLY_CHECK(block.first() == builder_.next());
    leaves_.clear();
    for (auto const& entry : block.entries) {
        auto const start = leaves_.size();
        TALLY_TRYV(encode_leaf(entry, leaves_));
        builder_.append(leaves_.bytes_from(start));
    }
    return success();
}

Result<void> BlockWriter::append() {
    auto const expected = builder_.tip();
    auto const commit = builder_.finish();
    for (;;) {
        TALLY_TRY(answer, store_.append(expected, commit));
        if (answer == Appended::ok) return success();
        if (answer == Appended::fenced)
            return Failure{FailureKind::system,
                           "another process has become the writer of this record, after entry " +
                               std::to_string(expected.next.value) +
                               "; nothing more is written here"};
        TALLY_TRY(block, Block::decode(commit.block));
        TALLY_TRY(there, store_.resolve(block.header()));
        if (there) return success();
    }
}

}  // namespace tally
