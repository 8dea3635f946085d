#include "tests/support/scenario.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tally {
namespace {

using testing::play_scenario;

TEST(ScenarioTest, EveryScenarioHappensAsItIsWritten) {
    std::size_t played = 0;
    for (auto const& item : std::filesystem::directory_iterator{TALLY_SCENARIOS}) {
        std::ifstream input{item.path()};
        std::string const text{std::istreambuf_iterator<char>{input}, {}};
        for (auto const& difference : play_scenario(item.path().filename().string(), text))
            ADD_FAILURE() << difference;
        ++played;
    }
    EXPECT_GE(played, 4U);
}

TEST(ScenarioTest, ADifferenceIsToldWithFileAndLine) {
    std::string const asset = R"({"command":"create_asset","asset":"USD","scale":2})";
    using Differences = std::vector<std::string>;
    EXPECT_EQ(play_scenario("x", asset + "\n-> ok\n"), Differences{});
    EXPECT_EQ(play_scenario("x", asset + "\n-> exists\n"),
              (Differences{"x:2: the record got: ok"}));
    EXPECT_EQ(play_scenario("x", "\n" + asset + "\n"),
              (Differences{"x:2: the last command has no ->"}));
    EXPECT_EQ(play_scenario("x", "account 1 held=0\n"), (Differences{"x:1: no account 1"}));
}

}  // namespace
}  // namespace tally
