#pragma once

#include "tools/serve/net/service.h"

#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace tally::serve {

// Connections of this number and above are not the network's own but the HTTP gateway's.
inline constexpr std::uint64_t first_branch_connection = std::uint64_t{1} << 63U;

// Answers on their way from other threads to the network's, many with one wake-up.
class Outbox {
public:
    // `wake` is called, on the thread that puts, when the box was empty.
    void on_first(std::function<void()> wake) { wake_ = std::move(wake); }

    // What is for connections of first_branch_connection and above goes there. Before the first
    // put.
    void branch_to(Outbox& branch) { branch_ = &branch; }

    void put(Outgoing outgoing) {
        if (branch_ != nullptr && outgoing.connection >= first_branch_connection)
            return branch_->put(std::move(outgoing));
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
    Outbox* branch_ = nullptr;
    std::mutex mutex_;
    std::vector<Outgoing> waiting_;
};

}  // namespace tally::serve
