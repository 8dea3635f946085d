#include "tools/serve/http/command_lines.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <algorithm>

namespace tally::serve::http {
namespace {

std::string lines_of(std::string_view body) {
    return command_lines(body, false).value().lines;
}

TEST(CommandLinesTest, OneCommandBecomesOneLine) {
    EXPECT_EQ(lines_of("{\"a\":\n  1}\r\n"), "{\"a\":\t  1}\n");
}

TEST(CommandLinesTest, AnArrayBecomesALineEach) {
    EXPECT_EQ(lines_of(" [ {\"a\":[1,2]} ,\n{\"b\":\"x,]}\\\"\"} ] "),
              "{\"a\":[1,2]}\n{\"b\":\"x,]}\\\"\"}\n");
}

TEST(CommandLinesTest, WhatHasNoCommandsIsRefused) {
    for (auto const* body : {"", " \n", "[]", "[ ]", "[", "[{}", "[{},]", "[,{}]", "[{},,{}]"})
        EXPECT_FALSE(command_lines(body, false)) << body;
}

TEST(CommandLinesTest, AnswersHaveTheShapeOfTheCommands) {
    EXPECT_EQ(answers_body(CommandShape::array, "{}\n{}\n"), "[{},{}]\n");
    EXPECT_EQ(answers_body(CommandShape::one, "{}\n"), "{}\n");
    EXPECT_EQ(answers_body(CommandShape::lines, "{}\n{}\n"), "{}\n{}\n");
}

// One line a command and no more, or an answer could go to another command.
TEST(CommandLinesTest, AnyBodyIsRefusedOrCutIntoLines) {
    EXPECT_TRUE(rc::check([](std::vector<std::uint8_t> const& picks) {
        static constexpr char alphabet[] = "[]{},\"\\ \n\ra1";
        std::string body;
        for (auto const pick : picks)
            body += alphabet[pick % (sizeof alphabet - 1)];
        auto const lines = command_lines(body, false);
        if (!lines) return;
        auto const& text = lines.value().lines;
        RC_ASSERT(text.ends_with('\n'));
        RC_ASSERT(text.find("\n\n") == std::string::npos);
        if (lines.value().shape == CommandShape::one)
            RC_ASSERT(std::count(text.begin(), text.end(), '\n') == 1);
    }));
}

}  // namespace
}  // namespace tally::serve::http
