#include "tools/json/parse_command.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

namespace tally::json {
namespace {

template <class Body>
Body parsed(std::string_view line, ParsedCommand& command) {
    CommandParser parser;
    EXPECT_TRUE(parser.parse(line, command))
        << parser.fault().column << ": " << parser.fault().text;
    EXPECT_TRUE(std::holds_alternative<Body>(command.body));
    return std::get<Body>(command.body);
}

TEST(ParseCommandTest, ATransferWithEveryField) {
    ParsedCommand command;
    auto const body = parsed<CreateTransfer>(
        R"({"command":"create_transfer","id":"0x0F","debit":"1","credit":"2","asset":"USD",)"
        R"("amount":"12.34","code":3,"flags":["pending","linked"],"pending_id":"4","timeout":60,)"
        R"("user_data_128":"5","user_data_64":"6","user_data_32":7,"metadata":"caf\u00e9 \n\/",)"
        R"("time":"1970-01-01T00:00:01Z"})",
        command);
    EXPECT_TRUE(body.id.value == 15);
    EXPECT_TRUE(body.debit.value == 1);
    EXPECT_TRUE(body.credit.value == 2);
    EXPECT_EQ(command.asset.view(), "USD");
    EXPECT_TRUE(command[Role::amount].value.digits == 1234);
    EXPECT_EQ(command[Role::amount].value.scale, 2);
    EXPECT_EQ(body.code, 3);
    EXPECT_EQ(body.flags, transfer_flag::pending);
    EXPECT_TRUE(command.linked);
    EXPECT_TRUE(body.pending_id.value == 4);
    EXPECT_EQ(body.timeout, 60U);
    EXPECT_TRUE(body.user_data_128 == 5);
    EXPECT_EQ(body.user_data_64, 6U);
    EXPECT_EQ(body.user_data_32, 7U);
    EXPECT_EQ(body.metadata, "caf\xc3\xa9 \n/");
    EXPECT_EQ(command.time->ns, ns_per_second);
}

TEST(ParseCommandTest, MaxIsAllOfIt) {
    ParsedCommand command;
    auto const body =
        parsed<CreateTransfer>(R"({"command":"create_transfer","id":"1","amount":"max"})", command);
    EXPECT_EQ(body.requested, amount_max);
    EXPECT_FALSE(command.has(Role::amount));
}

TEST(ParseCommandTest, NothingIsLeftOfTheLineBefore) {
    ParsedCommand command;
    static_cast<void>(parsed<PlaceOrder>(
        R"({"command":"place_order","id":"1","owner":"7","market":"B-U","side":"sell",)"
        R"("price":"1.5","quantity":"2","linked":true,"time":"2026-12-01T00:00:00Z"})",
        command));
    auto const body = parsed<AmendOrder>(R"({"command":"amend_order","id":"1"})", command);
    EXPECT_FALSE(command.linked);
    EXPECT_FALSE(command.time.has_value());
    EXPECT_TRUE(command.market.empty());
    EXPECT_FALSE(command.has(Role::price));
    EXPECT_EQ(body.price, Price{});
}

TEST(ParseCommandTest, ACommandMayBeSigned) {
    ParsedCommand command;
    std::string const hex(128, 'a');
    auto const line = [&](std::string const& members) {
        return R"({"command":"tick","signed":{)" + members + "}}";
    };
    parsed<Tick>(line(R"("key":3,"nonce":"18446744073709551615","signature":"0x)" + hex + "\""),
                 command);
    ASSERT_TRUE(command.proof.has_value());
    EXPECT_EQ(command.proof->key, KeyNumber{3});
    EXPECT_EQ(command.proof->signature.nonce, UINT64_MAX);
    EXPECT_EQ(command.proof->signature.signature.bytes[63], 0xAA);
    EXPECT_EQ(command.proof->signature.scheme, SignatureScheme::canonical_command);
    // A wallet's has one byte more.
    parsed<Tick>(line(R"("nonce":1,"scheme":"typed_data","signature":"0x)" + hex + "1b\""),
                 command);
    EXPECT_EQ(command.proof->key, KeyNumber{});
    EXPECT_EQ(command.proof->signature.scheme, SignatureScheme::typed_data);
    EXPECT_EQ(command.proof->signature.signature.bytes[63], 0xAA);
    parsed<Tick>(R"({"command":"tick"})", command);
    EXPECT_FALSE(command.proof.has_value());
    CommandParser parser;
    for (auto const& wrong : {line(R"("nonce":0,"signature":"0x)" + hex + "\""),
                              line(R"("nonce":1,"signature":"0xaa")"),
                              line(R"("nonce":1)"),
                              line(R"("signature":"0x)" + hex + "\""),
                              std::string{R"({"command":"tick","signed":"0xaa"})"}})
        EXPECT_FALSE(parser.parse(wrong, command)) << wrong;
}

