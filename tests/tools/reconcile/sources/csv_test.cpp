#include "tests/support/temporary_directory.h"
#include "tests/tools/reconcile/sources/reading_support.h"
#include "tests/tools/reconcile/sources/writers.h"
#include "tools/reconcile/sources/csv_mapping.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace tally::reconcile {
namespace {

class CsvTest : public ::testing::Test {
protected:
    ReadOptions mapped(std::string const& mapping) {
        auto const file = directory_ / "mapping.toml";
        std::ofstream{file} << mapping;
        ReadOptions options;
        options.mapping = file.string();
        return options;
    }

    ReadOptions for_sample() { return mapped(csv_mapping_for(sample_statement())); }

private:
    TemporaryDirectory directory_;
};

TEST_F(CsvTest, TheRunningBalanceGivesOpeningAndClosing) {
    auto const read = read_text(write_csv(sample_statement()), for_sample());
    ASSERT_TRUE(read.ok()) << read.failure;
    ASSERT_EQ(read.statements.size(), 1U);
    auto const& statement = read.statements[0];
    EXPECT_EQ(statement.opening, units(10000));
    EXPECT_EQ(statement.closing, units(8550));
    ASSERT_EQ(statement.lines.size(), 3U);
    EXPECT_EQ(statement.lines[1].amount, units(-3000));
    EXPECT_EQ(statement.lines[1].entry_reference, "B2");
    EXPECT_EQ(statement.lines[1].text, "INVOICE 2; \"quoted\"");
    EXPECT_EQ(statement.lines[1].references[1], (Reference{ReferenceField::end_to_end, "E2"}));
}

constexpr auto two_columns =
    "[file]\nskip_lines = 1\ndate_format = \"%d.%m.%Y\"\ndecimal = \",\"\ngroup = \".\"\n"
    "delimiter = \"tab\"\nencoding = \"latin-1\"\nnewest_first = true\n"
    "[statement]\naccount = \"A\"\nopening = \"1.000,00\"\nclosing = \"2.229,50\"\n"
    "[columns]\nasset = \"Cur\"\ndebit = \"Soll\"\ncredit = \"Haben\"\nbooking_date = "
    "\"Tag\"\ntext = [\"Text\"]\n";

TEST_F(CsvTest, DebitAndCreditColumnsNewestFirstInLatin1) {
    auto const read = read_text(
        "Umsatz\nTag\tSoll\tHaben\tCur\tText\n22.11.2026\t5,00\t\tEUR\tZ\xFCrich\n"
        "21.11.2026\t\t1.234,50\tEUR\t\"two\nlines\"\n",
        mapped(two_columns));
    ASSERT_TRUE(read.ok()) << read.failure;
    auto const& lines = read.statements[0].lines;
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].amount, units(123450));
    EXPECT_EQ(lines[0].text, "two\nlines");
    EXPECT_EQ(lines[1].amount, units(-500));
    EXPECT_EQ(lines[1].text, "Z\xC3\xBCrich");
}

TEST_F(CsvTest, AColumnOfAssetsMakesAStatementForEach) {
    auto options = mapped(
        "[statement]\naccount = \"A\"\n[columns]\nasset = 1\namount = 2\nbooking_date = 3\n"
        "[file]\nheader = false\n");
    options.scales = {{"BTC", 8}};
    auto const read =
        read_text("BTC,0.5,2026-11-21\nEUR,-1.00,2026-11-21\nBTC,-0.25,2026-11-22\n", options);
    ASSERT_TRUE(read.ok()) << read.failure;
    ASSERT_EQ(read.statements.size(), 2U);
    EXPECT_EQ(read.statements[0].asset, "BTC");
    EXPECT_EQ(read.statements[0].lines[1].amount, units(-25'000'000));
    EXPECT_EQ(read.statements[0].to, read.statements[0].from + 1);
    EXPECT_EQ(read.statements[1].lines.size(), 1U);
}

