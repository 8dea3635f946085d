#pragma once

#include "tools/serve/intake/figures.h"
#include "tools/serve/intake/job.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace tally::serve {

// Verifies the signatures of batches on a thread of its own, which costs some 50 us each: the
// engine's has better things to do. A batch that is here keeps its lane's turn, so that the order
// within a connection and a key is kept.
class SignatureWorker {
public:
    // `on_done` is called on the worker's thread, after each batch.
    explicit SignatureWorker(std::function<void()> on_done);
    SignatureWorker(SignatureWorker const&) = delete;
    SignatureWorker& operator=(SignatureWorker const&) = delete;
    ~SignatureWorker();

    void push(std::unique_ptr<Job> job);

    // A batch that is verified; null if there is none yet.
    [[nodiscard]] std::unique_ptr<Job> try_take();

    // The same, after a wait; null only if there is nothing here at all.
    [[nodiscard]] std::unique_ptr<Job> wait();

    // Commands of the batches that are here. Any thread.
    [[nodiscard]] std::size_t commands() const;

    [[nodiscard]] SignatureCounts const& counts() const { return counts_; }

private:
    void run();
    [[nodiscard]] std::unique_ptr<Job> take_locked();

    std::function<void()> on_done_;
    SignatureCounts counts_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::unique_ptr<Job>> waiting_;
    std::deque<std::unique_ptr<Job>> done_;
    std::size_t jobs_ = 0;  // in either, or being verified
    std::size_t commands_ = 0;
    bool stopping_ = false;
    std::thread thread_;  // the last member: it uses the others
};

}  // namespace tally::serve
