#include "tools/serve/intake/job_queue.h"

#include <utility>

namespace tally::serve {

namespace {

constexpr std::size_t spares_max = 64;
constexpr std::size_t spare_bytes_max = std::size_t{2} << 20U;

}  // namespace

std::unique_ptr<Job> JobQueue::spare() {
    std::lock_guard const lock{mutex_};
    if (spare_.empty()) return std::make_unique<Job>();
    auto job = std::move(spare_.back());
    spare_.pop_back();
    return job;
}

bool JobQueue::push(std::unique_ptr<Job> job) {
    std::unique_lock lock{mutex_};
    bool const fits = commands_ + job->commands <= limits_.commands &&
                      bytes_ + job->bytes.size() <= limits_.bytes;
    if (closed_ || (!fits && commands_ != 0)) return false;
    commands_ += job->commands;
    bytes_ += job->bytes.size();
    auto const [lane, is_new] = lanes_.try_emplace(job->lane());
    if (is_new) turns_.push_back(job->lane());  // otherwise it is there, or has its turn
    lane->second.push_back(std::move(job));
    if (!std::exchange(waits_, false)) return true;
    lock.unlock();
    changed_.notify_one();
    return true;
}

void JobQueue::poke() {
    {
        std::lock_guard const lock{mutex_};
        poked_ = true;
        if (!std::exchange(waits_, false)) return;
    }
    changed_.notify_one();
}

void JobQueue::close() {
    {
        std::lock_guard const lock{mutex_};
        closed_ = true;
        waits_ = false;
    }
    changed_.notify_one();
}

JobQueue::Turn JobQueue::wait(std::unique_ptr<Job>& job) {
    std::unique_lock lock{mutex_};
    for (;;) {
        if (std::exchange(poked_, false)) return Turn::poked;
        job = take_locked();
        if (job) return Turn::job;
        if (closed_) return Turn::closed;
        waits_ = true;
        changed_.wait(lock);
    }
}

std::unique_ptr<Job> JobQueue::try_take() {
    std::lock_guard const lock{mutex_};
    return take_locked();
}

// A lane whose job is out is in turns_ again when that comes back.
std::unique_ptr<Job> JobQueue::take_locked() {
    if (turns_.empty()) return nullptr;
    auto const lane = lanes_.find(turns_.front());
    turns_.pop_front();
    auto job = std::move(lane->second.front());
    lane->second.pop_front();
    commands_ -= job->commands - job->next;
    bytes_ -= job->bytes.size() - job->next_byte;
    return job;
}

void JobQueue::give_back(std::unique_ptr<Job> job) {
    std::lock_guard const lock{mutex_};
    auto const lane = lanes_.find(job->lane());
    if (job->is_done()) {
        keep_spare_locked(std::move(job));
    } else {
        commands_ += job->commands - job->next;
        bytes_ += job->bytes.size() - job->next_byte;
        lane->second.push_front(std::move(job));
    }
    if (lane->second.empty()) {
        lanes_.erase(lane);
    } else {
        turns_.push_back(lane->first);
    }
}

void JobQueue::keep_spare_locked(std::unique_ptr<Job> job) {
    if (spare_.size() == spares_max || job->bytes.capacity() > spare_bytes_max) return;
    job->clear();
    spare_.push_back(std::move(job));
}

std::size_t JobQueue::size() const {
    std::lock_guard const lock{mutex_};
    return commands_;
}

}  // namespace tally::serve
