#include "tools/serve/metrics/exposition.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace tally::serve {
namespace {

TEST(ExpositionTest, NanosecondsBecomeExactSeconds) {
    EXPECT_EQ(seconds_text(0), "0");
    EXPECT_EQ(seconds_text(1), "0.000000001");
    EXPECT_EQ(seconds_text(1'024), "0.000001024");
    EXPECT_EQ(seconds_text(1'500'000'000), "1.5");
    EXPECT_EQ(seconds_text(2'000'000'000), "2");
}

TEST(ExpositionTest, AFamilyIsFollowedByItsSamples) {
    Exposition out;
    out.family("tally_things_total", Exposition::Type::counter, "Things.");
    out.sample("kind", "a\"b\\c\nd", 3);
    out.sample(4);
    EXPECT_EQ(out.take(),
              "# HELP tally_things_total Things.\n# TYPE tally_things_total counter\n"
              "tally_things_total{kind=\"a\\\"b\\\\c\\nd\"} 3\ntally_things_total 4\n");
}

// How many are counted in the bucket that ends at so many seconds.
std::string below(std::string const& text, std::string const& limit) {
    auto const at = text.find("le=\"" + limit + "\"} ");
    if (at == std::string::npos) return "none";
    auto const begin = at + limit.size() + 7;
    return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(ExpositionTest, BucketsCountWhatIsAtMostAsLong) {
    Histogram times;
    times.record(std::chrono::nanoseconds{1'000});
    times.record(std::chrono::nanoseconds{3'000});
    times.record(std::chrono::hours{1});
    Exposition out;
    out.family("t_seconds", Exposition::Type::histogram, "T.");
    out.sample("stage", "wait", times.read());
    auto const text = out.take();
    EXPECT_EQ(below(text, "0.000001024"), "1");
    EXPECT_EQ(below(text, "0.000002048"), "1");
    EXPECT_EQ(below(text, "0.000004096"), "2");
    EXPECT_EQ(below(text, "68.719476736"), "2");
    EXPECT_EQ(below(text, "+Inf"), "3");
    EXPECT_NE(text.find("t_seconds_count{stage=\"wait\"} 3\n"), std::string::npos) << text;
    EXPECT_NE(text.find("t_seconds_sum{stage=\"wait\"} 3600.000004\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace tally::serve
