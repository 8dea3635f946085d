#include "tools/json/parse_command.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace tally::json {
namespace {

// The caret line under each command shows where the mistake is to be reported.
struct ErrorCase {
    std::string line;
    std::size_t column;
    std::string_view text;  // part of the message
};

ErrorCase const error_cases[] = {
    {"", 1, "empty"},
    {"   ", 1, "empty"},
    {"hello", 1, "a value should be here"},
    {"[]", 1, "a JSON object"},
    {"17", 1, "a JSON object"},
    {"{", 2, "within an object"},
    {"{}", 1, "\"command\" is missing"},
    {"{\"command\"}", 11, "colon"},
    {"{\"command\":}", 12, "a value should be here"},
    {"{\"command\":\"tick\"", 18, "ends within an object"},
    {"{\"command\":\"tick\"}x", 19, "after the command"},
    {"{\"command\":\"tick\"} {}", 20, "after the command"},
    {"{\"command\":\"tick\",}", 19, "field name"},
    {"{'command':'tick'}", 2, "field name"},
    {"{\"command\":\"tick}", 12, "has no end"},
    {"{\"command\":\"ti\tck\"}", 15, "control character"},
    {std::string{"{\"command\":\"ti\0ck\"}", 19}, 15, "NUL"},
    {"{\"command\":\"ti\\u0000ck\"}", 15, "NUL"},
    {"{\"command\":\"ti\\xck\"}", 15, "no such escape"},
    {"{\"command\":\"ti\\u12\"}", 15, "four hex digits"},
    {"{\"command\":\"ti\\ud800\"}", 15, "surrogate"},
    {"{\"command\":\"ti\xff\"}", 15, "not UTF-8"},
    {"{\"command\":\"ti\xc0\xaf\"}", 15, "not UTF-8"},
    {"{\"command\":\"ti\xed\xa0\x80\"}", 15, "not UTF-8"},
    {"{\"command\":17}", 12, "must be a string, and is a number"},
    {"{\"command\":null}", 12, "must be a string, and is null"},
    {"{\"command\":\"bribe\"}", 12, "cannot be \"bribe\""},
    {"{\"command\":\"fill\"}", 12, "cannot be \"fill\""},
    {"{\"command\":\"tick\",\"tock\":1}", 19, "\"tock\" is not a field here"},
    {"{\"command\":\"tick\",\"command\":\"tick\"}", 19, "given twice"},
    {"{\"command\":\"tick\",\"time\":\"now\"}", 26, "is not a time"},
    {"{\"command\":\"tick\",\"time\":1}", 26, "must be a string"},
    {"{\"command\":\"tick\",\"linked\":\"yes\"}", 28, "true or false"},
    {"{\"command\":\"tick\",\"linked\":tru}", 28, "a value should be here"},
    {"{\"command\":\"create_asset\",\"asset\":\"USD\"}", 1, "\"scale\" is missing"},
    {"{\"command\":\"create_asset\",\"asset\":\"U SD\",\"scale\":2}", 35, "visible ASCII"},
    {"{\"command\":\"create_asset\",\"asset\":\"\",\"scale\":2}", 35, "visible ASCII"},
    {"{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":256}", 49, "from 0 to 255"},
    {"{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":-1}", 49, "negative"},
    {"{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":2.0}", 49, "not a number"},
    {"{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":02}", 49, "begin with 0"},
    {"{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":\"2\"}", 49, "must be a number"},
    {"{\"command\":\"cancel_order\",\"id\":31}", 32, "not a JSON number"},
    {"{\"command\":\"cancel_order\",\"id\":\"\"}", 32, "is empty"},
    {"{\"command\":\"cancel_order\",\"id\":\"-1\"}", 32, "negative"},
    {"{\"command\":\"cancel_order\",\"id\":\"1.5\"}", 32, "not a number"},
    {"{\"command\":\"cancel_order\",\"id\":\"340282366920938463463374607431768211456\"}",
     32,
     "too large"},
    {"{\"command\":\"create_transfer\",\"id\":\"1\",\"amount\":1.5}", 48, "not a JSON number"},
    {"{\"command\":\"create_transfer\",\"id\":\"1\",\"amount\":\"-1.50\"}", 48, "negative"},
    {"{\"command\":\"create_transfer\",\"id\":\"1\",\"amount\":\"1.\"}", 48, "not a number"},
    {"{\"command\":\"create_transfer\",\"id\":\"1\",\"flags\":[\"pendng\"]}",
     48,
     "cannot be \"pendng\""},
    {"{\"command\":\"create_transfer\",\"id\":\"1\",\"flags\":[\"pending\",\"pending\"]}",
     58,
     "twice"},
    {"{\"command\":\"create_transfer\",\"id\":\"1\",\"flags\":\"pending\"}",
     47,
     "must be an array"},
    {"{\"command\":\"create_transfer\",\"id\":\"1\",\"flags\":[[[[[[[[[]]]]]]]]]}", 54, "nested"},
    {"{\"command\":\"place_order\",\"id\":\"1\",\"owner\":\"7\",\"market\":\"M\",\"side\":\"up\"}",
     67,
     "cannot be \"up\""},
    {"{\"command\":\"amend_order\",\"id\":\"1\",\"price\":\"18446744073709551616\"}",
     43,
     "64 bits"},
    {"{\"command\":\"fund_escrow\",\"id\":\"0x\"}", 31, "not a number"},
    {"{\"command\":\"attest_escrow\",\"id\":\"5\",\"attestor\":\"0x12\"}", 48, "40 hex digits"},
};

TEST(CommandErrorsTest, EachMistakeIsReportedWhereItIs) {
    CommandParser parser;
    ParsedCommand command;
    for (auto const& test : error_cases) {
        SCOPED_TRACE(test.line);
        ASSERT_FALSE(parser.parse(test.line, command));
        EXPECT_EQ(parser.fault().column, test.column) << parser.fault().text;
        EXPECT_NE(parser.fault().text.find(test.text), std::string::npos) << parser.fault().text;
    }
}

TEST(CommandErrorsTest, EveryTruncationOfACommandIsAnErrorWithinIt) {
    std::string const line =
        R"({"command":"create_transfer","id":"9","debit":"1","credit":"2","asset":"USD",)"
        R"("amount":"12.34","code":1,"flags":["pending"],"metadata":"caf\u00e9 \ud83d\ude00"})";
    CommandParser parser;
    ParsedCommand command;
    ASSERT_TRUE(parser.parse(line, command));
    for (std::size_t length = 0; length < line.size(); ++length) {
        SCOPED_TRACE(length);
        ASSERT_FALSE(parser.parse(std::string_view{line}.substr(0, length), command));
        EXPECT_GE(parser.fault().column, 1U);
        EXPECT_LE(parser.fault().column, length + 1);
    }
}

TEST(CommandErrorsTest, AnyByteAnywhereNeitherCrashesNorPointsOutside) {
    std::string const line =
        R"({"command":"place_order","id":"0x1f","owner":"7","market":"B-U","side":"buy",)"
        R"("price":"1.5","quantity":"2","linked":true,"time":"2026-12-01T00:00:00Z"})";
    CommandParser parser;
    ParsedCommand command;
    for (std::size_t at = 0; at < line.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            auto changed = line;
            changed[at] = static_cast<char>(byte);
            if (parser.parse(changed, command)) continue;
            ASSERT_GE(parser.fault().column, 1U);
            ASSERT_LE(parser.fault().column, line.size() + 1);
        }
    }
}

}  // namespace
}  // namespace tally::json
