#include "replay/fold.h"

#include "engine/sequencer/projection_digest.h"
#include "replay/check.h"
#include "replay/diff.h"
#include "replay/re_decide.h"
#include "tests/replay/damage.h"

#include <gtest/gtest.h>

#include <random>

namespace tally::testing {
namespace {

std::vector<Hash32> digests_of(State const& state) {
    std::vector<Hash32> digests;
    for (auto const kind : State::kinds)
        digests.push_back(digest_of(state, kind));
    return digests;
}

// True for the last command of a linked chain.
bool in_chain(std::vector<Entry> const& entries, std::size_t at) {
    while (at > 0 && !is_command(entries[at - 1].body))
        --at;
    return at > 0 && entries[at - 1].linked;
}

class FoldTest : public ::testing::Test {
protected:
    void SetUp() override {
        apply_all(data_, RandomCommands{21}.take(3'000));
        auto opened = Record::open(data_);
        ASSERT_TRUE(opened) << opened.error().text;
        record_ = std::move(opened).value();
    }

    [[nodiscard]] Folded folded(Point to, bool snapshots, bool verified = false) const {
        FoldVisitor nobody;
        FoldOptions options;
        options.from = to;
        options.to = to;
        options.snapshots = snapshots;
        options.verify = verified;
        options.digests = true;
        auto result = fold(*record_, options, nobody);
        EXPECT_TRUE(result) << result.error().text;
        return std::move(result).value();
    }

    TemporaryDirectory directory_;
    std::filesystem::path data_ = directory_ / "a";
    std::unique_ptr<Record> record_;
};

TEST_F(FoldTest, TheStateAtAPointIsTheSameFromASnapshotAsFromTheFirstEntry) {
    std::mt19937_64 random{5};
    std::uint64_t from_snapshots = 0;
    for (int i = 0; i < 20; ++i) {
        Point const point{random() % (record_->size() + 1)};
        auto const from_zero = folded(point, false);
        auto const from_snapshot = folded(point, true);
        from_snapshots += from_snapshot.snapshot_size == 0 ? 0U : 1U;
        EXPECT_EQ(from_zero.state->next_sequence().value, point.size);
        EXPECT_EQ(digests_of(*from_zero.state), digests_of(*from_snapshot.state));
        diff_states(*from_zero.state, *from_snapshot.state, [](Difference const& difference) {
            ADD_FAILURE() << difference.kind << " " << static_cast<std::uint64_t>(difference.id)
                          << " " << difference.field;
        });
    }
    EXPECT_GT(from_snapshots, 0U);
}

TEST_F(FoldTest, AReplayComesToTheLiveState) {
    World world{data_};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    auto const replayed = folded(Point{record_->size()}, false, true);
    EXPECT_EQ(digests_of(*replayed.state), digests_of(world.sequencer->state()));
    EXPECT_EQ(replayed.proven->root, record_->root());
    EXPECT_GT(replayed.digests, 0U);
}

TEST_F(FoldTest, AVisitorSeesEveryEntryWithTheStateBeforeAndAfterIt) {
    class Seen final : public FoldVisitor {
    public:
        void before(Entry const& entry, State const& state) override {
            EXPECT_EQ(state.next_sequence(), entry.sequence);
        }

        bool after(Entry const& entry, State const& state) override {
            EXPECT_EQ(state.next_sequence(), entry.sequence.next());
            ++count;
            return entry.sequence.value != 149;
        }

        std::uint64_t count = 0;
    };

    Seen seen;
    FoldOptions options;
    options.from = Point{100};
    options.to = Point{1'000};
    auto const result = fold(*record_, options, seen);
    ASSERT_TRUE(result);
    EXPECT_EQ(seen.count, 50U);
    EXPECT_EQ(result.value().state->next_sequence().value, 150U);
}

TEST_F(FoldTest, ADamagedSnapshotIsSaidAndNotUsed) {
    record_.reset();
    {
        auto opened = RocksDatabase::open({DatabaseKind::derived, data_ / "derived", nullptr},
                                          OpenMode::read_write);
        ASSERT_TRUE(opened) << opened.error().text;
        auto& database = *opened.value();
        std::vector<BlockRow> rows;
        auto const at = database.iterate(Column::snapshots);
        for (at->SeekToFirst(); at->Valid(); at->Next())
            rows.emplace_back(at->key().ToString(), at->value().ToString());
        for (auto& [key, value] : rows)
            if (value.size() > 500) {
                value[value.size() / 2] = static_cast<char>(value[value.size() / 2] ^ 1);
                ASSERT_TRUE(database.put(Column::snapshots, key, value));
            }
    }
    World world{data_};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    EXPECT_FALSE(world.sequencer->recovery().notes.empty());
    EXPECT_EQ(world.sequencer->recovery().snapshot_size, 0U);
}

TEST_F(FoldTest, DecidingAgainGivesTheSameEntriesUpToAnyPoint) {
    NoOracle const oracle;
    for (auto const size : {record_->size(), std::uint64_t{777}, std::uint64_t{1'234}}) {
        auto const result = re_decide(*record_, Point{size}, oracle, {});
        ASSERT_TRUE(result) << result.error().text;
        EXPECT_FALSE(result.value().divergence.has_value())
            << result.value().divergence->sequence.value << " "
            << result.value().divergence->reason;
        EXPECT_GT(result.value().commands, 300U);
    }
}

TEST_F(FoldTest, DecidingAgainFindsAChangedDecision) {
    Sequence changed;
    rewrite(data_, directory_ / "b", [&changed](std::vector<Entry>& entries) {
        for (auto at = entries.size() / 2; at < entries.size(); ++at) {
            auto* transfer = std::get_if<CreateTransfer>(&entries[at].body);
            if (transfer == nullptr || entries[at].linked || in_chain(entries, at)) continue;
            if (transfer->outcome == Outcome::ok) continue;
            transfer->outcome = Outcome::ok;
            changed = entries[at].sequence;
            return;
        }
    });
    ASSERT_NE(changed, Sequence{});
    auto const other = Record::open(directory_ / "b");
    ASSERT_TRUE(other) << other.error().text;
    NoOracle const oracle;
    auto const result = re_decide(*other.value(), Point{UINT64_MAX}, oracle, {});
    ASSERT_TRUE(result) << result.error().text;
    ASSERT_TRUE(result.value().divergence.has_value());
    EXPECT_EQ(result.value().divergence->sequence, changed);
    EXPECT_EQ(outcome_of(result.value().divergence->expected->body), Outcome::ok);
    EXPECT_NE(outcome_of(result.value().divergence->got->body), Outcome::ok);
    auto const first = first_different_entry(*record_, *other.value(), record_->size());
    ASSERT_TRUE(first) << first.error().text;
    EXPECT_EQ(first.value(), changed);
}

TEST_F(FoldTest, DecidingAgainFindsAnEntryTooMany) {
    rewrite(data_, directory_ / "b", [](std::vector<Entry>& entries) {
        auto extra = entries.back();
        extra.sequence = extra.sequence.next();
        extra.body = OrderCancelled{OrderId{1}, CancelReason::requested};
        entries.push_back(extra);
    });
    auto const other = Record::open(directory_ / "b");
    NoOracle const oracle;
    auto const result = re_decide(*other.value(), Point{UINT64_MAX}, oracle, {});
    ASSERT_TRUE(result) << result.error().text;
    ASSERT_TRUE(result.value().divergence.has_value());
    EXPECT_EQ(result.value().divergence->sequence.value, record_->size());
}

TEST_F(FoldTest, AnEntryThatCannotFollowIsNamedAndEndsWithExitCodeFive) {
    record_.reset();
    rewrite(data_, directory_ / "b", [](std::vector<Entry>& entries) {
        auto forged = entries[700];
        CreateTransfer transfer;
        transfer.id = TransferId{5};
        transfer.debit = AccountId{987'654};
        transfer.credit = AccountId{987'655};
        transfer.amount = Amount{1};
        forged.cause = forged.sequence;
        forged.body = transfer;
        entries[700] = forged;
        entries.resize(701);
    });
    ::testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            auto const record = Record::open(directory_ / "b");
            static_cast<void>(state_at(*record.value(), Point{701}));
        },
        ::testing::ExitedWithCode(5),
        "entry 700 of .* cannot follow");
}

TEST_F(FoldTest, EveryRuleHoldsAfterEveryCommand) {
    auto const checked = check_record(*record_, Point{1'500}, true, {});
    ASSERT_TRUE(checked) << checked.error().text;
    for (auto const& violation : checked.value().violations)
        ADD_FAILURE() << violation.rule << " " << violation.where << ": " << violation.found;
    EXPECT_GT(checked.value().states, 500U);
}

TEST_F(FoldTest, TwoPointsDifferInWhatTheEntriesBetweenThemChanged) {
    auto const early = folded(Point{1'000}, false);
    auto const late = folded(Point{1'001}, false);
    std::uint64_t told = 0;
    auto const count =
        diff_states(*early.state, *late.state, [&told](Difference const&) { ++told; });
    EXPECT_EQ(count, told);
    EXPECT_GT(diff_states(*early.state, *folded(Point{2'000}, false).state, {}), 20U);
}

}  // namespace
}  // namespace tally::testing
