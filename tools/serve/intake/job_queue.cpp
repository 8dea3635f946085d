#include "tools/serve/intake/job_queue.h"

#include <algorithm>
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

void JobQueue::Load::add(Job const& job) {
    commands += job.commands - job.next;
    bytes += job.bytes.size() - job.next_byte;
}

void JobQueue::Load::remove(Job const& job) {
    commands -= job.commands - job.next;
    bytes -= job.bytes.size() - job.next_byte;
}

bool JobQueue::push(std::unique_ptr<Job> job) {
    std::unique_lock lock{mutex_};
    if (closed_ || !has_room_locked(*job)) return false;
    auto const number = job->lane();
    auto const [at, is_new] = lanes_.try_emplace(number);
    auto& lane = at->second;
    if (is_new) {  // otherwise it is in turns_, or has its turn
        lane.left = limits_.turn_commands;
        turns_.push_back(number);
    }
    load_.add(*job);
    lane.load.add(*job);
    lane.jobs.push_back(std::move(job));
    if (!std::exchange(waits_, false)) return true;
    lock.unlock();
    changed_.notify_one();
    return true;
}

// Of the whole bound for a lane with nothing waiting; otherwise the lane may not grow beyond what
// is left free. A batch is never cut for it.
bool JobQueue::has_room_locked(Job const& job) const {
    if (load_.commands == 0) return true;
    auto whole = load_;
    whole.add(job);
    if (whole.commands > limits_.commands || whole.bytes > limits_.bytes) return false;
    auto const lane = lanes_.find(job.lane());
    if (lane == lanes_.end()) return true;
    auto const& held = lane->second.load;
    return held.commands <= limits_.commands - whole.commands &&
           held.bytes <= limits_.bytes - whole.bytes;
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

JobQueue::Turn JobQueue::wait(std::unique_ptr<Job>& job,
                              std::chrono::steady_clock::time_point until) {
    std::unique_lock lock{mutex_};
    for (;;) {
        if (std::exchange(poked_, false)) return Turn::poked;
        job = take_locked();
        if (job) return Turn::job;
        if (closed_) return Turn::closed;
        waits_ = true;
        if (changed_.wait_until(lock, until) == std::cv_status::timeout) return Turn::poked;
    }
}

std::unique_ptr<Job> JobQueue::try_take() {
    std::lock_guard const lock{mutex_};
    return take_locked();
}

// A lane whose job is out is in turns_ again when that comes back.
std::unique_ptr<Job> JobQueue::take_locked() {
    if (turns_.empty()) return nullptr;
    auto& lane = lanes_.find(turns_.front())->second;
    turns_.pop_front();
    auto job = std::move(lane.jobs.front());
    lane.jobs.pop_front();
    load_.remove(*job);
    lane.load.remove(*job);
    lane.taken_at = job->next;
    return job;
}

void JobQueue::give_back(std::unique_ptr<Job> job) {
    std::lock_guard const lock{mutex_};
    auto const at = lanes_.find(job->lane());
    auto& lane = at->second;
    lane.left -= job->next - lane.taken_at;
    if (job->is_done()) {
        keep_spare_locked(std::move(job));
    } else {
        load_.add(*job);
        lane.load.add(*job);
        lane.jobs.push_front(std::move(job));
    }
    if (lane.jobs.empty()) {
        lanes_.erase(at);
    } else {
        go_on_or_wait_locked(at->first, lane);
    }
}

// A lane goes on until its turn is used up, in however many batches. What a slice or a chain
// took beyond is taken off its next turn, which has one command at least.
void JobQueue::go_on_or_wait_locked(std::uint64_t number, Lane& lane) {
    if (lane.left > 0) return turns_.push_front(number);
    std::int64_t const turn = limits_.turn_commands;
    lane.left = std::max<std::int64_t>(lane.left + turn, 1);
    turns_.push_back(number);
}

void JobQueue::keep_spare_locked(std::unique_ptr<Job> job) {
    if (spare_.size() == spares_max || job->bytes.capacity() > spare_bytes_max) return;
    job->clear();
    spare_.push_back(std::move(job));
}

std::size_t JobQueue::size() const {
    std::lock_guard const lock{mutex_};
    return load_.commands;
}

}  // namespace tally::serve
