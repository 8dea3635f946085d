#include "tools/serve/logging/log.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tally::serve {
namespace {

std::string all_of(std::filesystem::path const& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(LogTest, ALineIsOneJsonObject) {
    EXPECT_EQ(log_line(1'500'000'000,
                       Level::warn,
                       "full",
                       {{"why", "a \"disk\"\n"}, {"left", std::uint64_t{7}}, {"ok", false}}),
              R"({"time":"1970-01-01T00:00:01.500Z","level":"warn","event":"full",)"
              R"("why":"a \"disk\"\n","left":7,"ok":false})");
}

TEST(LogTest, WhatIsBelowTheLevelIsNotWritten) {
    TemporaryDirectory const directory;
    auto const file = directory / "log";
    auto const log = Log::open(file.string(), Level::info).value();
    log->write(Level::debug, "small");
    log->write(Level::info, "large");
    log->set_level(Level::debug);
    log->write(Level::debug, "asked_for");
    auto const text = all_of(file);
    EXPECT_EQ(text.find("small"), std::string::npos);
    EXPECT_NE(text.find("large"), std::string::npos);
    EXPECT_NE(text.find("asked_for"), std::string::npos);
}

TEST(LogTest, AFileThatWasMovedAwayIsMadeAnew) {
    TemporaryDirectory const directory;
    auto const file = directory / "log";
    auto const log = Log::open(file.string(), Level::info).value();
    log->write(Level::info, "first");
    std::filesystem::rename(file, directory / "log.1");
    ASSERT_TRUE(log->reopen().has_value());
    log->write(Level::info, "second");
    EXPECT_NE(all_of(directory / "log.1").find("first"), std::string::npos);
    EXPECT_EQ(all_of(file).find("first"), std::string::npos);
    EXPECT_NE(all_of(file).find("second"), std::string::npos);
}

TEST(LogTest, APlaceThatCannotBeWrittenIsTold) {
    TemporaryDirectory const directory;
    auto const file = directory / "file";
    std::ofstream{file} << "no directory";
    auto const log = Log::open((file / "log").string(), Level::info);
    ASSERT_FALSE(log.has_value());
    EXPECT_NE(log.error().text.find(file.string()), std::string::npos);
}

TEST(LogTest, WithoutAPlaceNothingIsSaid) {
    auto const log = Log::open("", Level::debug).value();
    EXPECT_FALSE(log->says(Level::error));
    log->set_level(Level::debug);
    EXPECT_FALSE(log->says(Level::error));
}

}  // namespace
}  // namespace tally::serve
