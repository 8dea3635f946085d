#include "tests/tools/reconcile/sources/reading_support.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::reconcile {
namespace {

std::string const hash = "0x" + std::string(64, 'a');
std::string const text =
    "{\"balances\":{\"chain\":\"ethereum\",\"block\":19000000,\"hash\":\"" + hash +
    "\",\"time\":\"2026-11-21T00:00:11Z\"}}\n"
    "{\"address\":\"0x01\",\"asset\":\"ETH\",\"scale\":18,\"balance\":\"1.000000000000000001\"}\n"
    "{\"address\":\"0x02\",\"asset\":\"USDC\",\"scale\":6,\"balance\":\"0\"}\n";

TEST(ChainBalancesTest, EveryAddressIsAStatementAtTheBlock) {
    auto const read = read_text(text);
    ASSERT_TRUE(read.ok()) << read.failure;
    ASSERT_EQ(read.statements.size(), 2U);
    EXPECT_EQ(read.statements[0].closing, units(1'000'000'000'000'000'001));
    EXPECT_FALSE(read.statements[0].opening.has_value());
    ASSERT_TRUE(read.statements[0].block.has_value());
    EXPECT_EQ(read.statements[0].block->number, 19'000'000U);
    EXPECT_EQ(read.statements[1].closing, units(0));  // a balance of nothing is a balance
}

TEST(ChainBalancesTest, EachMistakeIsNamedWithItsPlace) {
    FaultCase const cases[] = {
        {"\"block\":19000000,", "", 1, "balances.block: is missing"},
        {hash, "0xab", 1, "64 hex digits"},
        {"\"balance\":\"0\"", "\"balance\":\"-1\"", 3, "is negative"},
        {"\"balance\":\"0\"", "\"balance\":\"0.0000001\"", 3, "more digits"},
        {"\"balance\":\"0\"", "\"amount\":\"0\"", 3, "amount: is not a field"},
        {"\"scale\":6", "\"scale\":39", 3, "larger than 38"},
        {",\"scale\":6", "", 3, "its scale is not told"},
        {"0x02\",\"asset\":\"USDC", "0x01\",\"asset\":\"ETH", 3, "comes twice"},
        {"{\"address\":\"0x02\"", "{\"address\":", 3, "column"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.what);
        expect_mistake(with(text, test.old, test.fresh), test.line, test.what);
    }
    ReadOptions options;
    options.format = SourceFormat::chain_balances;
    expect_mistake(text.substr(text.find('\n') + 1), 1, "of which block", options);
}

}  // namespace
}  // namespace tally::reconcile
