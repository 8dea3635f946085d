#pragma once

#include "tools/serve/feeds/change_feed.h"
#include "tools/serve/feeds/changes/live.h"
#include "tools/serve/net/outbox.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace tally::serve {

using FeedKey = std::pair<std::uint64_t, std::uint64_t>;  // connection, subscription

inline constexpr std::size_t feed_unsent_max = std::size_t{1} << 20U;  // bytes of one connection
inline constexpr std::uint64_t feed_behind =
    65'536;  // entries: who was so far behind is told again

// What feeds of changes need of the server. `live` must outlive them.
struct ChangeParts {
    LiveChanges* live = nullptr;
    // Asks the State, once all that is durable now is in it; see Projector::ask. Any thread.
    std::function<bool(std::function<void(State const*)>)> ask;
    std::filesystem::path directory;  // the record
};

// All followers of projections' changes. On the feeds' thread: `tell` brings there what answers
// from other threads have to say.
class ChangeFeeds {
public:
    using Tell = std::function<void(std::function<void()>)>;
    using Unsent = std::map<std::uint64_t, std::size_t>;  // bytes, by connection

    ChangeFeeds(ChangeParts parts, Tell tell, Outbox& outbox);
    ChangeFeeds(ChangeFeeds const&) = delete;
    ChangeFeeds& operator=(ChangeFeeds const&) = delete;

    ~ChangeFeeds() { close(); }

    // Nothing is asked or read any more.
    void close();

    void open(FeedKey const& key, wire::Subscribe const& subscribe);
    void grant(FeedKey const& key, std::uint64_t bytes);
    bool end(FeedKey const& key);  // false if there is none
    void forget(std::uint64_t connection);

    [[nodiscard]] bool empty() const { return feeds_.empty(); }

    [[nodiscard]] std::size_t size() const { return feeds_.size(); }

    // A piece for each that can take one. False if none could.
    [[nodiscard]] bool go_round(std::uint64_t tip, Unsent& unsent);

    // More is in the ring than when the last round began.
    [[nodiscard]] bool has_more() const { return parts_.live->position() != seen_; }

private:
    using Feeds = std::map<FeedKey, ChangeFeed>;

    Feeds::iterator erase(Feeds::iterator at);
    void fail(FeedKey const& key, std::string const& why);
    [[nodiscard]] bool step(FeedKey const& key, ChangeFeed& feed, std::size_t& unsent);
    [[nodiscard]] bool find_more(FeedKey const& key, ChangeFeed& feed);
    void send(FeedKey const& key, FeedPiece piece, std::size_t& unsent);
    void mark(FeedKey const& key, ChangeFeed& feed);
    void ask(FeedKey const& key, ChangeFeed& feed);
    void answered(FeedKey const& key, ScanPlace place, Changes rows, std::uint64_t size);
    void catch_up(FeedKey const& key, ChangeFeed& feed);
    void caught(FeedKey const& key, CatchUpJob const* job, CaughtRows rows);

    ChangeParts parts_;
    Tell tell_;
    Outbox& outbox_;
    Feeds feeds_;
    std::uint64_t tip_ = 0;   // durable entries, when the last round began
    std::uint64_t seen_ = 0;  // of the ring, then
    std::optional<CatchUp> catch_up_;
};

}  // namespace tally::serve