TEST(ParseCommandTest, TheOrderOfFieldsIsOfNoMeaning) {
    ParsedCommand command;
    auto const body = parsed<CreateAccount>(
        R"( { "default" : true , "code":10, "asset":"USD","id":"1", "command":"create_account" } )",
        command);
    EXPECT_EQ(body.flags, account_flag::default_for_owner);
    EXPECT_EQ(body.code, 10);
}

// Every line that the design shows, and every command beyond it.
constexpr std::string_view accepted[] = {
    R"({"command":"create_asset","asset":"USD","scale":2})",
    R"({"command":"create_account","id":"1","asset":"USD","owner":"7","code":10,"flags":["debits_must_not_exceed_credits"]})",
    R"({"command":"create_transfer","id":"9","debit":"1","credit":"2","asset":"USD","amount":"12.34","code":1,"flags":["pending"],"pending_id":"0","timeout":60,"user_data_128":"0"})",
    R"({"command":"create_market","market":"BTC-USD","base":"BTC","quote":"USD","tick":"0.01","lot":"0.0001","maker_fee_bps":1,"taker_fee_bps":5,"fee_owner":"1"})",
    R"({"command":"place_order","id":"31","owner":"7","market":"BTC-USD","side":"buy","type":"limit","price":"64000.00","quantity":"0.5","time_in_force":"gtc","post_only":false,"self_trade":"cancel_newest"})",
    R"({"command":"amend_order","id":"31","quantity":"0.4"})",
    R"({"command":"cancel_order","id":"31"})",
    R"({"command":"cancel_all","owner":"7","market":"BTC-USD"})",
    R"({"command":"create_escrow","id":"5","buyer":"7","seller":"8","asset":"USD","amount":"100.00","content_hash":"0x1111111111111111111111111111111111111111111111111111111111111111","attestors":["0x2222222222222222222222222222222222222222"],"quorum":1,"release_after":"2026-12-01T00:00:00Z","refund_after":"2026-12-31T00:00:00Z"})",
    R"({"command":"fund_escrow","id":"5"})",
    R"({"command":"release_escrow","id":"5"})",
    R"({"command":"refund_escrow","id":"5"})",
    R"({"command":"dispute_escrow","id":"5"})",
    R"({"command":"dispute_escrow","id":"5","by":"7"})",
    R"({"command":"resolve_escrow","id":"5","action":"refund"})",
    R"({"command":"create_chain","chain":"ethereum","finality_depth":12,"custody_owner":"100","loss_owner":"101"})",
    R"({"command":"observe_block","chain":"ethereum","number":10,"hash":"0x3333333333333333333333333333333333333333333333333333333333333333","parent":"0x4444444444444444444444444444444444444444444444444444444444444444","timestamp":"2026-12-01T00:00:00Z","events":[{"type":"deposit","transaction":"0x5555555555555555555555555555555555555555555555555555555555555555","index":1,"account":"1","asset":"USD","amount":"1.00"}]})",
    R"({"command":"resume_chain","chain":"ethereum"})",
    R"({"command":"request_withdrawal","id":"1","account":"1","chain":"ethereum","asset":"USD","amount":"1.00","destination":"0x2222222222222222222222222222222222222222"})",
    R"({"command":"cancel_withdrawal","id":"1"})",
    R"({"command":"halt_market","market":"BTC-USD"})",
    R"({"command":"resume_market","market":"BTC-USD"})",
    R"({"command":"set_price_band","market":"BTC-USD","band_bps":500})",
    R"({"command":"tick","time":"2026-12-01T00:00:00Z"})",
};

TEST(ParseCommandTest, EveryCommandOfTheDesignIsAccepted) {
    CommandParser parser;
    ParsedCommand command;
    for (auto const line : accepted) {
        SCOPED_TRACE(std::string{line});
        EXPECT_TRUE(parser.parse(line, command))
            << parser.fault().column << ": " << parser.fault().text;
    }
}

TEST(ParseCommandTest, AnEventHasTheSubjectOfItsType) {
    CommandParser parser;
    ParsedCommand command;
    std::string line{accepted[16]};
    line.replace(line.find("account"), 7, "escrow");
    ASSERT_FALSE(parser.parse(line, command));
    EXPECT_NE(parser.fault().text.find("\"account\" is missing"), std::string::npos)
        << parser.fault().text;
}

}  // namespace
}  // namespace tally::json
