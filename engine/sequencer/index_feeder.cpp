#include "engine/sequencer/index_feeder.h"

#include "journal/threads/this_thread.h"
#include "journal/vocabulary/check.h"

#include <utility>
#include <vector>

namespace tally {

IndexFeeder::IndexFeeder(IdIndex& index, std::size_t room)
    : index_(index), room_(room), thread_([this] { run(); }) {}

IndexFeeder::~IndexFeeder() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void IndexFeeder::take(RecentIds& recent) {
    TALLY_CHECK(state_ == Step::idle);
    std::swap(held_, recent);
    state_ = Step::waits;
}

std::optional<Failure> IndexFeeder::advance(Sequence size) {
    if (state_ == Step::idle) return std::nullopt;
    std::lock_guard const lock{mutex_};
    if (failure_) return failure_;
    if (ordered_) return std::nullopt;
    if (state_ == Step::waits && held_.end <= size) {
        order(Step::writes);
    } else if (state_ == Step::writes) {
        order(Step::empties);
    } else if (state_ == Step::empties) {
        state_ = Step::idle;
    }
    return std::nullopt;
}

void IndexFeeder::order(Step step) {
    state_ = step;
    ordered_ = true;
    changed_.notify_all();
}

void IndexFeeder::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !ordered_; });
}

void IndexFeeder::run() {
    introduce_this_thread("ids", Urgency::serves);
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return ordered_ || stop_; });
        if (!ordered_) return;
        bool const writes = state_ == Step::writes;
        lock.unlock();
        std::optional<Failure> failure;
        if (writes)
            failure = write();
        else
            held_.clear(room_);
        lock.lock();
        failure_ = std::move(failure);
        ordered_ = false;
        changed_.notify_all();
    }
}

std::optional<Failure> IndexFeeder::write() {
    std::vector<IdRow> rows;
    rows.reserve(held_.size());
    for (std::size_t i = 0; i < RecentIds::kinds; ++i)
        for (auto const& [id, value] : held_.tables[i].sorted())
            rows.push_back({{static_cast<std::uint8_t>(i + 1), id}, value});
    auto const put = index_.put(rows, held_.end);
    if (put) return std::nullopt;
    return put.error();
}

}  // namespace tally
