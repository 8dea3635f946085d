#include "tools/signing/order_message.h"

#include "journal/crypto/bip340.h"
#include "tests/tools/ethereum/generic_typed_data.h"
#include "tools/ethereum/attestation_signer.h"
#include "tools/ethereum/plain_ecdsa.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rapidcheck.h>

#include <span>
#include <string>
#include <vector>

namespace tally::signing {
namespace {

constexpr char const* origin = "orders.example/main";

OrderTerms terms() {
    return {"BTC-USD", 2, 4, 2};
}

std::uint64_t number() {
    return *rc::gen::arbitrary<std::uint64_t>();
}

PlaceOrder random_order() {
    PlaceOrder order;
    order.id = OrderId{make_uint128(number(), number())};
    order.owner = OwnerId{number()};
    order.market = MarketNumber{1};
    order.side = *rc::gen::element(OrderSide::buy, OrderSide::sell);
    order.type = *rc::gen::element(OrderType::limit, OrderType::trailing_stop);
    order.time_in_force = *rc::gen::element(TimeInForce::gtc, TimeInForce::fok);
    order.self_trade = *rc::gen::element(SelfTrade::cancel_newest, SelfTrade::decrement);
    order.options = *rc::gen::inRange<std::uint8_t>(0, 4);
    order.price = Price{number()};
    order.quantity = Quantity{number()};
    order.stop_price = Price{number()};
    order.trail = Price{number()};
    order.display = Quantity{number()};
    order.min_quantity = Quantity{number()};
    order.budget = Amount{make_uint128(number(), number())};
    order.expires = Timestamp{number()};
    return order;
}

// By a judge that knows the standard and not our message; it agrees with the published vectors.
RC_GTEST_PROP(OrderMessageTest, TheJsonForAWalletHashesToTheDigestThatIsChecked, ()) {
    auto const order = random_order();
    auto const nonce = number();
    auto const document = boost::json::parse(order_json(origin, terms(), order, nonce)).as_object();
    RC_ASSERT(tally::testing::typed_data_digest(document) ==
              order_digest(origin, terms(), order, nonce));
}

TEST(OrderMessageTest, EveryFieldChangesTheDigest) {
    PlaceOrder const base;
    std::vector<PlaceOrder> others(15, base);
    others[0].id = OrderId{1};
    others[1].owner = OwnerId{1};
    others[2].side = OrderSide::sell;
    others[3].type = OrderType::market;
    others[4].time_in_force = TimeInForce::ioc;
    others[5].self_trade = SelfTrade::decrement;
    others[6].options = order_option::post_only;
    others[7].options = order_option::all_or_none;
    others[8].price = Price{1};
    others[9].quantity = Quantity{1};
    others[10].stop_price = Price{1};
    others[11].trail = Price{1};
    others[12].display = Quantity{1};
    others[13].min_quantity = Quantity{1};
    others[14].budget = Amount{1};
    auto const digest = order_digest(origin, terms(), base, 1);
    for (std::size_t i = 0; i < others.size(); ++i)
        EXPECT_NE(order_digest(origin, terms(), others[i], 1), digest) << i;
    auto expires = base;
    expires.expires = Timestamp{1};
    EXPECT_NE(order_digest(origin, terms(), expires, 1), digest);
    EXPECT_NE(order_digest(origin, terms(), base, 2), digest);
    EXPECT_NE(order_digest("orders.example", terms(), base, 1), digest);
    EXPECT_NE(order_digest(origin, {"BTC-EUR", 2, 4, 2}, base, 1), digest);
}

TEST(OrderMessageTest, SaysWhatAPersonCanRead) {
    PlaceOrder order;
    order.id = OrderId{31};
    order.owner = OwnerId{7};
    order.price = Price{6'400'000};
    order.quantity = Quantity{5'000};
    auto const message =
        boost::json::parse(order_json(origin, terms(), order, 1)).at("message").as_object();
    EXPECT_EQ(message.at("record"), origin);
    EXPECT_EQ(message.at("market"), "BTC-USD");
    EXPECT_EQ(message.at("price"), "64000.00");
    EXPECT_EQ(message.at("quantity"), "0.5000");
    EXPECT_EQ(message.at("side"), "buy");
    EXPECT_EQ(message.at("id"), "31");
}

// A wallet's key has an even or an odd y; the record knows its x.
TEST(OrderMessageTest, AWalletsSignatureIsKnownByTheXOfItsKey) {
    auto const digest = order_digest(origin, terms(), PlaceOrder{}, 1);
    ethereum::AttestationSigner const wallet;
    for (std::uint8_t seed = 1; seed < 20; ++seed) {
        Bip340Secret secret;
        secret.bytes.fill(seed);
        auto const x = bip340_public_key(secret).value();
        auto made = wallet.sign(digest, ethereum::SecretKey{secret.bytes}).value();
        auto const signature = std::span{made.bytes}.first<64>();
        EXPECT_TRUE(ethereum::is_signed_by(digest, signature, x.bytes));
        EXPECT_FALSE(ethereum::is_signed_by(Hash32{}, signature, x.bytes));
        made.bytes[40] ^= 1U;
        EXPECT_FALSE(ethereum::is_signed_by(digest, signature, x.bytes));
    }
}

TEST(TermsBookTest, LearnsFromTheRecordWhatTheStateSays) {
    TermsBook book;
    CreateAsset asset{*AssetCode::from("USD"), 2, AssetNumber{1}, Outcome::ok};
    book.see(Entry{{}, {}, {}, false, {}, asset});
    CreateMarket market;
    market.symbol = *MarketSymbol::from("BTC-USD");
    market.quote = AssetNumber{1};
    market.tick = {1, 2};
    market.lot = {1, 4};
    market.number = MarketNumber{1};
    auto refused = market;
    refused.outcome = Outcome::exists;
    book.see(Entry{{}, {}, {}, false, {}, refused});
    EXPECT_EQ(book.find(MarketNumber{1}), nullptr);
    book.see(Entry{{}, {}, {}, false, {}, market});
    ASSERT_NE(book.find(MarketNumber{1}), nullptr);
    EXPECT_EQ(*book.find(MarketNumber{1}), terms());
}

}  // namespace
}  // namespace tally::signing
