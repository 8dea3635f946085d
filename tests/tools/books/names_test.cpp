#include "tools/books/names.h"

#include "journal/entries/ledger.h"
#include "tools/books/csv.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::books {
namespace {

Account account_of(std::uint16_t flags) {
    Account account;
    account.id = AccountId{1};
    account.owner = OwnerId{7};
    account.flags = flags;
    return account;
}

TEST(BooksNamesTest, AnAccountIsNamedByOwnerAssetAndId) {
    EXPECT_EQ(hledger_account(account_of(0), "USD"), "owner:7:USD:1");
    EXPECT_EQ(beancount_account(account_of(0), "USD"), "Liabilities:Owner:7:USD:1");
    EXPECT_EQ(beancount_account(account_of(account_flag::credits_must_not_exceed_debits), "USD"),
              "Assets:Owner:7:USD:1");
}

TEST(BooksNamesTest, WhatWouldEndANameIsEscapedAndNothingElse) {
    EXPECT_EQ(hledger_code("a;b:c,%@=*!"), "a%3Bb%3Ac%2C%25@=*!");
    EXPECT_EQ(beancount_part("USD"), "USD");
    EXPECT_EQ(beancount_part("4X"), "4X");
    EXPECT_EQ(beancount_part("usd.e"), "X-75sd-2Ee");
    EXPECT_EQ(beancount_part("A-B"), "A-2DB");
}

TEST(BooksNamesTest, CurrenciesAreThoseThatBeancountTakes) {
    for (auto const* const good : {"USD", "AA", "A1", "BTC.X", "A'B", "ABCDEFGHIJKLMNOPQRSTUVWX"})
        EXPECT_TRUE(is_beancount_currency(good)) << good;
    for (auto const* const bad :
         {"", "A", "usd", "1A", "A-", "U$D", "ABCDEFGHIJKLMNOPQRSTUVWXY", "A B"})
        EXPECT_FALSE(is_beancount_currency(bad)) << bad;
}

TEST(BooksNamesTest, AMonthIsThatOfItsDays) {
    EXPECT_EQ(month_of(0), "1970-01");
    EXPECT_EQ(month_of(30), "1970-01");
    EXPECT_EQ(month_of(31), "1970-02");
    EXPECT_EQ(month_of(20'454), "2026-01");
}

std::string csv(std::string_view text) {
    std::string out;
    append_csv_text(out, text);
    return out;
}

TEST(BooksCsvTest, FormulasAreTextAndTextIsQuotedWhereItMust) {
    EXPECT_EQ(csv(""), "");
    EXPECT_EQ(csv("plain text"), "plain text");
    EXPECT_EQ(csv("=1+1"), "'=1+1");
    EXPECT_EQ(csv("+1"), "'+1");
    EXPECT_EQ(csv("-1"), "'-1");
    EXPECT_EQ(csv("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(csv("\tx"), "'\tx");
    EXPECT_EQ(csv("\rx"), "\"'\rx\"");
    EXPECT_EQ(csv("a=1"), "a=1");
    EXPECT_EQ(csv("a,b"), "\"a,b\"");
    EXPECT_EQ(csv("say \"x\""), "\"say \"\"x\"\"\"");
    EXPECT_EQ(csv("=\"x\"\n,"), "\"'=\"\"x\"\"\n,\"");
}

}  // namespace
}  // namespace tally::books
