#include "engine/sequencer/digest_cycle.h"
#include "journal/codec/codec.h"
#include "tests/engine/sequencer/many_accounts.h"
#include "tests/engine/sequencer/sequencer_world.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tally::testing {
namespace {

constexpr std::uint64_t transfers = 20'000;

SequencerOptions slicing_options() {
    auto options = small_options();
    options.digest_every = 6'000;
    options.snapshot_every = 6'000;
    return options;
}

std::vector<Entry> entries_of(std::filesystem::path const& directory) {
    std::vector<Entry> entries;
    auto const store = RocksStore::open(directory, OpenMode::read_only).value();
    auto const cursor = store->read(Sequence{}).value();
    BlockBuffer buffer;
    Block block;
    while (cursor->next(buffer, block).value())
        for (auto const leaf : block)
            EXPECT_TRUE(decode_leaf(leaf, entries.emplace_back()));
    return entries;
}

class SlicedDigestsTest : public ::testing::Test {
protected:
    [[nodiscard]] std::filesystem::path at(std::string const& name) const {
        return directory_.path() / name;
    }

    // In runs of so many commands, or a few more where a chain does not end.
    DurableTip apply_in_runs(std::string const& name, std::size_t run) {
        DurableTip last;
        for (std::size_t from = 0; from < requests_.size();) {
            auto to = std::min(from + run, requests_.size());
            while (to < requests_.size() && requests_[to - 1].linked)
                ++to;
            last = apply_all(at(name),
                             {requests_.begin() + static_cast<std::ptrdiff_t>(from),
                              requests_.begin() + static_cast<std::ptrdiff_t>(to)},
                             slicing_options());
            from = to;
        }
        return last;
    }

