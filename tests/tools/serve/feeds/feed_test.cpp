#include "tools/serve/feeds/feed.h"

#include "journal/codec/codec.h"

#include <gtest/gtest.h>

namespace tally::serve {
namespace {

LeafBuffer leaf_of(Body const& body) {
    LeafBuffer buffer;
    EXPECT_TRUE(encode_leaf(Entry{{}, {}, {}, false, {}, body}, buffer).has_value());
    return buffer;
}

CreateTransfer transfer() {
    CreateTransfer body;
    body.id = TransferId{9};
    body.debit = AccountId{1};
    body.credit = AccountId{2};
    body.asset = AssetNumber{3};
    return body;
}

TEST(FilterTest, AnEmptyFilterPassesEverything) {
    EXPECT_TRUE(passes({}, leaf_of(transfer()).bytes()));
    EXPECT_TRUE(passes({}, leaf_of(Tick{}).bytes()));
}

TEST(FilterTest, KindsAreThoseOfTheRecord) {
    wire::Filter filter;
    filter.kinds = {1};  // create_transfer
    EXPECT_TRUE(passes(filter, leaf_of(transfer()).bytes()));
    EXPECT_FALSE(passes(filter, leaf_of(Tick{}).bytes()));
    filter.kinds = {2, 4};  // place_order, fill
    EXPECT_FALSE(passes(filter, leaf_of(transfer()).bytes()));
    EXPECT_TRUE(passes(filter, leaf_of(Fill{}).bytes()));
}

TEST(FilterTest, EntriesPassThatNameWhatIsAskedFor) {
    auto const leaf = leaf_of(transfer());
    wire::Filter filter;
    filter.account = 2;
    EXPECT_TRUE(passes(filter, leaf.bytes()));
    filter.asset = 3;
    EXPECT_TRUE(passes(filter, leaf.bytes()));
    filter.asset = 4;
    EXPECT_FALSE(passes(filter, leaf.bytes()));
    wire::Filter other;
    other.account = 7;
    EXPECT_FALSE(passes(other, leaf.bytes()));
    wire::Filter owner;
    owner.owner = 7;
    EXPECT_FALSE(passes(owner, leaf.bytes()));
    PlaceOrder order;
    order.owner = OwnerId{7};
    order.market = MarketNumber{5};
    EXPECT_TRUE(passes(owner, leaf_of(order).bytes()));
    wire::Filter market;
    market.market = 5;
    EXPECT_TRUE(passes(market, leaf_of(order).bytes()));
    EXPECT_FALSE(passes(market, leaf.bytes()));
}

}  // namespace
}  // namespace tally::serve
