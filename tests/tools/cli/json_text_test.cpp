#include "tools/cli/json_text.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace tally::cli {
namespace {

struct StringCase {
    std::string_view text;
    std::string_view json;
};

// Runs of plain characters between, before and after what is escaped, and none at all.
constexpr StringCase string_cases[] = {
    {"", R"("")"},
    {"plain", R"("plain")"},
    {"\"", R"("\"")"},
    {"say \"yes\"", R"("say \"yes\"")"},
    {"\\\\server\\share", R"("\\\\server\\share")"},
    {"two\nlines\n", R"("two\nlines\n")"},
    {"\ttab", R"("\ttab")"},
    {std::string_view{"a\0b", 3}, R"("a\u0000b")"},
    {"\x01\x1f\x20\x7f", "\"\\u0001\\u001f \x7f\""},
    {"\xc3\xa9t\xc3\xa9", "\"\xc3\xa9t\xc3\xa9\""},
};

TEST(JsonTextTest, AStringHasItsQuotesAndItsEscapes) {
    for (auto const& test : string_cases) {
        std::string out = "x";
        append_json_string(out, test.text);
        EXPECT_EQ(out, "x" + std::string{test.json});
    }
}

TEST(JsonTextTest, CommasStandBetweenMembersAndNowhereElse) {
    JsonText json;
    json.begin_object().key("a").number(1).key("b").begin_array().text("x").text("y").end_array();
    json.key("c").begin_object().end_object().key("d").boolean(false).end_object();
    EXPECT_EQ(json.take(), R"({"a":1,"b":["x","y"],"c":{},"d":false})");
    EXPECT_EQ(json.view(), "");
}

}  // namespace
}  // namespace tally::cli
