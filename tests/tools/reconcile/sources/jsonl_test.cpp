#include "tests/tools/reconcile/sources/reading_support.h"
#include "tests/tools/reconcile/sources/writers.h"
#include "tools/reconcile/sources/jsonl_write.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::reconcile {
namespace {

std::string const text =
    "{\"statement\":{\"id\":\"S1\",\"account\":\"A\",\"asset\":\"EUR\",\"opening\":\"1.00\","
    "\"closing\":\"2.50\"}}\n"
    "{\"entry\":\"1\",\"amount\":\"2.00\",\"booking_date\":\"2026-11-21\",\"references\":{\"end_to_"
    "end\":\"X\",\"other\":[\"Y\",\"Z\"]}}\n"
    "{\"entry\":\"2\",\"amount\":\"-0.50\",\"reversal\":true}\n"
    "{\"entry\":\"3\",\"amount\":\"7.00\",\"status\":\"pending\"}\n"
    "{\"end\":{\"lines\":3}}\n";

TEST(JsonlTest, ReadsWhatTheDocumentationShows) {
    auto const read = read_text(text);
    ASSERT_TRUE(read.ok()) << read.failure;
    ASSERT_EQ(read.statements.size(), 1U);
    auto const& lines = read.statements[0].lines;
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].references.size(), 3U);
    EXPECT_TRUE(lines[1].reversal);
    EXPECT_EQ(lines[2].status, LineStatus::pending);
}

TEST(JsonlTest, EachMistakeIsNamedWithItsPlace) {
    FaultCase const cases[] = {
        {"\"2.00\"", "\"2.001\"", 2, "amount: \"2.001\" has more digits"},
        {"\"2.00\"", "2.00", 2, "amount: is not a text in quotes"},
        {"\"2.00\"", "\"-0\"", 2, "negative zero"},
        {"\"-0.50\"", "\"-0.51\"", 1, "closing balance"},
        {"\"2026-11-21\"", "\"2026-11-31\"", 2, "booking_date"},
        {"\"end_to_end\"", "\"e2e\"", 2, "has no field called \"e2e\""},
        {"\"entry\":\"2\"", "\"entry\":\"1\"", 3, "comes twice"},
        {"\"entry\":\"2\"", "\"entry\":2", 3, "entry: is not a text in quotes"},
        {"\"reversal\":true", "\"reversal\":1", 3, "neither"},
        {"\"reversal\":true", "\"reversed\":true", 3, "reversed: is not a field here"},
        {"\"pending\"", "\"perhaps\"", 4, "is none of booked, pending, information"},
        {"\"asset\":\"EUR\"", "\"asset\":\"COIN\"", 1, "scale"},
        {"\"id\":\"S1\",", "", 1, "statement.id: is missing"},
        {"\"lines\":3", "\"lines\":4", 5, "end.lines: says 4, but there are 3"},
        {"{\"end\":{\"lines\":3}}\n", "", 4, "end: is missing"},
        {"{\"entry\":\"3\"", "{\"entry\":\"3\"\"", 4, "column "},
        {"{\"entry\":\"3\"", "[", 4, ""},
        {"{\"entry\":\"3\"", "{\"line\":\"3\"", 4, "none of the first fields"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.what);
        if (test.what == "neither") continue;
        expect_mistake(with(text, test.old, test.fresh), test.line, test.what);
    }
    expect_mistake(with(text, "\"reversal\":true", "\"reversal\":1"), 3, "is not true or false");
}

TEST(JsonlTest, WhatIsWrittenIsReadBack) {
    auto statement = sample_statement();
    statement.source = "mt940";
    statement.made = Timestamp{1'800'000'000'000'000'000};
    statement.file_hash = std::string(64, 'a');
    statement.lines[0].position = {4, 100};
    statement.lines[0].batch_reference = "batch";
    statement.lines[1].status = LineStatus::pending;
    statement.lines[1].moment = Timestamp{1'800'000'000'000'000'001};
    statement.closing = units(11550);
    statement.block = BlockPoint{5, "0xab", "chain"};
    auto const read = read_text(to_jsonl(statement));
    ASSERT_TRUE(read.ok()) << read.failure;
    ASSERT_EQ(read.statements.size(), 1U);
    // A line without a place has that of the line it was read from.
    statement.lines[1].position = read.statements[0].lines[1].position;
    statement.lines[2].position = read.statements[0].lines[2].position;
    EXPECT_EQ(read.statements[0], statement);
}

TEST(SourcesTest, TheFormatIsToldByTheContent) {
    EXPECT_TRUE(read_text("\n\n" + write_camt053({sample_statement()}, 2).substr(39)).ok());
    auto const nothing = read_text("");
    EXPECT_EQ(nothing.kind, FailureKind::incomplete);
    EXPECT_NE(read_text("hello\n").failure.find("--format"), std::string::npos);
    ReadOptions options;
    options.format = SourceFormat::bai2;
    EXPECT_FALSE(read_text(text, options).ok());
}

std::string blank_lines(std::size_t bytes) {
    std::string lines(bytes, ' ');
    for (std::size_t i = 0; i < bytes; i += 10'000)
        lines[i] = '\n';
    return lines;
}

TEST(SourcesTest, ABombIsRefusedBeforeItIsUnpacked) {
    auto const read = read_text(gzip("01,A\n" + blank_lines(60'000'000)));
    EXPECT_NE(read.failure.find("times its size"), std::string::npos) << read.failure;
}

TEST(SourcesTest, TheListOfMistakesIsBoundedAndCounted) {
    std::string many = "{\"statement\":{\"id\":\"S1\",\"account\":\"A\",\"asset\":\"EUR\"}}\n";
    for (int i = 0; i < 100; ++i)
        many += "{\"entry\":\"" + std::to_string(i) + "\",\"amount\":\"x\"}\n";
    auto const read = read_text(many + "{\"end\":{\"lines\":100}}\n");
    EXPECT_NE(read.failure.find("and 80 more"), std::string::npos) << read.failure;
}

TEST(SourcesTest, EveryFormatsNameLeadsBack) {
    for (unsigned i = 1; i <= 7; ++i) {
        auto const format = static_cast<SourceFormat>(i);
        EXPECT_EQ(format_named(name_of(format)), format);
    }
    EXPECT_FALSE(format_named("pdf").has_value());
}

}  // namespace
}  // namespace tally::reconcile
