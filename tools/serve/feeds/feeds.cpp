#include "tools/serve/feeds/feeds.h"

#include "journal/threads/this_thread.h"

#include <string>

namespace tally::serve {

namespace {

constexpr std::size_t shelf_max = 16;

}  // namespace

Feeds::Feeds(Read read, std::uint64_t tip, Outbox& outbox, std::optional<ChangeParts> changes)
    : read_(std::move(read)), outbox_(outbox), tip_(tip) {
    if (changes) {
        changes_.emplace(
            std::move(*changes), [this](auto what) { tell(std::move(what)); }, outbox_);
    }
    thread_ = std::thread{[this] { run(); }};
}

Feeds::~Feeds() {
    close();
}

void Feeds::close() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
    if (changes_) changes_->close();
}

void Feeds::grew(std::uint64_t tip) {
    tip_.store(tip);
    wake();
}

void Feeds::changed() {
    wake();
}

void Feeds::wake() {
    if (!waits_.load()) return;
    {
        std::lock_guard const lock{mutex_};
    }  // it either has seen what is new or is in its wait
    changed_.notify_one();
}

void Feeds::tell(std::function<void()> what) {
    {
        std::lock_guard const lock{mutex_};
        asked_.push_back(std::move(what));
    }
    changed_.notify_one();
}

void Feeds::open(std::uint64_t connection, wire::Subscribe const& subscribe) {
    Key const key{connection, subscribe.subscription_id};
    std::string why;
    if (subscribe.feed != feed_of_record && changes_)
        return tell([this, key, subscribe] { changes_->open(key, subscribe); });
    if (subscribe.feed != feed_of_record)
        why = "there is no feed " + std::to_string(subscribe.feed) + " here; 0 is the record";
    else if (subscribe.with_rows)
        why = "the feed of the record has no rows to begin with";
    tell([this, key, why, subscribe] {
        if (why.empty()) {
            feeds_.insert_or_assign(key, Feed{subscribe});
        } else {
            outbox_.put({key.first, FeedEnded{key.second, why}});
        }
    });
}

void Feeds::grant(std::uint64_t connection, wire::Credit const& credit) {
    tell([this, key = Key{connection, credit.subscription_id}, bytes = credit.bytes] {
        auto const found = feeds_.find(key);
        if (found != feeds_.end()) found->second.grant(bytes);
        if (changes_) changes_->grant(key, bytes);
    });
}

void Feeds::end(std::uint64_t connection, std::uint64_t subscription) {
    tell([this, key = Key{connection, subscription}] {
        bool const was_there = feeds_.erase(key) != 0 || (changes_ && changes_->end(key));
        if (was_there) outbox_.put({key.first, FeedEnded{key.second, {}}});
    });
}

void Feeds::sent(std::uint64_t connection, std::size_t bytes) {
    tell([this, connection, bytes] {
        auto const found = unsent_.find(connection);
        if (found != unsent_.end()) found->second -= std::min(found->second, bytes);
    });
}

void Feeds::forget(std::uint64_t connection) {
    tell([this, connection] {
        feeds_.erase(feeds_.lower_bound({connection, 0}),
                     feeds_.upper_bound({connection, UINT64_MAX}));
        if (changes_) changes_->forget(connection);
        unsent_.erase(connection);
    });
}

void Feeds::run() {
    introduce_this_thread("feeds", Urgency::serves);
    for (;;) {
        if (!do_asked()) return;
        if (!go_round()) wait();
    }
}

// False when it is time to end.
bool Feeds::do_asked() {
    std::vector<std::function<void()>> todo;
    {
        std::lock_guard const lock{mutex_};
        if (stop_) return false;
        todo.swap(asked_);
    }
    for (auto const& what : todo)
        what();
    auto const of_changes = changes_ ? changes_->size() : 0;
    followers_.store(feeds_.size() + of_changes, std::memory_order_relaxed);
    return true;
}

void Feeds::wait() {
    std::unique_lock lock{mutex_};
    bool const follows_changes = changes_ && !changes_->empty();
    waits_.store(!feeds_.empty() || follows_changes);
    changed_.wait(lock, [this, follows_changes] {
        return stop_ || !asked_.empty() || (!feeds_.empty() && tip_.load() != seen_) ||
               (follows_changes && changes_->has_more());
    });
    waits_.store(false);
}

// A piece for each feed that can take one. False if none could.
bool Feeds::go_round() {
    bool moved = false;
    seen_ = tip_.load();
    for (auto at = feeds_.begin(); at != feeds_.end();) {
        auto const here = at++;  // a feed that fails is taken out
        moved = step(here->first, here->second) || moved;
    }
    return (changes_ && changes_->go_round(seen_, unsent_)) || moved;
}

// Says so once when all has been sent, also if that was nothing.
bool Feeds::mark(Key const& key, Feed& feed, std::uint64_t tip) {
    bool const is_there = feed.next().value >= tip;
    if (is_there && !feed.told_caught_up) {
        feed.told_caught_up = true;
        outbox_.put({key.first, FeedCaughtUp{key.second, feed.next().value, tip}});
    } else if (!is_there && tip - feed.next().value > feed_behind) {
        feed.told_caught_up = false;
    }
    return is_there;
}

bool Feeds::step(Key const& key, Feed& feed) {
    if (mark(key, feed, seen_)) return false;
    auto& unsent = unsent_[key.first];
    if (!feed.has_credit() || unsent >= feed_unsent_max) return false;
    if (feed.needs_chunk()) {
        auto chunk = chunk_at(feed.next());
        if (!chunk) {
            outbox_.put({key.first, FeedEnded{key.second, chunk.error().text}});
            feeds_.erase(Key{key});
            return true;
        }
        feed.go_to(std::move(chunk).value());
    }
    auto piece = feed.take_piece();
    if (!piece.leaves.sizes.empty()) {
        unsent += piece.leaves.bytes.size();
        piece.subscription_id = key.second;
        piece.tip = seen_;
        outbox_.put({key.first, std::move(piece)});
    }
    static_cast<void>(mark(key, feed, seen_));
    return true;
}

// From the shelf, or read: then it is on the shelf for the others.
Result<std::shared_ptr<Chunk const>> Feeds::chunk_at(Sequence sequence) {
    for (auto const& chunk : shelf_) {
        auto const& header = chunk->block.header();
        if (header.first <= sequence && sequence < header.next()) return chunk;
    }
    TALLY_TRY(cursor, read_(sequence));
    auto chunk = std::make_shared<Chunk>();
    TALLY_TRY(found, cursor->next(chunk->buffer, chunk->block));
    if (!found) {
        return Failure{FailureKind::integrity,
                       "entry " + std::to_string(sequence.value) + " cannot be read"};
    }
    shelf_.push_front(chunk);
    if (shelf_.size() > shelf_max) shelf_.pop_back();
    return std::shared_ptr<Chunk const>{std::move(chunk)};
}

}  // namespace tally::serve
