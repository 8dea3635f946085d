#include "engine/sequencer/sequencer.h"

#include "tests/engine/sequencer/sequencer_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tally::testing {
namespace {

class SequencerTest : public ::testing::Test {
protected:
    [[nodiscard]] std::filesystem::path at(std::string const& name) const {
        return directory_.path() / name;
    }

    TemporaryDirectory directory_;
};

Body asset(char const* code) {
    return CreateAsset{*AssetCode::from(code), 2, {}, Outcome::ok};
}

TEST_F(SequencerTest, AnswersEveryCommandOnceInOrderAndOnlyWhenDurable) {
    auto const requests = RandomCommands{1}.take(3'000);
    make_directory(at("a"));
    World world{at("a")};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    world.submit(requests);
    ASSERT_TRUE(world.sequencer->flush());
    auto const& receipts = world.receipts.all();
    ASSERT_EQ(receipts.size(), requests.size());
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        EXPECT_EQ(receipts[i].number, i);
        if (i > 0) {
            EXPECT_GT(receipts[i].sequence.value, receipts[i - 1].sequence.value);
        }
        EXPECT_LT(receipts[i].sequence.value, world.sequencer->durable_tip().size);
    }
}

TEST_F(SequencerTest, TheRootIsTheSameInAnySplitIntoBlocksAndRuns) {
    auto const requests = RandomCommands{2}.take(4'000);
    auto const whole = apply_all(at("whole"), requests);
    for (std::size_t const block : {1U, 7U, 100'000U}) {
        auto options = small_options();
        options.block_entries = block;
        options.backlog_blocks = 1 + block % 3;
        auto const split = apply_all(at("b" + std::to_string(block)), requests, options);
        EXPECT_EQ(split.root, whole.root) << block;
        EXPECT_EQ(split.size, whole.size);
    }
    DurableTip last;
    for (std::size_t from = 0; from < requests.size();) {
        auto to = std::min(from + 700, requests.size());
        while (to < requests.size() && requests[to - 1].linked)
            ++to;
        last = apply_all(at("runs"),
                         {requests.begin() + static_cast<std::ptrdiff_t>(from),
                          requests.begin() + static_cast<std::ptrdiff_t>(to)});
        from = to;
    }
    EXPECT_EQ(last.root, whole.root);
}

TEST_F(SequencerTest, ARestartGoesOnFromTheSnapshotAndComesToTheSameState) {
    auto const requests = RandomCommands{3}.take(4'000);
    apply_all(at("a"), requests);
    World again{at("a")};
    ASSERT_NE(again.sequencer, nullptr) << again.failure;
    EXPECT_TRUE(again.sequencer->recovery().notes.empty());
    EXPECT_GT(again.sequencer->recovery().snapshot_size, 0U);
    EXPECT_LT(again.sequencer->recovery().entries_applied, again.sequencer->recovery().size);
    std::filesystem::remove_all(at("a") / "derived");
    again.sequencer.reset();
    std::filesystem::remove_all(at("a") / "derived");
    World rebuilt{at("a")};
    ASSERT_NE(rebuilt.sequencer, nullptr) << rebuilt.failure;
    EXPECT_EQ(rebuilt.sequencer->recovery().snapshot_size, 0U);
    EXPECT_EQ(rebuilt.sequencer->recovery().entries_applied, rebuilt.sequencer->recovery().size);
}

TEST_F(SequencerTest, ARetryIsKnownAfterARestartWhereverTheIdIsKept) {
    auto const requests = RandomCommands{4}.take(3'000);
    make_directory(at("a"));
    std::vector<Request> accepted;
    {
        World first{at("a")};
        ASSERT_NE(first.sequencer, nullptr) << first.failure;
        first.submit(requests);
        ASSERT_TRUE(first.sequencer->close());
        for (auto const& receipt : first.receipts.all()) {
            auto const& request = requests[receipt.number];
            bool const has_id = std::holds_alternative<CreateTransfer>(request.command) ||
                                std::holds_alternative<PlaceOrder>(request.command);
            if (has_id && receipt.outcome == Outcome::ok)
                accepted.push_back({request.command, {}, false});
        }
    }
    ASSERT_GT(accepted.size(), 1'000U);
    World again{at("a")};
    ASSERT_NE(again.sequencer, nullptr) << again.failure;
    again.submit(accepted);
    ASSERT_TRUE(again.sequencer->flush());
    for (auto const& receipt : again.receipts.all())
        EXPECT_EQ(name_of(receipt.outcome), "exists") << receipt.number;
}

TEST_F(SequencerTest, TimeComesFromTheClockAndNeverGoesBack) {
    make_directory(at("a"));
    World world{at("a")};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    world.clock.set(Timestamp{5'000});
    world.submit({{asset("AAA"), {}, false}});
    world.clock.set(Timestamp{4'000});
    world.submit({{asset("BBB"), {}, false}, {asset("CCC"), Timestamp{6'000}, false}});
    auto const refused = world.sequencer->submit({asset("DDD"), Timestamp{5'999}, false});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::usage);
    world.submit({{asset("EEE"), {}, false}});
    ASSERT_TRUE(world.sequencer->flush());
    std::vector<std::uint64_t> times;
    for (auto const& receipt : world.receipts.all())
        times.push_back(receipt.time.ns);
    EXPECT_EQ(times, (std::vector<std::uint64_t>{5'000, 5'000, 6'000, 6'000}));
}

TEST_F(SequencerTest, AChainLeftOpenByTheEndOfTheInputIsRefused) {
    make_directory(at("a"));
    World world{at("a")};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    world.submit({{asset("AAA"), {}, true}, {asset("BBB"), {}, true}});
    ASSERT_TRUE(world.sequencer->end_of_input());
    ASSERT_TRUE(world.sequencer->flush());
    auto const& receipts = world.receipts.all();
    ASSERT_EQ(receipts.size(), 2U);
    EXPECT_EQ(receipts[0].outcome, Outcome::linked_event_failed);
    EXPECT_EQ(receipts[1].outcome, Outcome::linked_event_chain_open);
    EXPECT_TRUE(world.sequencer->state().assets().all().empty());
}

TEST_F(SequencerTest, AChainThatIsTooLongIsRefusedWhole) {
    make_directory(at("a"));
    World world{at("a")};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    for (std::size_t i = 0; i < chain_commands_max + 5; ++i)
        world.submit({{Tick{}, {}, i < chain_commands_max + 4}});
    ASSERT_TRUE(world.sequencer->flush());
    ASSERT_EQ(world.receipts.all().size(), chain_commands_max + 5);
    for (auto const& receipt : world.receipts.all())
        EXPECT_NE(receipt.outcome, Outcome::ok);
}

TEST_F(SequencerTest, ASecondWriterIsToldSo) {
    make_directory(at("a"));
    World first{at("a")};
    ASSERT_NE(first.sequencer, nullptr) << first.failure;
    World second{at("a")};
    EXPECT_EQ(second.sequencer, nullptr);
    EXPECT_NE(second.failure.find(at("a").string()), std::string::npos) << second.failure;
}

TEST_F(SequencerTest, AKeyOfAnotherRecordIsRefused) {
    make_directory(at("a"));
    auto options = small_options();
    options.key = SigningKey::generate("example.org/other").value();
    World world{at("a"), options};
    EXPECT_EQ(world.sequencer, nullptr);
    EXPECT_NE(world.failure.find("example.org/other"), std::string::npos) << world.failure;
}

TEST_F(SequencerTest, ACheckpointOnDemandPutsTheDigestsUnderTheSignature) {
    make_directory(at("a"));
    World world{at("a")};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    world.submit(RandomCommands{5}.take(200));
    auto const before = world.sequencer->state().next_sequence().value;
    auto const made = world.sequencer->checkpoint();
    ASSERT_TRUE(made) << made.error().text;
    auto const& state = world.sequencer->state();
    auto const digests = std::count_if(State::kinds.begin(), State::kinds.end(), [&](auto kind) {
        return state.has_digest(kind);
    });
    EXPECT_EQ(made.value().size, before + static_cast<std::uint64_t>(digests));
    auto const checked = verify_checkpoint(made.value().note, test_key().verifiers());
    ASSERT_TRUE(checked) << checked.error().text;
    EXPECT_EQ(checked.value().head.root, world.sequencer->durable_tip().root);
    auto const again = world.sequencer->checkpoint();
    ASSERT_TRUE(again) << again.error().text;
    EXPECT_EQ(again.value().note, made.value().note);
}

TEST_F(SequencerTest, ATreeIsSignedAsItIsWithoutAnEntry) {
    make_directory(at("a"));
    World world{at("a")};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    auto const signed_size = [&] {
        std::ifstream file{at("a") / "checkpoint"};
        std::string const note{std::istreambuf_iterator<char>{file}, {}};
        auto const checked = verify_checkpoint(note, test_key().verifiers());
        return checked ? checked.value().head.size : 0;
    };
    ASSERT_TRUE(world.sequencer->sign_tree());
    EXPECT_EQ(signed_size(), 0);  // there is no tree to sign yet
    world.submit(RandomCommands{5}.take(200));
    auto const size = world.sequencer->state().next_sequence().value;
    ASSERT_TRUE(world.sequencer->sign_tree());  // whatever is in flight
    ASSERT_TRUE(world.sequencer->flush());
    ASSERT_TRUE(world.sequencer->sign_tree());  // all is durable, and perhaps signed
    EXPECT_EQ(signed_size(), size);
    EXPECT_EQ(world.sequencer->state().next_sequence().value, size);
}

TEST_F(SequencerTest, ARestoredOldBackupIsReadOnlyAndAlarms) {
    auto const requests = RandomCommands{6}.take(2'000);
    apply_all(at("a"), {requests.begin(), requests.begin() + 900});
    std::filesystem::copy(at("a"), at("backup"), std::filesystem::copy_options::recursive);
    apply_all(at("a"), {requests.begin() + 900, requests.end()});
    std::filesystem::copy_file(at("a") / "checkpoint",
                               at("backup") / "checkpoint",
                               std::filesystem::copy_options::overwrite_existing);
    World world{at("backup")};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    ASSERT_TRUE(world.sequencer->recovery().alarm.has_value());
    EXPECT_NE(world.sequencer->recovery().alarm->find("older state"), std::string::npos);
    EXPECT_TRUE(world.sequencer->stopped());
    auto const refused = world.sequencer->submit({asset("ZZZ"), {}, false});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::integrity);
}

TEST_F(SequencerTest, AnotherHistoryUnderTheSameSignatureAlarms) {
    apply_all(at("a"), RandomCommands{7}.take(900));
    apply_all(at("b"), RandomCommands{8}.take(900));
    std::filesystem::copy_file(at("a") / "checkpoint",
                               at("b") / "checkpoint",
                               std::filesystem::copy_options::overwrite_existing);
    World world{at("b")};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    EXPECT_TRUE(world.sequencer->recovery().alarm.has_value());
}

}  // namespace
}  // namespace tally::testing
