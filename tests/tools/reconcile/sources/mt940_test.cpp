#include "tests/tools/reconcile/sources/reading_support.h"
#include "tests/tools/reconcile/sources/writers.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::reconcile {
namespace {

std::string sample(std::size_t per_page = 0) {
    return write_mt940({sample_statement()}, per_page);
}

TEST(Mt940Test, PagesBecomeOneStatement) {
    for (std::size_t per_page : {0U, 1U, 2U, 3U}) {
        SCOPED_TRACE(per_page);
        auto const read = read_text(sample(per_page));
        ASSERT_TRUE(read.ok()) << read.failure;
        ASSERT_EQ(read.statements.size(), 1U);
        auto const& statement = read.statements[0];
        EXPECT_EQ(statement.id, "7/2026-11-21");
        EXPECT_EQ(statement.number, 7U);
        EXPECT_EQ(statement.opening, units(10000));
        EXPECT_EQ(statement.closing, units(8550));
        ASSERT_EQ(statement.lines.size(), 3U);
        EXPECT_EQ(statement.lines[1].amount, units(-3000));
        EXPECT_EQ(statement.lines[1].entry_reference, "B2");
        EXPECT_EQ(statement.lines[1].code, "NTRF");
        EXPECT_EQ(statement.lines[1].text, "INVOICE 2");
    }
}

std::string const bare =
    ":20:X\n:25:ACC\n:28C:1\n:60F:C261231EUR1,00\n:61:2612310102C1,5NTRFNONREF\nSUPPLEMENT\n"
    ":86:166?00GUTSCHRIFT?20EREF+END-1?21MREF+M-1SVWZ+RE?22NT?32MUSTER?33MANN\n"
    ":61:270102RC0,50NMSCC//B2\n:86:/EREF/END-2/MREF/M-2/REMI/ANYTHING\n:62F:C270102EUR2,\n-\n";

TEST(Mt940Test, TextsOfGermanBanksAndOfSlashesTellReferences) {
    auto const read = read_text(bare);
    ASSERT_TRUE(read.ok()) << read.failure;
    auto const& lines = read.statements[0].lines;
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].references[0], (Reference{ReferenceField::end_to_end, "END-1"}));
    EXPECT_EQ(lines[0].references[1], (Reference{ReferenceField::mandate, "M-1"}));
    EXPECT_EQ(lines[0].references[2], (Reference{ReferenceField::counterparty, "MUSTERMANN"}));
    EXPECT_EQ(lines[0].entry_reference[0], '~');  // it had none of its own
    EXPECT_TRUE(lines[1].reversal);
    EXPECT_EQ(lines[1].amount, units(-50));
    EXPECT_EQ(lines[1].references[2], (Reference{ReferenceField::end_to_end, "END-2"}));
    EXPECT_EQ(lines[1].references[3], (Reference{ReferenceField::mandate, "M-2"}));
}

TEST(Mt940Test, TheEntryDateIsOfTheYearNearTheValueDate) {
    auto const read = read_text(bare);
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_EQ(read.statements[0].lines[0].booking_date, read.statements[0].lines[0].value_date + 2);
}

TEST(Mt940Test, AMissingPageIsTold) {
    auto text = sample(1);
    auto const second = text.find("{1:", 10);
    auto const third = text.find("{1:", second + 10);
    text.erase(second, third - second);
    expect_mistake(text, 14, "page before");
}

TEST(Mt940Test, AMissingLastPageIsTold) {
    auto text = sample(1);
    text.resize(text.rfind("{1:"));
    auto const read = read_text(text);
    EXPECT_NE(read.failure.find("the last page of statement 7 is not there"), std::string::npos)
        << read.failure;
}

TEST(Mt940Test, EachMistakeIsNamedWithItsPlace) {
    FaultCase const cases[] = {
        {"C1,5N", "C1,555N", 5, ":61: amount: \"1,555\" has more digits"},
        {"C1,5N", "C-1,5N", 5, "has a sign"},
        {"C1,5N", "C1.5N", 5, ":61: type"},
        {"C1,5N", "CN", 5, "is empty"},
        {"C1,5NTRF", "X1,5NTRF", 5, ":61: mark"},
        {":61:261231", ":61:261331", 5, ":61: value date: \"261331\""},
        {":61:2612310102", ":61:2612310230", 5, ":61: entry date: \"0230\""},
        {":61:2612310102", ":61:26123101021", 5, ":61: entry date"},
        {"C261231EUR1,00", "X261231EUR1,00", 4, ":60F:: begins with neither C nor D"},
        {"C261231EUR1,00", "C261231EUR1,001", 4, ":60F:"},
        {"C261231EUR1,00", "C260230EUR1,00", 4, ":60F:"},
        {"C261231EUR", "C261231XYZ", 4, "no currency of ISO 4217"},
        {"C270102EUR2,", "C270102EUR2,01", 1, "closing balance"},
        {"C270102EUR2,", "C270102USD2,", 10, "another currency"},
        {":62F:C270102EUR2,\n", "", 10, "without a closing balance"},
        {":25:ACC\n", "", 1, "account: is missing"},
        {":28C:1", ":28C:one", 3, ":28C:: \"one\" is not a count"},
        {":86:166", ":99:166", 7, "no field of an MT940"},
        {"SUPPLEMENT", "SUPPL\xFCMENT", 6, "not UTF-8"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.what);
        expect_mistake(with(bare, test.old, test.fresh), test.line, test.what);
    }
}

TEST(Mt940Test, Latin1IsReadWhereItIsNamed) {
    ReadOptions options;
    options.encoding = Encoding::latin1;
    auto const read = read_text(with(bare, "ANYTHING", "Z\xFCrich"), options);
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_NE(read.statements[0].lines[1].text.find("Z\xC3\xBCrich"), std::string::npos);
}

}  // namespace
}  // namespace tally::reconcile
