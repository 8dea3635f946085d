#include "tools/serve/feeds/feeds.h"

#include "journal/codec/codec.h"
#include "journal/store/commit_builder.h"
#include "journal/store/memory_store.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace tally::serve {
namespace {

constexpr std::uint64_t endless = std::uint64_t{1} << 40U;

// A record of transfers whose ids are their sequences, in memory, that grows when a test says so.
class FeedWorld {
public:
    FeedWorld() : builder_(CommitBuilder::after(store_.open_epoch().value()).value()) {
        outbox_.on_first([this] {
            std::lock_guard const lock{mutex_};
            woken_ = true;
            changed_.notify_all();
        });
        feeds_ = std::make_unique<Feeds>(
            [this](Sequence from) { return store_.read(from); }, 0, outbox_);
    }

    // One more block.
    void grow(std::uint64_t entries) {
        auto const expected = builder_.tip();
        LeafBuffer leaf;
        for (std::uint64_t i = 0; i < entries; ++i) {
            CreateTransfer body;
            body.id = TransferId{size_ + 1};
            body.credit = AccountId{1 + size_ % 2};
            leaf.clear();
            EXPECT_TRUE(
                encode_leaf(Entry{Sequence{size_}, {}, Sequence{size_}, false, {}, body}, leaf)
                    .has_value());
            builder_.append(leaf.bytes());
            ++size_;
        }
        EXPECT_EQ(store_.append(expected, builder_.finish()).value(), Appended::ok);
        feeds_->grew(size_);
    }

    void subscribe(std::uint64_t connection,
                   std::uint64_t from,
                   std::uint64_t credit = endless,
                   wire::Filter filter = {}) {
        wire::Subscribe subscribe;
        subscribe.subscription_id = 5;
        subscribe.from = from;
        subscribe.credit_bytes = credit;
        subscribe.filter = std::move(filter);
        feeds_->open(connection, subscribe);
    }

    [[nodiscard]] Feeds& feeds() { return *feeds_; }

    // The next thing said; waits for it. Pieces are taken off the connection at once.
    Outgoing next() {
        while (said_.empty()) {
            {
                std::unique_lock lock{mutex_};
                changed_.wait(lock, [this] { return woken_; });
                woken_ = false;
            }
            outbox_.take(said_);
        }
        auto first = std::move(said_.front());
        said_.erase(said_.begin());
        auto const* const piece = std::get_if<FeedPiece>(&first.what);
        if (piece != nullptr && reads_ && first.connection != slow_)
            feeds_->sent(first.connection, piece->leaves.bytes.size());
        return first;
    }

    // Sequences up to the next caught-up mark, whose `next` must be `size`.
    std::vector<std::uint64_t> until_caught_up(std::uint64_t size) {
        std::vector<std::uint64_t> sequences;
        for (;;) {
            auto const said = next();
            if (auto const* mark = std::get_if<FeedCaughtUp>(&said.what)) {
                EXPECT_EQ(mark->next, size);
                return sequences;
            }
            take(std::get<FeedPiece>(said.what), sequences);
        }
    }

    void take(FeedPiece const& piece, std::vector<std::uint64_t>& sequences) {
        auto rest = piece.leaves.bytes;
        for (auto const size : piece.leaves.sizes) {
            sequences.push_back(decode_leaf(rest.first(size)).value().sequence.value);
            rest = rest.subspan(size);
        }
        EXPECT_TRUE(rest.empty());
        EXPECT_GT(piece.next, sequences.back());
    }

    void stop_reading() { reads_ = false; }