    TemporaryDirectory directory_;
    std::vector<Request> const requests_ = many_accounts_and(transfers);
};

TEST_F(SlicedDigestsTest, TheRootIsTheSameInAnySplitIntoBlocksAndRuns) {
    auto const whole = apply_all(at("whole"), requests_, slicing_options());
    for (std::size_t const block : {61U, 100'000U}) {
        auto options = slicing_options();
        options.block_entries = block;
        auto const split = apply_all(at("b" + std::to_string(block)), requests_, options);
        EXPECT_EQ(split.root, whole.root) << block;
    }
    EXPECT_EQ(apply_in_runs("runs", 1'900).root, whole.root);
}

TEST_F(SlicedDigestsTest, ARunAfterASnapshotWasLostPutsSlicesAtTheSamePlaces) {
    auto const whole = apply_all(at("whole"), requests_, slicing_options());
    auto const middle = requests_.begin() + many_accounts + 6'000;
    ASSERT_FALSE(std::prev(middle)->linked);
    apply_all(at("lost"), {requests_.begin(), middle}, slicing_options());
    std::filesystem::remove_all(at("lost") / "derived");
    auto const tip = apply_all(at("lost"), {middle, requests_.end()}, slicing_options());
    EXPECT_EQ(tip.root, whole.root);
}

// As snapshots were before there were slices: the position says where the last digests end.
void put_former_snapshot(std::filesystem::path const& directory, std::uint64_t digests_end) {
    auto const entries = entries_of(directory);
    State state;
    for (auto const& entry : entries)
        state.apply(entry);
    auto store = RocksStore::open(directory, OpenMode::read_write).value();
    ASSERT_TRUE(store->snapshots().drop_old(0));
    auto const tip = store->open_epoch().value().tip;
    auto const writer = store->snapshots().begin(tip, state.last_time()).value();
    auto const frontier = store->frontier().value();
    {
        Saver saver{writer->part({1000, 1})};
        saver.put(digests_end);
        saver.put<std::uint64_t>(frontier.size());
        saver.put_bytes(frontier);
    }
    for (auto const kind : State::kinds)
        state.save(kind, writer->part({static_cast<std::uint16_t>(kind), State::version_of(kind)}));
    ASSERT_TRUE(writer->commit());
    ASSERT_TRUE(store->close());
}

TEST_F(SlicedDigestsTest, ARecordWithASnapshotOfBeforeSlicesIsGoneOnWith) {
    auto options = slicing_options();
    options.digest_every = 3'000;
    auto const whole = apply_all(at("whole"), requests_, options);
    auto const cut = requests_.begin() + 4'500;
    apply_all(at("a"), {requests_.begin(), cut}, options);
    put_former_snapshot(at("a"), 3'007);
    {
        World world{at("a"), options};
        ASSERT_NE(world.sequencer, nullptr) << world.failure;
        EXPECT_EQ(world.sequencer->recovery().entries_applied, 0U);
        EXPECT_GT(world.sequencer->recovery().snapshot_size, 4'500U);
    }
    EXPECT_EQ(apply_all(at("a"), {cut, requests_.end()}, options).root, whole.root);
}

TEST_F(SlicedDigestsTest, EverySliceComesOnceInACycleOneAtATimeAndNeverWithinAChain) {
    apply_all(at("a"), requests_, slicing_options());
    auto const entries = entries_of(at("a"));
    DigestCycle cycle;
    std::vector<std::uint32_t> slices;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto const* digest = std::get_if<ProjectionDigest>(&entries[i].body);
        if (digest == nullptr) continue;
        EXPECT_FALSE(entries[i - 1].linked) << i;
        EXPECT_EQ(entries[i].time, entries[i - 1].time) << i;
        EXPECT_TRUE(cycle.follows(*digest)) << i;
        cycle.observe(entries[i].sequence, *digest);
        bool const of_ledger = digest->projection == ProjectionKind::ledger;
        std::uint32_t const expected = i < 13'000 ? 2 : 3;  // there were fewer accounts then
        EXPECT_EQ(digest->slices, of_ledger ? expected : 0U) << i;
        if (of_ledger && digest->slices == 3) slices.push_back(digest->slice);
        if (digest->slice != 0) {
            EXPECT_FALSE(std::holds_alternative<ProjectionDigest>(entries[i - 1].body)) << i;
        }
    }
    ASSERT_GE(slices.size(), 4U);
    for (std::size_t i = 0; i < slices.size(); ++i)
        EXPECT_EQ(slices[i], i % 3) << i;
}

TEST_F(SlicedDigestsTest, ACheckpointOnDemandPutsWholeDigestsAndBeginsAnew) {
    make_directory(at("a"));
    std::uint64_t checkpoint = 0;
    auto const cut = requests_.begin() + many_accounts + 6'000;
    {
        World world{at("a"), slicing_options()};
        ASSERT_NE(world.sequencer, nullptr) << world.failure;
        world.submit({requests_.begin(), cut});
        auto const made = world.sequencer->checkpoint();
        ASSERT_TRUE(made) << made.error().text;
        checkpoint = made.value().size;
        ASSERT_TRUE(world.sequencer->close());
    }
    apply_all(at("a"), {cut, requests_.end()}, slicing_options());
    auto const entries = entries_of(at("a"));
    bool passed = false;
    for (auto const& entry : entries) {
        auto const* digest = std::get_if<ProjectionDigest>(&entry.body);
        if (digest == nullptr || entry.sequence.value + 8 < checkpoint) continue;
        bool const on_demand = entry.sequence.value < checkpoint;
        EXPECT_EQ(digest->slice, 0U) << entry.sequence.value;
        if (on_demand) {
            EXPECT_EQ(digest->slices, 0U) << entry.sequence.value;
        } else {
            EXPECT_GE(entry.sequence.value, checkpoint + 6'000);
            passed = true;
            break;
        }
    }
    EXPECT_TRUE(passed);
}

TEST_F(SlicedDigestsTest, OneSignatureIsMadeInACycle) {
    apply_all(at("a"), requests_, slicing_options());
    auto const entries = entries_of(at("a"));
    auto const cycles = std::ranges::count_if(entries, [](Entry const& entry) {
        auto const* digest = std::get_if<ProjectionDigest>(&entry.body);
        return digest != nullptr && digest->projection == ProjectionKind::assets;
    });
    auto const store = RocksStore::open(at("a"), OpenMode::read_only).value();
    auto const notes = store->checkpoints().value();
    EXPECT_EQ(notes.size(), static_cast<std::size_t>(cycles) + 1);  // and one at the end
}

}  // namespace
}  // namespace tally::testing
