#include "tools/reconcile/pack/pack.h"

#include "journal/export/file.h"
#include "tests/support/temporary_directory.h"
#include "tools/reconcile/pack/report.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tally::reconcile {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view breaks =
    "id,code,reference,age_days\n"
    "0011223344556677,MISSING_INTERNAL,\"<script>alert(\"\"x\"\")</script>, & more\",4\n"
    "0011223344556678,AMOUNT,INV-7,61\n";

class PackTest : public ::testing::Test {
protected:
    void put(char const* name, std::string_view text) const {
        ASSERT_TRUE(write_text(directory_.path() / name, text).has_value());
    }

    void put_run() const {
        put("manifest.json", "{}\n");
        put("controls.csv", "account,lines\nbank,3\n");
        put("breaks.csv", breaks);
        put("matches.csv", "account,rule\nbank,reference_amount\n");
    }

    [[nodiscard]] std::string read(char const* name) const {
        auto const text = read_text(directory_.path() / name, 1U << 20U);
        return text && text.value() ? *text.value() : std::string{};
    }

    [[nodiscard]] int check_sums() const {
        auto const command = "cd '" + directory_.path().string() +
                             "' && sha256sum --check --strict --status SHA256SUMS";
        return std::system(command.c_str());
    }

    TemporaryDirectory directory_;
    PackTables const shown_{
        "breaks",
        {{"account", "record closing"}, {{"bank", "12.00"}}},
        {{"side", "reason", "amount"}, {{"record", "a <test> payment", "5.00"}}},
        {"bank: one is missing"}};
};

TEST_F(PackTest, SumsProveEveryFileAndSeeAChange) {
    put_run();
    ASSERT_TRUE(write_pack(directory_.path(), shown_).has_value());
    EXPECT_EQ(check_sums(), 0);
    put("breaks.csv", "id\n");
    EXPECT_NE(check_sums(), 0);
}

TEST_F(PackTest, WhatWasReadIsShownAsTextAndNothingIsFetched) {
    put_run();
    ASSERT_TRUE(write_pack(directory_.path(), shown_).has_value());
    auto const html = read("report.html");
    EXPECT_NE(html.find("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;, &amp; more"),
              html.npos);
    EXPECT_EQ(html.find("<script"), html.npos);
    EXPECT_EQ(html.find("src="), html.npos);
    EXPECT_EQ(html.find("href="), html.npos);
    for (char const* const shown : {"Breaks: 2",
                                    "<strong>breaks</strong>",
                                    "<td>12.00</td>",
                                    "<td>a &lt;test&gt; payment</td><td>5.00</td>",
                                    "No opinion: bank: one is missing"})
        EXPECT_NE(html.find(shown), html.npos) << shown;
}

TEST_F(PackTest, PackingAgainGivesTheSameBytes) {
    put_run();
    ASSERT_TRUE(write_pack(directory_.path(), shown_).has_value());
    auto const sums = read("SHA256SUMS");
    ASSERT_TRUE(write_pack(directory_.path(), shown_).has_value());
    EXPECT_EQ(read("SHA256SUMS"), sums);
    EXPECT_NE(sums.find("  VERIFY.md\n"), sums.npos);
}

TEST_F(PackTest, ADirectoryThatIsNoRunIsRefusedByTheMissingFilesName) {
    auto const done = write_pack(directory_.path(), shown_);
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().kind, FailureKind::usage);
    EXPECT_NE(done.error().text.find("manifest.json"), std::string::npos);
}

TEST(CsvTableTest, ARowWithOtherCellsThanTheHeadingIsNamed) {
    auto const table = parse_csv_table("a,b\n1,2\n3\n", "x.csv");
    ASSERT_FALSE(table.has_value());
    EXPECT_NE(table.error().text.find("x.csv: row 3"), std::string::npos);
    EXPECT_FALSE(parse_csv_table("a\n\"open\n", "x.csv").has_value());
}

}  // namespace
}  // namespace tally::reconcile
