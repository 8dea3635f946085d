#include "engine/sequencer/digest_cycle.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <limits>
#include <vector>

namespace tally::testing {
namespace {

constexpr std::uint64_t million = 1'000'000;
constexpr auto gap = DigestCycle::entries_between;

ProjectionDigest digest(ProjectionKind kind, std::uint32_t slice = 0, std::uint32_t slices = 0) {
    return {kind, 1, {}, slice, slices};
}

// A cycle that began before entry 1003: assets whole, so many slices of the ledger and the escrows.
DigestCycle begun(std::uint32_t ledger, std::uint32_t escrows) {
    DigestCycle cycle;
    cycle.observe(Sequence{1'000}, digest(ProjectionKind::assets));
    cycle.observe(Sequence{1'001}, digest(ProjectionKind::ledger, 0, ledger));
    cycle.observe(Sequence{1'002}, digest(ProjectionKind::escrows, 0, escrows));
    return cycle;
}

class Bytes final : public ByteSink, public ByteSource {
public:
    void write(std::span<std::uint8_t const> bytes) override {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }

    [[nodiscard]] bool read(std::span<std::uint8_t> bytes) override {
        if (bytes.size() > bytes_.size() - at_) return false;
        std::memcpy(bytes.data(), bytes_.data() + at_, bytes.size());
        at_ += bytes.size();
        return true;
    }

    void cut() { bytes_.pop_back(); }

private:
    std::vector<std::uint8_t> bytes_;
    std::size_t at_ = 0;
};

TEST(DigestCycleTest, WholeDigestsComeSoManyEntriesAfterTheLast) {
    EXPECT_EQ(DigestCycle{}.due(million), million);
    auto const cycle = begun(0, 0);
    EXPECT_FALSE(cycle.next());
    EXPECT_EQ(cycle.due(million), 1'003 + million);
    EXPECT_EQ(cycle.due(7), 1'003 + 7);
    EXPECT_EQ(cycle, DigestCycle{begun(0, 0)});
}

TEST(DigestCycleTest, NeverIsNotPassed) {
    constexpr auto never = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(begun(0, 0).due(never), never);
    EXPECT_EQ(DigestCycle{5}.due(never - 2), never);
}

TEST(DigestCycleTest, SlicesFollowOneAfterAnotherAndEvenly) {
    auto cycle = begun(3, 2);
    std::uint64_t const step = million / 4;
    std::vector<DigestSlice> const expected{{ProjectionKind::ledger, 1, 3},
                                            {ProjectionKind::ledger, 2, 3},
                                            {ProjectionKind::escrows, 1, 2}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(cycle.next(), expected[i]);
        EXPECT_EQ(cycle.due(million), 1'003 + (i + 1) * step);
        auto const& [kind, slice, slices] = expected[i];
        cycle.observe(Sequence{cycle.due(million)}, digest(kind, slice, slices));
    }
    EXPECT_FALSE(cycle.next());
    EXPECT_EQ(cycle.due(million), 1'003 + million);
}

TEST(DigestCycleTest, ManySlicesMakeACycleLongerInsteadOfDense) {
    auto cycle = begun(1'000, 0);
    EXPECT_EQ(cycle.due(million), 1'003 + gap);
    for (std::uint32_t slice = 1; slice < 1'000; ++slice)
        cycle.observe(Sequence{1'003 + slice * gap}, digest(ProjectionKind::ledger, slice, 1'000));
    EXPECT_FALSE(cycle.next());
    EXPECT_EQ(cycle.due(million), 1'003 + 1'000 * gap);
}

TEST(DigestCycleTest, OnlyTheNextSliceFollows) {
    auto cycle = begun(3, 0);
    EXPECT_TRUE(cycle.follows(digest(ProjectionKind::ledger, 1, 3)));
    EXPECT_FALSE(cycle.follows(digest(ProjectionKind::ledger, 2, 3)));
    EXPECT_FALSE(cycle.follows(digest(ProjectionKind::ledger, 1, 4)));
    EXPECT_FALSE(cycle.follows(digest(ProjectionKind::escrows, 1, 3)));
    cycle.observe(Sequence{9'000}, digest(ProjectionKind::ledger, 2, 3));
    EXPECT_EQ(cycle, begun(3, 0));
    EXPECT_FALSE(DigestCycle{}.follows(digest(ProjectionKind::ledger, 1, 3)));
}

TEST(DigestCycleTest, WholeDigestsOnDemandBeginAnew) {
    auto cycle = begun(3, 0);
    EXPECT_FALSE(cycle.is_whole_at(1'003));
    cycle.observe(Sequence{1'003}, digest(ProjectionKind::assets));
    EXPECT_EQ(cycle.next(), std::nullopt);
    cycle.observe(Sequence{1'004}, digest(ProjectionKind::ledger));
    EXPECT_TRUE(cycle.is_whole_at(1'005));
    EXPECT_FALSE(cycle.is_whole_at(1'006));
    EXPECT_EQ(cycle.due(million), 1'005 + million);
}

TEST(DigestCycleTest, ASnapshotKeepsIt) {
    auto cycle = begun(3, 4);
    cycle.observe(Sequence{5'099}, digest(ProjectionKind::ledger, 1, 3));
    Bytes bytes;
    cycle.save(bytes);
    EXPECT_EQ(DigestCycle::load(bytes), cycle);
    Bytes shortened;
    cycle.save(shortened);
    shortened.cut();
    EXPECT_EQ(DigestCycle::load(shortened), std::nullopt);
}

}  // namespace
}  // namespace tally::testing
