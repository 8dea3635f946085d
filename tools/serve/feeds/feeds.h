#pragma once

#include "journal/store/store.h"
#include "tools/serve/feeds/change_feeds.h"
#include "tools/serve/feeds/feed.h"
#include "tools/serve/net/outbox.h"
#include "tools/serve/net/service.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace tally::serve {

// All subscriptions, on a thread of their own that reads durable blocks and passes their leaves on
// as they are stored. A follower is always read for, never pushed to: one that is slow or grants no
// credit stays where it is in the record and costs nothing, and one that is quick finds the newest
// blocks still in memory, read once for all.
class Feeds final : public FeedService {
public:
    // Reads the durable record from an entry on; called on the feeds' thread.
    using Read = std::function<Result<std::unique_ptr<BlockCursor>>(Sequence from)>;

    // Without `changes` there are no feeds but that of the record.
    Feeds(Read read, std::uint64_t tip, Outbox& outbox, std::optional<ChangeParts> changes = {});
    Feeds(Feeds const&) = delete;
    Feeds& operator=(Feeds const&) = delete;
    ~Feeds() override;

    // Ends all of them; nothing is asked any more, and what is told is forgotten.
    void close();

    // More is durable. Any thread; cheap.
    void grew(std::uint64_t tip);

    // More changes are in the ring. Any thread; cheap.
    void changed();

    // Subscriptions, as of the last round. Any thread.
    [[nodiscard]] std::size_t followers() const {
        return followers_.load(std::memory_order_relaxed);
    }

    void open(std::uint64_t connection, wire::Subscribe const& subscribe) override;
    void grant(std::uint64_t connection, wire::Credit const& credit) override;
    void end(std::uint64_t connection, std::uint64_t subscription) override;
    void sent(std::uint64_t connection, std::size_t bytes) override;
    void forget(std::uint64_t connection) override;

private:
    using Key = FeedKey;

    void wake();
    void tell(std::function<void()> what);
    void run();
    [[nodiscard]] bool do_asked();
    [[nodiscard]] bool go_round();
    [[nodiscard]] bool step(Key const& key, Feed& feed);
    [[nodiscard]] bool mark(Key const& key, Feed& feed, std::uint64_t tip);
    [[nodiscard]] Result<std::shared_ptr<Chunk const>> chunk_at(Sequence sequence);
    void wait();

    Read read_;
    Outbox& outbox_;
    std::atomic<std::uint64_t> tip_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::function<void()>> asked_;  // for the feeds' thread to do
    std::atomic<bool> waits_{false};
    std::atomic<std::size_t> followers_{0};
    bool stop_ = false;

    // The feeds' thread only.
    std::map<Key, Feed> feeds_;
    std::optional<ChangeFeeds> changes_;
    std::map<std::uint64_t, std::size_t> unsent_;     // bytes of pieces, by connection
    std::deque<std::shared_ptr<Chunk const>> shelf_;  // blocks read last
    std::uint64_t seen_ = 0;                          // the tip of the last round
    std::thread thread_;
};

}  // namespace tally::serve
