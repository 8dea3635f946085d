#include "tools/apply/batch_queue.h"

#include <utility>

namespace tally::apply {

Batch* BatchQueue::take_empty() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return stopped_ || full_ < depth; });
    if (stopped_) return nullptr;
    auto& batch = batches_[(first_ + full_) % depth];
    batch.count = 0;
    return &batch;
}

void BatchQueue::push() {
    std::lock_guard const lock{mutex_};
    ++full_;
    changed_.notify_all();
}

void BatchQueue::end(std::optional<Failure> failure) {
    std::lock_guard const lock{mutex_};
    ended_ = true;
    failure_ = std::move(failure);
    changed_.notify_all();
}

Batch* BatchQueue::front(std::chrono::microseconds patience) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, patience, [&] { return full_ > 0 || ended_; });
    return full_ > 0 ? &batches_[first_] : nullptr;
}

void BatchQueue::pop() {
    std::lock_guard const lock{mutex_};
    first_ = (first_ + 1) % depth;
    --full_;
    changed_.notify_all();
}

void BatchQueue::stop() {
    std::lock_guard const lock{mutex_};
    stopped_ = true;
    changed_.notify_all();
}

bool BatchQueue::at_end() const {
    std::lock_guard const lock{mutex_};
    return ended_ && full_ == 0;
}

std::optional<Failure> BatchQueue::failure() const {
    std::lock_guard const lock{mutex_};
    return failure_;
}

}  // namespace tally::apply
