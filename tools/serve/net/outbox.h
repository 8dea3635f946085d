#pragma once

#include "tools/serve/net/service.h"

#include <functional>
#include <mutex>
#include <vector>

namespace tally::serve {

// Answers on their way from other threads to the network's, many with one wake-up.
class Outbox {
public:
    // `wake` is called, on the thread that puts, when the box was empty.
    void on_first(std::function<void()> wake) { wake_ = std::move(wake); }

    void put(Outgoing outgoing) {
        {
            std::lock_guard const lock{mutex_};
            waiting_.push_back(std::move(outgoing));
            if (waiting_.size() > 1) return;
        }
        if (wake_) wake_();
    }

    // Takes all that waits, in the order in which it was put; `into` must be empty.
    void take(std::vector<Outgoing>& into) {
        std::lock_guard const lock{mutex_};
        waiting_.swap(into);
    }

private:
    std::function<void()> wake_;
    std::mutex mutex_;
    std::vector<Outgoing> waiting_;
};

}  // namespace tally::serve