TEST_F(CsvTest, TheSideMayStandInAColumn) {
    auto const options = mapped(
        "[file]\ndebit_word = \"S\"\ncredit_word = \"H\"\n[statement]\naccount = \"A\"\n"
        "asset = \"EUR\"\n[columns]\namount = \"a\"\nside = \"s\"\nvalue_date = \"d\"\n");
    auto const read = read_text("a,s,d\n1.00,S,2026-11-21\n2.00,H,2026-11-21\n", options);
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_EQ(read.statements[0].lines[0].amount, units(-100));
    expect_mistake("a,s,d\n1.00,X,2026-11-21\n", 2, "neither S nor H", options);
    expect_mistake("a,s,d\n-1.00,S,2026-11-21\n", 2, "has a sign", options);
}

TEST_F(CsvTest, EachMistakeIsNamedWithItsPlace) {
    FaultCase const cases[] = {
        {";12,34;", ";12,345;", 2, "amount: \"12,345\" has more digits"},
        {";12,34;", ";-0,00;", 2, "negative zero"},
        {";12,34;", ";12.34;", 2, "not an amount"},
        {";12,34;", ";;", 2, "is empty"},
        {";112,34;", ";112,35;", 3, "balance: is not the one before"},
        {"B1;2026-11-21", "B1;21.11.2026", 2, "booking date"},
        {"B1;2026-11-21",
         "B1;2026-02-30",
         2,
         "booking date: \"2026-02-30\" is a day that no calendar has; correct it"},
        {"B1;2026-11-21", "B1;1802-11-21", 2, "is not a date of a statement (1980 to 2099)"},
        {"B2;", "B1;", 3, "comes twice"},
        {"B2;", "B2;x;", 3, "has 8 fields, and the header 7"},
        {"Ref;", "Reference;", 1, "has no column \"Ref\""},
        {"Text;E2E", "Ref;E2E", 1, "more than one column \"Ref\""},
        {"quoted\"\"\";E1", "quoted;E1", 2, "quotes"},
        {"\n", "\r\n", 2, "line ending"},
        {"INVOICE 1", "INVOICE \xFC", 2, "not UTF-8"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.what);
        expect_mistake(with(write_csv(sample_statement()), test.old, test.fresh),
                       test.line,
                       test.what,
                       for_sample());
    }
}

TEST_F(CsvTest, OneHundredMegabytesWithoutALineBreakAreRefused) {
    auto const read = read_text("Ref;" + std::string(100'000'000, 'x'), for_sample());
    EXPECT_NE(read.failure.find("longer than 1048576 bytes"), std::string::npos) << read.failure;
}

TEST_F(CsvTest, WithoutAMappingItIsNotGuessed) {
    auto const read = read_text("a,b\n1,2\n");
    EXPECT_NE(read.failure.find("--mapping"), std::string::npos) << read.failure;
}

struct MappingCase {
    std::string text;
    std::string_view what;
};

TEST(CsvMappingTest, EachMistakeIsNamedWithItsLine) {
    std::string const good = csv_mapping_for(sample_statement());
    MappingCase const cases[] = {
        {with(good, "[file]", "[fil]"), "m:1: fil is no section"},
        {with(good, "delimiter", "delimter"), "m:2: delimter is nothing"},
        {with(good, "\";\"", "\";;\""), "m:2: delimiter is not one character"},
        {with(good, "value_date = 3", "value_date = 0"), "value_date is not a number from 1"},
        {with(good, "value_date = 3", "value_date = 1.5"),
         "neither a column's name nor its number"},
        {with(good, "end_to_end", "end2end"), "end2end is no kind of reference"},
        {with(good, "amount = \"Amount\"\n", ""), "needs amount, or debit and credit"},
        {with(good, "asset = \"EUR\"\n", ""), "the asset is missing"},
        {with(good, "decimal = \",\"", "decimal = \"\""), "must differ"},
        {with(good, "[columns]", "[columns"), "m:8:"},
        {good + "x", "m:"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.what);
        auto const mapping = parse_csv_mapping(test.text, "m");
        ASSERT_FALSE(mapping.has_value());
        EXPECT_NE(mapping.error().text.find(test.what), std::string::npos) << mapping.error().text;
    }
}

}  // namespace
}  // namespace tally::reconcile
