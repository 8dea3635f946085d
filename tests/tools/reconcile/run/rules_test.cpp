#include "tools/reconcile/run/rules.h"

#include "tools/reconcile/run/rule_amounts.h"

#include <gtest/gtest.h>

namespace tally::reconcile {
namespace {

constexpr char const* smallest =
    "[[account]]\nledger = \"1\"\nstatement = \"IBAN\"\nasset = \"EUR\"\n";

TEST(RulesTest, HaveDefaultsForAllThatIsNotSaid) {
    auto const rules = read_rules(smallest, "bank.toml");
    ASSERT_TRUE(rules.has_value()) << rules.error().text;
    ASSERT_EQ(rules.value().accounts.size(), 1U);
    auto const& account = rules.value().accounts[0];
    EXPECT_EQ(account.ledger, AccountId{1});
    EXPECT_EQ(account.window, 3U);
    EXPECT_EQ(account.gains_by, GainsBy::debit);
}

TEST(RulesTest, EveryMistakeIsToldWithItsLine) {
    auto const rules = read_rules(
        "[[account]]\nledger = 1\nstatement = \"A\"\nasset = \"EUR\"\nwindow_days = 400\n"
        "tolerance = \"-1\"\ncolour = \"red\"\n[[account]]\nstatement = \"A\"\n",
        "bank.toml");
    ASSERT_FALSE(rules.has_value());
    for (char const* const said : {"bank.toml:2: ledger",
                                   "bank.toml:5: window_days",
                                   "bank.toml:6: tolerance",
                                   "bank.toml:7: colour",
                                   "bank.toml:8: the account's id",
                                   "A has rules already"})
        EXPECT_NE(rules.error().text.find(said), std::string::npos) << said << " in\n"
                                                                    << rules.error().text;
}

TEST(RulesTest, AKeyThatIsTooDeepForTheStackIsToldWithItsLine) {
    std::string deep = "\n[a";
    for (int part = 0; part < 200'000; ++part)
        deep += ".a";
    EXPECT_NE(read_rules(deep + "]\n", "r").error().text.find("r:2: a key has more than"),
              std::string::npos);
}

TEST(RulesTest, WhatIsNoTomlOrNamesNothingIsRefused) {
    EXPECT_NE(read_rules("x = = 1", "r").error().text.find("r:1: is not TOML"), std::string::npos);
    EXPECT_FALSE(read_rules("name = \"empty\"\n", "r").has_value());
}

TEST(RulesTest, AnAmountWithMoreDigitsThanItsAssetHasIsToldWithFileKeyAndRemedy) {
    auto const rules = read_rules(smallest + std::string{"fee = \"0.001\"\ntolerance = \"0.10\"\n"
                                                         "[materiality]\nEUR = \"10.005\"\n"},
                                  "bank.toml");
    ASSERT_TRUE(rules.has_value()) << rules.error().text;
    std::uint8_t const cents[] = {2};
    auto const checked = check_amounts(rules.value(), "bank.toml", cents);
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().kind, FailureKind::usage);
    EXPECT_EQ(checked.error().text,
              "bank.toml:8: materiality.EUR: \"10.005\" has more digits after the point than the "
              "scale allows; EUR has 2 of them: write at most 2\n"
              "bank.toml:1: fee: \"0.001\" has more digits after the point than the scale allows; "
              "EUR has 2 of them: write at most 2");
    std::uint8_t const mills[] = {3};
    EXPECT_TRUE(check_amounts(rules.value(), "bank.toml", mills).has_value());
}

TEST(RulesTest, AReferenceIsTheWordWithThePrefix) {
    EXPECT_EQ(extract_reference("payment inv-17/a, thanks", ""), "PAYMENTINV-17/A,THANKS");
    EXPECT_EQ(extract_reference("payment INV-17/a, thanks", "INV-"), "INV-17/A");
    EXPECT_EQ(extract_reference("nothing here", "INV-"), "");
}

}  // namespace
}  // namespace tally::reconcile
