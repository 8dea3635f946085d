#include "tools/manage/json_rows.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tally::manage {
namespace {

// What is written of some lines in a format; what went wrong instead, if something did.
std::string written(std::string const& lines, cli::Format format) {
    auto const file =
        std::filesystem::temp_directory_path() / ("tally-json-rows-" + std::to_string(::getpid()));
    std::string result;
    {
        auto output = cli::Output::open({format, file.string(), true, true}).value();
        auto const done = write_json_rows(lines, *output, "nothing");
        if (!done) result = done.error().text;
        EXPECT_TRUE(output->finish().has_value());
    }
    if (result.empty()) {
        std::ifstream in{file};
        result = {std::istreambuf_iterator<char>{in}, {}};
    }
    std::filesystem::remove(file);
    return result;
}

constexpr char const* two = R"({"number":1,"name":"a","on":true})"
                            "\n"
                            R"({"number":2,"role":"x, y","on":false})"
                            "\n";

TEST(JsonRowsTest, WhatSomeObjectsLeaveOutHasItsColumnAndNoValue) {
    EXPECT_EQ(written(two, cli::Format::csv),
              "number,role,name,on\r\n1,,a,true\r\n2,\"x, y\",,false\r\n");
}

TEST(JsonRowsTest, LinesOfJsonStayWhatTheyWere) {
    EXPECT_EQ(written(two, cli::Format::jsonl), two);
    EXPECT_EQ(written("", cli::Format::jsonl), "");
}

TEST(JsonRowsTest, WhatIsNoLineOfJsonIsAFailure) {
    for (auto const* const lines : {"[1]\n", "x", "{\"a\":1}\n\n", "{\"a\":"})
        EXPECT_NE(written(lines, cli::Format::csv).find("not understood"), std::string::npos);
}

}  // namespace
}  // namespace tally::manage
