#include "journal/signing/command_digest.h"

#include "journal/checkpoint/tagged_hash.h"
#include "journal/codec/codec.h"
#include "journal/signing/request_form.h"
#include "tests/support/generators.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rapidcheck.h>

#include <string_view>
#include <variant>
#include <vector>

namespace tally {
namespace {

constexpr char const* origin = "signing.example";

Bip340Secret secret(std::uint8_t seed) {
    Bip340Secret made;
    made.bytes.fill(seed);
    return made;
}

Bip340PublicKey public_key(std::uint8_t seed) {
    return bip340_public_key(secret(seed)).value();
}

CreateTransfer transfer() {
    CreateTransfer body;
    body.id = TransferId{9};
    body.debit = AccountId{1};
    body.credit = AccountId{2};
    body.asset = AssetNumber{1};
    body.requested = Amount{1'234};
    body.code = 1;
    return body;
}

Hash32 digest_of(Body const& body, bool linked = false, std::uint64_t nonce = 1) {
    CommandDigester digester{origin};
    return digester.digest(body, linked, public_key(1), nonce).value();
}

TEST(CommandDigestTest, IsOfTheRequestAndNotOfWhatWasDecided) {
    auto decided = transfer();
    decided.amount = Amount{7};
    decided.outcome = Outcome::exceeds_credits;
    EXPECT_EQ(digest_of(decided), digest_of(transfer()));
    PlaceOrder order;
    order.id = OrderId{5};
    auto held = order;
    held.hold = Amount{3};
    held.rests = true;
    EXPECT_EQ(digest_of(held), digest_of(order));
}

TEST(CommandDigestTest, ChangesWithAllThatIsSigned) {
    auto const base = digest_of(transfer());
    auto other = transfer();
    other.requested = Amount{1'235};
    EXPECT_NE(digest_of(other), base);
    EXPECT_NE(digest_of(transfer(), true), base);
    EXPECT_NE(digest_of(transfer(), false, 2), base);
    CommandDigester elsewhere{"signing.example2"};
    EXPECT_NE(elsewhere.digest(transfer(), false, public_key(1), 1).value(), base);
    CommandDigester here{origin};
    EXPECT_NE(here.digest(transfer(), false, public_key(2), 1).value(), base);
}

// The layout of what is hashed, once more and by hand: for whoever writes another client.
TEST(CommandDigestTest, IsTheTaggedHashThatTheHeaderSays) {
    LeafBuffer leaf;
    auto request = transfer();
    request.amount = request.requested;
    ASSERT_TRUE(encode_leaf(Entry{{}, {}, {}, true, {}, request}, leaf).has_value());
    std::vector<std::uint8_t> message{15, 0, 0, 0};
    for (char const c : std::string_view{origin})
        message.push_back(static_cast<std::uint8_t>(c));
    auto const key = public_key(1);
    message.insert(message.end(), key.bytes.begin(), key.bytes.end());
    message.insert(message.end(), {0x34, 0x12, 0, 0, 0, 0, 0, 0});
    message.insert(message.end(), leaf.bytes().begin(), leaf.bytes().end());
    EXPECT_EQ(digest_of(transfer(), true, 0x1234),
              tagged_hash("tallystick/bip340/v1/command", message));
}

TEST(CommandDigestTest, APostIsSignedAsItWasAskedForWhateverItInherits) {
    CreateTransfer post;
    post.id = TransferId{10};
    post.pending_id = TransferId{9};
    post.flags = transfer_flag::post_pending_transfer;
    post.user_data_64 = 4;
    CommandDigester digester{origin};
    auto const signature = sign_command(digester, post, false, 3, secret(1)).value();
    EXPECT_EQ(signature.left_open,
              open_field::debit | open_field::credit | open_field::asset | open_field::code |
                  open_field::user_data_128 | open_field::user_data_32);
    auto recorded = post;
    recorded.debit = AccountId{1};
    recorded.credit = AccountId{2};
    recorded.asset = AssetNumber{1};
    recorded.code = 8;
    recorded.user_data_128 = 77;
    recorded.amount = Amount{50};
    Entry const entry{Sequence{4}, Timestamp{5}, Sequence{4}, false, KeyNumber{1}, recorded};
    auto const digest = digester.digest_recorded(entry, signature, public_key(1)).value();
    EXPECT_TRUE(bip340_verify(public_key(1), digest, Bip340Signature{signature.signature.bytes}));
    recorded.user_data_64 = 5;
    Entry const altered{Sequence{4}, Timestamp{5}, Sequence{4}, false, KeyNumber{1}, recorded};
    EXPECT_NE(digester.digest_recorded(altered, signature, public_key(1)).value(), digest);
}

// Whatever is asked for: the leaf of the request is decoded again to the same request.
RC_GTEST_PROP(RequestFormTest, IsKeptByTheRecordsOwnEncoding, ()) {
    auto body = *generators::any_body();
    RC_PRE(is_command(body));
    to_request(body);
    auto again = body;
    to_request(again);
    RC_ASSERT(again == body);
    LeafBuffer leaf;
    RC_PRE(encode_leaf(Entry{{}, {}, {}, false, {}, body}, leaf).has_value());
    RC_ASSERT(decode_leaf(leaf.bytes()).value().body == body);
}

RC_GTEST_PROP(RequestFormTest, WhatIsOpenIsOpenedAgain, ()) {
    Body body = *generators::body_of_kind(Body{CreateTransfer{}}.index());
    std::get<CreateTransfer>(body).flags |= transfer_flag::void_pending_transfer;
    to_request(body);
    auto const open = left_open(body);
    auto filled = body;
    open_again(filled, open);
    RC_ASSERT(filled == body);
}

}  // namespace
}  // namespace tally