    // Of this connection nothing leaves any more; 0: it does of all.
    void slow_down(std::uint64_t connection) { slow_ = connection; }

    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    MemoryStore store_;
    CommitBuilder builder_;
    std::uint64_t size_ = 0;
    Outbox outbox_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    bool reads_ = true;
    std::uint64_t slow_ = 0;
    std::vector<Outgoing> said_;
    std::unique_ptr<Feeds> feeds_;
};

std::vector<std::uint64_t> from_to(std::uint64_t from, std::uint64_t to) {
    std::vector<std::uint64_t> all;
    for (auto i = from; i < to; ++i)
        all.push_back(i);
    return all;
}

TEST(FeedsTest, AnEmptyFeedIsCaughtUpAtOnce) {
    FeedWorld world;
    world.subscribe(1, 0);
    EXPECT_TRUE(world.until_caught_up(0).empty());
}

TEST(FeedsTest, FromAnySequenceAFeedIsTheRecord) {
    FeedWorld world;
    for (std::uint64_t const block : {1U, 7U, 5'000U, 2U, 90U})
        world.grow(block);
    for (std::uint64_t const from : {0U, 1U, 5U, 8U, 4'000U, 5'008U, 5'099U, 5'100U}) {
        world.subscribe(1 + from, from);
        EXPECT_EQ(world.until_caught_up(5'100), from_to(from, 5'100)) << "from " << from;
    }
}

TEST(FeedsTest, CatchUpJoinsWhatComesWithoutGapOrDouble) {
    FeedWorld world;
    world.grow(10);
    world.subscribe(1, 3);
    EXPECT_EQ(world.until_caught_up(10), from_to(3, 10));
    std::vector<std::uint64_t> live;
    for (std::uint64_t round = 0; round < 50; ++round) {
        world.grow(1 + round % 5);
        if (round % 7 == 0) world.grow(3);
    }
    auto const size = std::uint64_t{10 + 150 + 24};
    while (live.empty() || live.back() + 1 != size)
        world.take(std::get<FeedPiece>(world.next().what), live);
    EXPECT_EQ(live, from_to(10, size));
}

TEST(FeedsTest, NoMoreIsSentThanWasGranted) {
    FeedWorld world;
    world.grow(10'000);
    world.subscribe(1, 0, 1);  // less than an entry: one piece goes, and makes a debt
    std::vector<std::uint64_t> sequences;
    auto const first = world.next();
    world.take(std::get<FeedPiece>(first.what), sequences);
    EXPECT_LT(sequences.size(), 3'000U);
    world.subscribe(2, 9'999);  // somebody else is served meanwhile
    auto other = world.next();
    EXPECT_EQ(other.connection, 2U);
    EXPECT_EQ(world.next().connection, 2U);
    world.feeds().grant(1, {5, endless});
    auto const rest = world.until_caught_up(10'000);
    sequences.insert(sequences.end(), rest.begin(), rest.end());
    EXPECT_EQ(sequences, from_to(0, 10'000));
}

TEST(FeedsTest, AReaderWhoTakesNothingIsWaitedForAndLosesNothing) {
    FeedWorld world;
    world.grow(60'000);  // some 4 MiB of leaves
    world.stop_reading();
    world.subscribe(1, 0);
    std::vector<std::uint64_t> sequences;
    std::size_t bytes = 0;
    while (bytes < std::size_t{1} << 20U) {
        auto const said = world.next();
        auto const& piece = std::get<FeedPiece>(said.what);
        world.take(piece, sequences);
        bytes += piece.leaves.bytes.size();
    }
    world.subscribe(2, 60'000);  // its mark comes next: nothing more is sent to the first
    EXPECT_EQ(world.next().connection, 2U);
    world.feeds().sent(1, endless);
    world.feeds().sent(1, endless);
    auto const said = world.next();
    EXPECT_EQ(said.connection, 1U);
    world.take(std::get<FeedPiece>(said.what), sequences);
    EXPECT_EQ(sequences, from_to(0, sequences.size()));
}

// Blocks that somebody holds: on the way to a connection, in a feed, or on the shelf.
std::size_t alive(std::vector<std::weak_ptr<void const>> const& blocks) {
    std::set<std::shared_ptr<void const>> held;
    for (auto const& block : blocks)
        if (auto here = block.lock()) held.insert(std::move(here));
    return held.size();
}

// What a follower of everything has not read is a MiB, whatever is written meanwhile: the blocks of
// that, and those of its next piece, are all that it keeps in memory.
TEST(FeedsTest, ASlowFollowerHoldsABoundedPartAndIsPutBackToCatchUp) {
    constexpr std::uint64_t block = 1'000;
    FeedWorld world;
    for (std::uint64_t const connection : {1U, 2U}) {
        world.subscribe(connection, 0);
        ASSERT_TRUE(world.until_caught_up(0).empty());
    }
    world.slow_down(1);
    std::vector<std::uint64_t> slow;
    std::vector<std::uint64_t> quick;
    std::vector<FeedPiece> unsent;
    std::size_t unsent_bytes = 0;
    std::vector<std::weak_ptr<void const>> blocks;
    while (world.size() < feed_behind + 20 * block) {
        world.grow(block);
        while (quick.size() < world.size()) {
            auto said = world.next();
            auto& piece = std::get<FeedPiece>(said.what);
            blocks.emplace_back(piece.holder);
            world.take(piece, said.connection == 1 ? slow : quick);
            if (said.connection != 1) continue;
            unsent_bytes += piece.leaves.bytes.size();
            unsent.push_back(std::move(piece));
        }
    }
    EXPECT_EQ(quick, from_to(0, world.size()));
    EXPECT_GE(unsent_bytes, feed_unsent_max);
    EXPECT_LT(unsent_bytes, feed_unsent_max + (std::size_t{256} << 10U));
    constexpr std::size_t shelf = 16;
    EXPECT_LE(alive(blocks), unsent.size() + shelf + 2);
    EXPECT_LT(slow.size(), world.size() / 2);
    world.slow_down(0);
    unsent.clear();
    world.feeds().sent(1, unsent_bytes);
    auto const rest = world.until_caught_up(world.size());  // says so again: it had fallen behind
    slow.insert(slow.end(), rest.begin(), rest.end());
    EXPECT_EQ(slow, quick);
}

TEST(FeedsTest, AFilterLeavesOutAndNextMovesOn) {
    FeedWorld world;
    world.grow(1'000);
    wire::Filter filter;
    filter.account = 2;
    world.subscribe(1, 0, endless, filter);
    auto const got = world.until_caught_up(1'000);
    ASSERT_EQ(got.size(), 500U);
    for (std::size_t i = 0; i < got.size(); ++i)
        EXPECT_EQ(got[i], 2 * i + 1);
}

TEST(FeedsTest, AFeedEndsWhenAskedAndAnUnknownOneAtOnce) {
    FeedWorld world;
    world.subscribe(1, 0);
    EXPECT_TRUE(world.until_caught_up(0).empty());
    world.feeds().end(1, 5);
    EXPECT_TRUE(std::get<FeedEnded>(world.next().what).why.empty());
    wire::Subscribe unknown;
    unknown.feed = 9;
    world.feeds().open(1, unknown);
    EXPECT_NE(std::get<FeedEnded>(world.next().what).why.find("no feed 9"), std::string::npos);
}

}  // namespace
}  // namespace tally::serve
