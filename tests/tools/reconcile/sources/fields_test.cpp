#include "tools/reconcile/sources/fields.h"

#include "tests/tools/reconcile/sources/reading_support.h"

#include <gtest/gtest.h>

namespace tally::reconcile {
namespace {

struct AmountCase {
    std::string_view text;
    std::int64_t units;
    std::string_view fault;  // a part of it; empty: good
};

constexpr NumberStyle german{',', '.', false, true};

TEST(TakeAmountTest, TakesExactDecimalsAndSaysWhatIsWrongWithOthers) {
    constexpr AmountCase cases[] = {
        {"12.34", 1234, ""},
        {"+12.3", 1230, ""},
        {"-0.01", -1, ""},
        {"0", 0, ""},
        {"+0.00", 0, ""},
        {"-0.00", 0, "negative zero"},
        {"-0", 0, "negative zero"},
        {"12.345", 0, "more digits after the point"},
        {"12.340", 0, "more digits after the point"},
        {"", 0, "is empty"},
        {"1e3", 0, "not an amount"},
        {"1.2.3", 0, "not an amount"},
        {"--1", 0, "not an amount"},
        {"NaN", 0, "not an amount"},
        {".5", 0, "not an amount"},
        {"170141183460469231731687303715884105728", 0, "too large"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.text);
        auto const taken = take_amount(test.text, 2);
        EXPECT_EQ(taken.ok(), test.fault.empty()) << taken.fault;
        EXPECT_EQ(taken.value, units(test.units));
        EXPECT_NE(taken.fault.find(test.fault), std::string::npos) << taken.fault;
    }
}

TEST(TakeAmountTest, GroupsMustBeThousands) {
    EXPECT_EQ(take_amount("1.234.567,89", 2, german).value, units(123456789));
    EXPECT_EQ(take_amount("1234,5", 2, german).value, units(123450));
    for (auto const* const bad :
         {"1.23,4", "12.34.567", ".123", "1,234.5", "1.234.56", "1234.567"}) {
        EXPECT_FALSE(take_amount(bad, 2, german).ok()) << bad;
    }
}

TEST(TakeAmountTest, TheLargestAmountIsTakenAndOneMoreIsNot) {
    EXPECT_TRUE(take_amount("170141183460469231731687303715884105727", 0).ok());
    EXPECT_TRUE(take_amount("-170141183460469231731687303715884105727", 0).ok());
    EXPECT_FALSE(take_amount("-170141183460469231731687303715884105728", 0).ok());
}

TEST(TakeDateTest, TakesDaysOfStatementsOnly) {
    EXPECT_TRUE(take_iso_date("2026-11-21").ok());
    EXPECT_TRUE(take_iso_date("2024-02-29").ok());
    for (auto const* const bad : {"2026-02-29",
                                  "2026-13-01",
                                  "0001-01-01",
                                  "9999-12-31",
                                  "1979-12-31",
                                  "2026-1-01",
                                  "21.11.2026",
                                  ""}) {
        EXPECT_FALSE(take_iso_date(bad).ok()) << bad;
    }
    EXPECT_EQ(take_short_date("261121").value, take_iso_date("2026-11-21").value);
    EXPECT_EQ(take_short_date("990101").value, take_iso_date("1999-01-01").value);
    EXPECT_FALSE(take_short_date("261131").ok());
    EXPECT_FALSE(take_short_date("26112").ok());
    EXPECT_FALSE(take_short_date("26+121").ok());
}

TEST(TakeDateTest, FollowsThePattern) {
    auto const day = take_iso_date("2026-02-01").value;
    EXPECT_EQ(take_date("01.02.2026", "%d.%m.%Y").value, day);
    EXPECT_EQ(take_date("1.2.26", "%d.%m.%y").value, day);
    EXPECT_EQ(take_date("02/01/2026", "%m/%d/%Y").value, day);
    EXPECT_EQ(take_date("01-FEB-2026", "%d-%b-%Y").value, day);
    EXPECT_FALSE(take_date("01.02.2026 ", "%d.%m.%Y").ok());
    EXPECT_FALSE(take_date("01.02.226", "%d.%m.%Y").ok());
    EXPECT_FALSE(take_date("01-FOO-2026", "%d-%b-%Y").ok());
}

TEST(AddReferenceTest, LeavesOutWhatSaysThatThereIsNone) {
    StatementLine line;
    for (auto const* const text : {"", "  ", "NOTPROVIDED", "NONREF", "A1", " A1 "})
        add_reference(line, ReferenceField::end_to_end, text);
    ASSERT_EQ(line.references.size(), 1U);
    EXPECT_EQ(line.references[0].text, "A1");
}

TEST(FieldNamesTest, EveryNameLeadsBack) {
    for (unsigned i = 1; i <= 14; ++i) {
        auto const field = static_cast<ReferenceField>(i);
        EXPECT_EQ(reference_field_named(name_of(field)), field);
    }
    EXPECT_FALSE(reference_field_named("nothing").has_value());
}

}  // namespace
}  // namespace tally::reconcile
