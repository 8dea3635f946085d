#include "tools/serve/feeds/change_feeds.h"

#include <string>

namespace tally::serve {

namespace {

constexpr std::size_t rows_at_once = 4'096;  // looked at in the ring

}  // namespace

ChangeFeeds::ChangeFeeds(ChangeParts parts, Tell tell, Outbox& outbox)
    : parts_(std::move(parts)), tell_(std::move(tell)), outbox_(outbox) {
    catch_up_.emplace(parts_.directory);
}

void ChangeFeeds::close() {
    while (!feeds_.empty())
        erase(feeds_.begin());
    catch_up_.reset();
}

void ChangeFeeds::open(FeedKey const& key, wire::Subscribe const& subscribe) {
    auto const kind = change_kind(subscribe.feed);
    if (!kind) {
        return fail(key,
                    "there is no feed " + std::to_string(subscribe.feed) +
                        "; 0 is the record, 1 balances, 2 books, 3 fills, 4 orders, 5 escrows");
    }
    if (!subscribe.filter.kinds.empty())
        return fail(key, "only the record is filtered by kinds of entries");
    auto const [at, is_new] = feeds_.try_emplace(key, subscribe, *kind);
    if (!is_new) return;
    parts_.live->came(*kind);
    ask(key, at->second);
}

void ChangeFeeds::grant(FeedKey const& key, std::uint64_t bytes) {
    auto const found = feeds_.find(key);
    if (found != feeds_.end()) found->second.grant(bytes);
}

bool ChangeFeeds::end(FeedKey const& key) {
    auto const found = feeds_.find(key);
    if (found == feeds_.end()) return false;
    erase(found);
    return true;
}

void ChangeFeeds::forget(std::uint64_t connection) {
    auto at = feeds_.lower_bound({connection, 0});
    while (at != feeds_.end() && at->first.first == connection)
        at = erase(at);
}

ChangeFeeds::Feeds::iterator ChangeFeeds::erase(Feeds::iterator at) {
    parts_.live->went(at->second.kind());
    if (at->second.job) at->second.job->cancel();
    return feeds_.erase(at);
}

void ChangeFeeds::fail(FeedKey const& key, std::string const& why) {
    static_cast<void>(end(key));
    outbox_.put({key.first, FeedEnded{key.second, why}});
}

bool ChangeFeeds::go_round(std::uint64_t tip, Unsent& unsent) {
    bool moved = false;
    seen_ = parts_.live->position();
    tip_ = tip;
    for (auto at = feeds_.begin(); at != feeds_.end();) {
        auto const here = at++;
        moved = step(here->first, here->second, unsent[here->first.first]) || moved;
    }
    return moved;
}

bool ChangeFeeds::step(FeedKey const& key, ChangeFeed& feed, std::size_t& unsent) {
    feed.turn_to_caught();
    if (!feed.has_rows()) {
        if (auto piece = feed.rows_end_piece()) send(key, std::move(*piece), unsent);
        mark(key, feed);
    }
    if (!feed.has_credit() || unsent >= feed_unsent_max) return false;
    if (!feed.has_rows()) return find_more(key, feed);
    send(key, feed.take_piece(), unsent);
    return true;
}

void ChangeFeeds::send(FeedKey const& key, FeedPiece piece, std::size_t& unsent) {
    unsent += piece.lines.size();
    piece.subscription_id = key.second;
    piece.tip = tip_;
    outbox_.put({key.first, std::move(piece)});
}

// Says so once when all has been sent, also if that was nothing; see Feeds::mark.
void ChangeFeeds::mark(FeedKey const& key, ChangeFeed& feed) {
    bool const is_there = feed.is_whole() && feed.next() >= tip_ && !feed.waits && !feed.job;
    if (is_there && !feed.told_caught_up) {
        feed.told_caught_up = true;
        outbox_.put({key.first, FeedCaughtUp{key.second, feed.next(), tip_}});
    } else if (tip_ > feed.next() && tip_ - feed.next() > feed_behind) {
        feed.told_caught_up = false;
    }
}

// True if there is more to send, or to look at, at once.
bool ChangeFeeds::find_more(FeedKey const& key, ChangeFeed& feed) {
    if (feed.waits || feed.job) return false;
    if (!feed.scan.done) {
        ask(key, feed);
        return false;
    }
    auto part = parts_.live->ring().read(
        feed.kind(), feed.next(), feed.until(), feed.filter(), rows_at_once);
    if (!part) {
        catch_up(key, feed);
        return false;
    }
    bool const moves = part->next != feed.next();
    if (moves) feed.put(std::move(part->rows), part->next);
    return moves;
}

// Sees to it that changes are kept from here on, and takes some of the rows to begin with, if they
// are wanted.
void ChangeFeeds::ask(FeedKey const& key, ChangeFeed& feed) {
    feed.waits = true;
    auto look = [this, key, kind = feed.kind(), filter = feed.filter(), place = feed.scan](
                    State const* state) mutable {
        if (state == nullptr)
            return tell_([this, key] { fail(key, "the server is stopping; follow again later"); });
        parts_.live->watch(kind, *state);
        Changes rows;
        if (!place.done) rows = scan(*state, kind, filter, place);
        auto const size = state->next_sequence().value;
        tell_([this, key, place, rows = std::move(rows), size]() mutable {
            answered(key, place, std::move(rows), size);
        });
    };
    if (!parts_.ask(std::move(look)))
        fail(key, "too many questions wait; follow again in a moment");
}

void ChangeFeeds::answered(FeedKey const& key, ScanPlace place, Changes rows, std::uint64_t size) {
    auto const found = feeds_.find(key);
    if (found == feeds_.end()) return;
    auto& feed = found->second;
    feed.waits = false;
    if (feed.scan.done) return;
    feed.scanned(size);
    feed.scan = place;
    feed.put(std::move(rows), feed.next());
    if (place.done) feed.scan_ended(size);
}

void ChangeFeeds::catch_up(FeedKey const& key, ChangeFeed& feed) {
    feed.job = std::make_shared<CatchUpJob>();
    auto& job = *feed.job;
    job.kind = feed.kind();
    job.filter = feed.filter();
    job.from = feed.next();
    job.until = feed.until();
    job.tell = [this, key, id = feed.job.get()](CaughtRows rows) {
        tell_([this, key, id, rows = std::move(rows)]() mutable {
            caught(key, id, std::move(rows));
        });
    };
    catch_up_->start(feed.job);
}

// What is told of a job that was cancelled comes too late for anybody.
void ChangeFeeds::caught(FeedKey const& key, CatchUpJob const* job, CaughtRows rows) {
    auto const found = feeds_.find(key);
    if (found == feeds_.end() || found->second.job.get() != job) return;
    if (!rows.failure.empty()) return fail(key, rows.failure);
    found->second.put_behind(std::move(rows));
}

}  // namespace tally::serve
