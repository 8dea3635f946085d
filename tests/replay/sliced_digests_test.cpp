#include "replay/fold.h"
#include "replay/re_decide.h"
#include "replay/verify.h"
#include "tests/engine/sequencer/many_accounts.h"
#include "tests/replay/damage.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tally::testing {
namespace {

// Where a cycle of three slices of the ledger is, in the record below.
constexpr std::size_t begins_before = 15'000;

class SlicedDigestsReplayTest : public ::testing::Test {
protected:
    void SetUp() override {
        apply_all(data_, many_accounts_and(20'000), options());
        ASSERT_FALSE(::testing::Test::HasFailure());
    }

    static SequencerOptions options() {
        auto options = small_options();
        options.digest_every = 6'000;
        options.snapshot_every = 6'000;
        return options;
    }

    [[nodiscard]] static std::string wrong_with(std::filesystem::path const& data) {
        auto const record = Record::open(data);
        if (!record) return record.error().text;
        auto const verified = verify(*record.value(), {});
        return verified ? std::string{} : verified.error().text;
    }

    static void expect_says(std::string const& text, std::string const& part) {
        EXPECT_NE(text.find(part), std::string::npos) << "instead: " << text;
    }

    // Why deciding again gives another record, or nothing.
    [[nodiscard]] static std::string parts_from(std::filesystem::path const& data) {
        NoOracle const oracle;
        auto const record = Record::open(data).value();
        auto const decided = re_decide(*record, Point{UINT64_MAX}, oracle, {});
        if (!decided) return decided.error().text;
        auto const& divergence = decided.value().divergence;
        return divergence ? divergence->reason : std::string{};
    }

    // The first digest of that slice in the cycle.
    static ProjectionDigest& digest_of_slice(std::vector<Entry>& entries, std::uint32_t slice) {
        auto const at = std::ranges::find_if(entries, [slice](Entry const& entry) {
            auto const* digest = std::get_if<ProjectionDigest>(&entry.body);
            return digest != nullptr && digest->slices == 3 && digest->slice == slice;
        });
        EXPECT_NE(at, entries.end());
        return std::get<ProjectionDigest>(at->body);
    }

    TemporaryDirectory directory_;
    std::filesystem::path data_ = directory_ / "a";
    std::filesystem::path other_ = directory_ / "b";
};

TEST_F(SlicedDigestsReplayTest, AnUntouchedRecordProvesItselfAndIsDecidedAgain) {
    EXPECT_EQ(wrong_with(data_), "");
    EXPECT_EQ(parts_from(data_), "");
}

TEST_F(SlicedDigestsReplayTest, AFoldFromASnapshotWithinACycleComparesTheSlicesThatFollow) {
    auto const requests = many_accounts_and(15'000);
    auto const middle = requests.begin() + many_accounts + 6'000;  // the cycle has begun
    apply_all(other_, {requests.begin(), middle}, options());
    auto without_snapshot = options();
    without_snapshot.snapshot_on_close = UINT64_MAX;
    apply_all(other_, {middle, requests.end()}, without_snapshot);
    auto const record = Record::open(other_);
    ASSERT_TRUE(record) << record.error().text;
    FoldVisitor nobody;
    FoldOptions folding;
    folding.from = Point{begins_before + 500};
    folding.to = Point{record.value()->size()};
    folding.digests = true;
    auto const folded = fold(*record.value(), folding, nobody);
    ASSERT_TRUE(folded) << folded.error().text;
    EXPECT_GT(folded.value().snapshot_size, many_accounts + 6'000);
    EXPECT_EQ(folded.value().digests, 2U);
}

TEST_F(SlicedDigestsReplayTest, AChangedBalanceIsSeenByTheSliceThatHoldsIt) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) {
        auto const in_last_slice = [](Entry const& entry) {
            auto const* transfer = std::get_if<CreateTransfer>(&entry.body);
            return entry.sequence.value > begins_before && transfer != nullptr &&
                   std::min(transfer->debit, transfer->credit) >
                       AccountId{2 * Ledger::slice_accounts};
        };
        auto const at = std::ranges::find_if(entries, in_last_slice);
        ASSERT_NE(at, entries.end());
        auto& transfer = std::get<CreateTransfer>(at->body);
        transfer.amount = transfer.amount + Amount{1};
        transfer.requested = transfer.amount;
    });
    expect_says(wrong_with(other_), "the digest of slice 2 of 3 of ledger is not that");
    expect_says(parts_from(other_), "deciding again gives another entry");
}

TEST_F(SlicedDigestsReplayTest, AChangedDigestOfASliceIsFound) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) {
        digest_of_slice(entries, 1).digest.bytes[5] ^= 1U;
    });
    expect_says(wrong_with(other_), "the digest of slice 1 of 3 of ledger is not that");
    expect_says(parts_from(other_), "deciding again gives another entry");
}

TEST_F(SlicedDigestsReplayTest, ASliceThatIsNotTheNextOneIsFound) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) {
        auto const last = digest_of_slice(entries, 2);
        digest_of_slice(entries, 1) = last;
    });
    expect_says(wrong_with(other_), "slice 2 of 3 of ledger, which is not the next one");
    expect_says(parts_from(other_), "not the next one");
}

TEST_F(SlicedDigestsReplayTest, ACycleThatLeavesAccountsOutIsFound) {
    rewrite(
        data_, other_, [](std::vector<Entry>& entries) { digest_of_slice(entries, 0).slices = 2; });
    expect_says(wrong_with(other_), "the digest of slice 0 of 2 of ledger is not that");
    expect_says(parts_from(other_), "deciding again gives another entry");
}

// As far as a reader knows, they may be anything: a record is not always made by this program.
TEST_F(SlicedDigestsReplayTest, SlicesThatNothingHasAreRefusedAndStopNothing) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) {
        auto& assets = *std::ranges::find_if(entries, [](Entry const& entry) {
            return std::holds_alternative<ProjectionDigest>(entry.body);
        });
        auto& digest = std::get<ProjectionDigest>(assets.body);
        digest.slices = 7;
    });
    expect_says(wrong_with(other_), "the digest of slice 0 of 7 of assets is not that");
    expect_says(parts_from(other_), "deciding again gives another entry");
    auto without_key = options();
    without_key.key.reset();
    CreateAsset euro{*AssetCode::from("EUR"), 2, {}, Outcome::ok};
    apply_all(other_, {{euro, {}, false}}, without_key);
}

}  // namespace
}  // namespace tally::testing
