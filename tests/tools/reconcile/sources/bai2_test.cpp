#include "tests/tools/reconcile/sources/reading_support.h"
#include "tests/tools/reconcile/sources/writers.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::reconcile {
namespace {

std::string sample() {
    return write_bai2({sample_statement()});
}

TEST(Bai2Test, ReadsBalancesAndDetails) {
    auto const read = read_text(sample());
    ASSERT_TRUE(read.ok()) << read.failure;
    ASSERT_EQ(read.statements.size(), 1U);
    auto const& statement = read.statements[0];
    EXPECT_EQ(statement.id, "BANK/261121");
    EXPECT_EQ(statement.opening, units(10000));
    EXPECT_EQ(statement.closing, units(8550));
    ASSERT_EQ(statement.lines.size(), 3U);
    EXPECT_EQ(statement.lines[1].amount, units(-3000));
    EXPECT_EQ(statement.lines[1].entry_reference, "B2");
    EXPECT_EQ(statement.lines[1].text, "INVOICE 2");
    EXPECT_EQ(statement.lines[1].code, "495");
}

std::string const plain =
    "01,A,B,261121,0500,1,80,,2/\n"
    "02,B,BANK,1,261121,,USD,2/\n"
    "03,123,,010,1000,,,015,1750,,/\n"
    "16,165,500,Z,R1,C1,A TEXT, WITH COMMAS/AND SLASHES\n"
    "88,WHICH GOES ON\n"
    "16,142,250,S,100,100,50,R2,,\n"
    "16,890,,,R3,,NO MONEY\n"
    "49,3500,6/\n"
    "98,3500,1,8/\n"
    "99,3500,1,10/\n";

TEST(Bai2Test, ContinuationsFundsTypesAndNoMoneyDetails) {
    auto const read = read_text(plain);
    ASSERT_TRUE(read.ok()) << read.failure;
    auto const& lines = read.statements[0].lines;
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(read.statements[0].asset, "USD");
    EXPECT_EQ(lines[0].text, "A TEXT, WITH COMMAS/AND SLASHES WHICH GOES ON");
    EXPECT_EQ(lines[1].entry_reference, "R2");
    EXPECT_EQ(lines[1].amount, units(250));
    EXPECT_EQ(lines[2].status, LineStatus::information);
}

TEST(Bai2Test, TheCurrencysScaleSaysWhereThePointIs) {
    auto const read = read_text(with(plain, "USD", "JPY"));
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_EQ(read.statements[0].scale, 0U);
}

TEST(Bai2Test, EachMistakeIsNamedWithItsPlace) {
    FaultCase const cases[] = {
        {"49,3500,", "49,3501,", 8, "49 control total: says 3501, but the records come to 3500"},
        {"49,3500,6", "49,3500,5", 8, "49 number of records: says 5, but there are 6"},
        {"98,3500,", "98,1,", 9, "98 control total"},
        {"98,3500,1,8", "98,3500,2,8", 9, "98 number of accounts"},
        {"98,3500,1,8", "98,3500,1,9", 9, "98 number of records"},
        {"99,3500,1,10", "99,3500,1,11", 10, "99 number of records"},
        {"99,3500,1,10", "99,3500,3,10", 10, "99 number of groups"},
        {"99,3500,1,10/\n", "", 10, "99: is missing"},
        {"49,3500,6/\n", "", 8, "49: is missing for account 123"},
        {"16,165,500", "16,165,5.00", 4, "16 amount: \"5.00\" is not a whole number"},
        {"16,165,500", "16,165,-500", 4, "is negative"},
        {"16,165,500", "16,165,-0", 4, "negative zero"},
        {"16,165,", "16,100,", 4, "16 type code"},
        {"16,165,500,Z", "16,165,500,V,261331,", 4, "16 value date: \"261331\""},
        {",1,261121,,USD", ",1,260230,,USD", 2, "02 as-of date"},
        {"BANK,1,", "BANK,2,", 2, "02 group status"},
        {",,2/\n02", ",,1/\n02", 1, "01 version"},
        {"01,A,B,261121", "01,A,B,269921", 1, "01 creation date"},
        {"USD", "XYZ", 3, "no currency of ISO 4217"},
        {"16,142,250", "hello", 6, "does not begin with a record code"},
        {"015,1750", "015,1751", 8, "control total"},
        {"R2", "R1", 6, "comes twice"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.what);
        expect_mistake(with(plain, test.old, test.fresh), test.line, test.what);
    }
}

TEST(Bai2Test, BalancesThatDoNotAddUpAreToldThoughTheTotalsDo) {
    auto const text = with(
        with(with(with(plain, "015,1750", "015,1751"), "49,3500", "49,3501"), "98,3500", "98,3501"),
        "99,3500",
        "99,3501");
    expect_mistake(text, 3, "closing balance: of statement BANK/261121 is 17.51");
}

TEST(Bai2Test, MixedLineEndingsAreTold) {
    expect_mistake(with(plain, "2/\n03", "2/\r\n03"), 2, "line ending");
}

}  // namespace
}  // namespace tally::reconcile
