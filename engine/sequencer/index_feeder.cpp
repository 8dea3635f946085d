#include "engine/sequencer/index_feeder.h"

#include "journal/threads/this_thread.h"
#include "journal/vocabulary/check.h"

#include <utility>
#include <vector>

namespace tally {

IndexFeeder::IndexFeeder(IdIndex& index) : index_(index), thread_([this] { run(); }) {}

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
    recent.clear();
    state_ = Step::waits;
}

std::optional<Failure> IndexFeeder::advance(Sequence size) {
    if (state_ == Step::idle) return std::nullopt;
    std::lock_guard const lock{mutex_};
    if (failure_) return failure_;
    if (state_ == Step::waits && held_.end <= size) {
        state_ = Step::writes;
        ordered_ = true;
        changed_.notify_all();
    } else if (state_ == Step::writes && !ordered_) {
        state_ = Step::idle;
    }
    return std::nullopt;
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
        lock.unlock();
        auto failure = write();
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
