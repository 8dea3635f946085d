#include "replay/point.h"

#include "replay/moment.h"
#include "tests/engine/sequencer/sequencer_world.h"

#include <gtest/gtest.h>

namespace tally::testing {
namespace {

constexpr Timestamp day{1'700'000'000 * ns_per_second};  // 2023-11-14T22:13:20Z

TEST(MomentTest, ReadsDatesTimesAndTimesOfDay) {
    struct Case {
        char const* text;
        std::uint64_t ns;
    };

    Case const cases[] = {
        {"1970-01-01", 0},
        {"1970-01-01T00:00:01Z", ns_per_second},
        {"1970-01-01T00:00:00.000000001Z", 1},
        {"1970-01-01T02:00:00+02:00", 0},
        {"1969-12-31T23:00:00-01:00", 0},
        {"2023-11-14T22:13:20Z", day.ns},
        {"22:13", day.ns - 20 * ns_per_second},
        {"22:13:20", day.ns},
        {"22:13:20.5", day.ns + ns_per_second / 2},
    };
    for (auto const& [text, ns] : cases) {
        SCOPED_TRACE(text);
        auto const moment = parse_moment(text, day);
        if (std::string_view{text}.starts_with("1969")) {
            EXPECT_FALSE(moment.has_value());
            continue;
        }
        ASSERT_TRUE(moment.has_value());
        EXPECT_EQ(moment->ns, ns);
    }
}

TEST(MomentTest, RefusesWhatIsNoMoment) {
    for (char const* text : {"",
                             "2",
                             "24:00",
                             "23:60",
                             "9:45",
                             "2023-02-29",
                             "2023-13-01",
                             "12:30:60",
                             "2023-11-14T22:13Z",
                             "2023-11-14T22:13:20",
                             "2023-11-14T22:13:20.Z",
                             "2023-11-14T22:13:20.0000000001Z",
                             "2023-11-14T22:13:20Zx",
                             "99999-01-01"})
        EXPECT_FALSE(parse_moment(text, day).has_value()) << text;
}

class PointTest : public ::testing::Test {
protected:
    void SetUp() override {
        make_directory(data_);
        World world{data_};
        ASSERT_NE(world.sequencer, nullptr) << world.failure;
        for (std::uint64_t i = 0; i < 10; ++i)
            world.submit({{Tick{}, Timestamp{day.ns + i / 2 * 60 * ns_per_second}, false}});
        ASSERT_TRUE(world.sequencer->checkpoint());
        world.submit({{Tick{}, Timestamp{day.ns + 600 * ns_per_second}, false}});
        ASSERT_TRUE(world.sequencer->close());
        world.sequencer.reset();
        auto opened = Record::open(data_);
        ASSERT_TRUE(opened) << opened.error().text;
        record_ = std::move(opened).value();
    }

    [[nodiscard]] std::uint64_t size_at(char const* text) const {
        auto const point = resolve_point(*record_, text);
        EXPECT_TRUE(point) << point.error().text;
        return point ? point.value().size : UINT64_MAX;
    }

    TemporaryDirectory directory_;
    std::filesystem::path data_ = directory_ / "a";
    std::unique_ptr<Record> record_;
};

TEST_F(PointTest, AnEntryATimeACheckpointAndTheEndsNamePoints) {
    ASSERT_EQ(record_->size(), 18U);  // 10 ticks, 7 digests, a tick
    EXPECT_EQ(size_at("0"), 1U);
    EXPECT_EQ(size_at("17"), 18U);
    EXPECT_EQ(size_at("start"), 0U);
    EXPECT_EQ(size_at("end"), 18U);
    EXPECT_EQ(size_at("22:13:19"), 0U);
    EXPECT_EQ(size_at("22:13:20"), 2U);
    EXPECT_EQ(size_at("22:14:20"), 4U);
    EXPECT_EQ(size_at("22:14:21"), 4U);
    EXPECT_EQ(size_at("23:59"), 18U);
    EXPECT_EQ(size_at("2023-11-14T22:13:20Z"), 2U);
    EXPECT_EQ(size_at("2023-11-15"), 18U);
    EXPECT_EQ(size_at("checkpoint:17"), 17U);
    EXPECT_EQ(size_at("checkpoint"), 18U);  // the one at close
    EXPECT_EQ(point_before(*record_, Timestamp{day.ns}).value().size, 0U);
}

TEST_F(PointTest, WhatIsNotThereIsIncompleteAndNonsenseIsUsage) {
    for (char const* text : {"18", "99999999999999999999999", "checkpoint:16"}) {
        auto const point = resolve_point(*record_, text);
        ASSERT_FALSE(point) << text;
        EXPECT_EQ(point.error().kind, FailureKind::incomplete) << text;
    }
    for (char const* text :
         {"", "x", "-1", "checkpoint:", "checkpoint:x", "checkpoints", "25:00"}) {
        auto const point = resolve_point(*record_, text);
        ASSERT_FALSE(point) << text;
        EXPECT_EQ(point.error().kind, FailureKind::usage) << text;
    }
}

}  // namespace
}  // namespace tally::testing
