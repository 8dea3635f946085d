#include "tools/manage/command_text.h"

#include "tools/json/parse_command.h"

#include <gtest/gtest.h>

namespace tally::manage {
namespace {

TEST(CommandTextTest, WhatIsNotGivenIsLeftOut) {
    auto const line = CommandText{"grant_role"}
                          .number("number", "2")
                          .text("role", "trader")
                          .text("owner", "")
                          .flag("off", false)
                          .take();
    EXPECT_EQ(line, R"({"command":"grant_role","number":2,"role":"trader"})");
}

TEST(CommandTextTest, NumbersAreWrittenAsJsonHasThem) {
    struct Case {
        std::string_view given;
        std::string_view written;
    };

    for (auto const& [given, written] : {Case{"7", "7"},
                                         Case{"007", "7"},
                                         Case{"0", "0"},
                                         Case{"000", "0"},
                                         Case{"-7", R"("-7")"},
                                         Case{"7.5", R"("7.5")"},
                                         Case{"seven", R"("seven")"}}) {
        SCOPED_TRACE(given);
        EXPECT_EQ(CommandText{"c"}.number("n", given).take(),
                  R"({"command":"c","n":)" + std::string{written} + "}");
    }
}

TEST(CommandTextTest, LengthsOfTimeBecomeSecondsAndOthersStayToBeRefused) {
    struct Case {
        std::string_view given;
        std::string_view written;
    };

    for (auto const& [given, written] : {Case{"90", "90"},
                                         Case{"90s", "90"},
                                         Case{"15m", "900"},
                                         Case{"24h", "86400"},
                                         Case{"7d", "604800"},
                                         Case{"0s", "0"},
                                         Case{"d", R"("d")"},
                                         Case{"1w", R"("1w")"},
                                         Case{"1.5h", R"("1.5h")"},
                                         Case{"99999999d", R"("99999999d")"}}) {
        SCOPED_TRACE(given);
        EXPECT_EQ(CommandText{"c"}.seconds("n", given).take(),
                  R"({"command":"c","n":)" + std::string{written} + "}");
    }
}

TEST(CommandTextTest, ADateStandsForItsFirstMoment) {
    EXPECT_EQ(CommandText{"c"}.time("t", "2027-01-01").take(),
              R"({"command":"c","t":"2027-01-01T00:00:00Z"})");
    EXPECT_EQ(CommandText{"c"}.time("t", "2027-01-01T02:00:00+02:00").take(),
              R"({"command":"c","t":"2027-01-01T00:00:00Z"})");
    EXPECT_EQ(CommandText{"c"}.time("t", "tomorrow").take(), R"({"command":"c","t":"tomorrow"})");
}

TEST(CommandTextTest, WhatAnybodyTypesStaysOneLineOfJson) {
    json::CommandParser parser;
    json::ParsedCommand command;
    auto const line =
        CommandText{"cancel_order"}.text("id", "1\",\"x\":\"\n\\").number("n", "1}\n{").take();
    EXPECT_EQ(line.find('\n'), line.npos);
    EXPECT_FALSE(parser.parse(line, command));
    EXPECT_EQ(parser.fault().text.find("not JSON"), std::string::npos) << parser.fault().text;
}

}  // namespace
}  // namespace tally::manage
