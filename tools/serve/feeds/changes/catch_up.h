#pragma once

#include "tools/serve/feeds/changes/deriver.h"
#include "tools/wire/messages.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace tally::serve {

// What a catch-up found, in order.
struct CaughtRows {
    Changes rows;            // those that pass
    std::uint64_t next = 0;  // all rows before this entry are told
    bool last = false;       // nothing more comes of this job
    std::string failure;     // why, if the record could not be read
};

// One follower's way from an entry to what is durable now. Shared by the follower and the thread
// that works on it, as either may end first.
class CatchUpJob {
public:
    ChangeKind kind = ChangeKind::balances;
    wire::Filter filter;
    std::uint64_t from = 0;
    std::uint64_t until = UINT64_MAX;      // the first entry not wanted
    std::function<void(CaughtRows)> tell;  // on the thread that catches up

    // The follower has sent so many rows, or does not want any more.
    void taken(std::size_t rows);
    void cancel();

private:
    friend class CatchUp;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t untaken_ = 0;
    bool cancelled_ = false;
};

// Reads the record for followers who want what is no longer in the ring: one after the other, each
// with a State of its own from the nearest snapshot, on a thread that gives way to all others.
class CatchUp {
public:
    explicit CatchUp(std::filesystem::path directory);
    CatchUp(CatchUp const&) = delete;
    CatchUp& operator=(CatchUp const&) = delete;
    ~CatchUp();

    void start(std::shared_ptr<CatchUpJob> job);

private:
    class Visitor;

    void run();
    void work(CatchUpJob& job);
    [[nodiscard]] Result<std::uint64_t> fold_for(CatchUpJob& job);
    // False: not to go on.
    [[nodiscard]] bool tell(CatchUpJob& job, CaughtRows rows);
    [[nodiscard]] bool others_wait();

    std::filesystem::path directory_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<CatchUpJob>> jobs_;
    std::shared_ptr<CatchUpJob> current_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace tally::serve
