#pragma once

#include "tools/serve/intake/job.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace tally::serve {

struct QueueLimits {
    std::size_t commands = 131'072;
    std::size_t bytes = std::size_t{64} << 20U;
    std::uint32_t turn_commands = 1'000;  // of one lane, before another has its turn
};

// Batches that wait for the engine: bounded, and fair. Each key has a lane, and each connection
// without one. The lanes take turns of as many commands, however these were batched, so that a
// flood in one does not hold up the others; and no lane may hold more than it leaves free, so that
// N floods together leave an (N + 1)th of the room to whoever comes next. Within a lane the order
// is kept.
//
// push and the like from the network's thread, the rest from the engine's.
class JobQueue {
public:
    explicit JobQueue(QueueLimits limits) : limits_(limits) {}

    // An empty job, with memory of an earlier one if there is any.
    [[nodiscard]] std::unique_ptr<Job> spare();

    // False if it would be too much for the queue or for its lane; then the job is gone. A queue
    // that is empty takes any job.
    [[nodiscard]] bool push(std::unique_ptr<Job> job);

    // Asks the engine's thread to look around: the writer is free, or a question waits.
    void poke();

    // No more is pushed; what is there is still given out.
    void close();

    enum class Turn : std::uint8_t { job, poked, closed };

    // Waits for a job whose turn it is, a poke (that the time has come is one), or the end: closed
    // and empty.
    [[nodiscard]] Turn wait(std::unique_ptr<Job>& job, std::chrono::steady_clock::time_point until);

    // The same without waiting: null if there is none.
    [[nodiscard]] std::unique_ptr<Job> try_take();

    // A job comes back after a slice: to wait for its next turn, or to be reused.
    void give_back(std::unique_ptr<Job> job);

    // Commands that wait.
    [[nodiscard]] std::size_t size() const;

private:
    struct Load {
        std::size_t commands = 0;
        std::size_t bytes = 0;

        void add(Job const& job);
        void remove(Job const& job);
    };

    struct Lane {
        std::deque<std::unique_ptr<Job>> jobs;
        Load load;                   // of the jobs that wait
        std::int64_t left = 0;       // commands of its turn; below 0: it went beyond
        std::uint32_t taken_at = 0;  // where the job that is out was
    };

    [[nodiscard]] bool has_room_locked(Job const& job) const;
    void go_on_or_wait_locked(std::uint64_t number, Lane& lane);
    [[nodiscard]] std::unique_ptr<Job> take_locked();
    void keep_spare_locked(std::unique_ptr<Job> job);

    QueueLimits limits_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, Lane> lanes_;
    std::deque<std::uint64_t> turns_;  // lanes with a job waiting, the next one in front
    std::vector<std::unique_ptr<Job>> spare_;
    Load load_;           // of all jobs that wait
    bool waits_ = false;  // the engine's thread does
    bool poked_ = false;
    bool closed_ = false;
};

}  // namespace tally::serve
