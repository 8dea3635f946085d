#include "journal/codec/codec.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tally {
namespace {

Entry entry_with(Body body) {
    return {
        Sequence{7}, Timestamp{1'700'000'000'000'000'000}, Sequence{7}, false, {}, std::move(body)};
}

std::size_t leaf_size(Body body) {
    LeafBuffer buffer;
    EXPECT_TRUE(encode_leaf(entry_with(std::move(body)), buffer).has_value());
    return buffer.size();
}

CreateTransfer plain_transfer() {
    CreateTransfer transfer;
    transfer.id = TransferId{UINT64_MAX};
    transfer.debit = AccountId{UINT64_MAX};
    transfer.credit = AccountId{2};
    transfer.asset = AssetNumber{1};
    transfer.amount = transfer.requested = Amount{1234};
    transfer.code = 10;
    transfer.flags = transfer_flag::pending;
    return transfer;
}

PlaceOrder plain_order() {
    PlaceOrder order;
    order.id = OrderId{31};
    order.owner = OwnerId{7};
    order.market = MarketNumber{1};
    order.price = Price{6'400'000};
    order.quantity = Quantity{5'000};
    order.hold = Amount{32'000};
    order.rests = true;
    return order;
}

Fill plain_fill() {
    Fill fill;
    fill.market = MarketNumber{1};
    fill.maker = OrderId{31};
    fill.taker = OrderId{32};
    fill.price = Price{6'400'000};
    fill.quantity = Quantity{5'000};
    fill.quote = Amount{32'000};
    fill.maker_fee = Amount{3};
    fill.taker_fee = Amount{16};
    return fill;
}

// SHA-256 takes two compressions for a prefix byte and at most 118 bytes: half of the speed.
TEST(LeafTest, HotKindsAreShortEnoughForTwoCompressions) {
    EXPECT_EQ(leaf_size(plain_transfer()), 80U);
    EXPECT_EQ(leaf_size(plain_order()), 88U);
    EXPECT_EQ(leaf_size(plain_fill()), 104U);
    EXPECT_EQ(leaf_size(CancelOrder{OrderId{31}}), 48U);
}

TEST(LeafTest, RequestedAmountIsStoredOnlyWhereItDiffers) {
    auto transfer = plain_transfer();
    transfer.requested = Amount{1235};
    EXPECT_GT(leaf_size(transfer), leaf_size(plain_transfer()));
}

TEST(LeafTest, LeavesFollowOneAnotherInABuffer) {
    LeafBuffer buffer;
    ASSERT_TRUE(encode_leaf(entry_with(plain_transfer()), buffer).has_value());
    auto const first = buffer.size();
    ASSERT_TRUE(encode_leaf(entry_with(plain_fill()), buffer).has_value());
    EXPECT_EQ(decode_leaf(buffer.bytes().first(first)).value(), entry_with(plain_transfer()));
    EXPECT_EQ(decode_leaf(buffer.bytes_from(first)).value(), entry_with(plain_fill()));
}

TEST(LeafTest, ReadsALeafAtAnyAlignment) {
    LeafBuffer buffer;
    ASSERT_TRUE(encode_leaf(entry_with(plain_fill()), buffer).has_value());
    for (std::size_t offset = 0; offset < 8; ++offset) {
        std::vector<std::uint8_t> bytes(offset);
        bytes.insert(bytes.end(), buffer.bytes().begin(), buffer.bytes().end());
        EXPECT_EQ(decode_leaf(ByteSpan{bytes}.subspan(offset)).value(), entry_with(plain_fill()));
    }
}

// 22 data words at most, then the pointer, then the text with its NUL.
TEST(LeafTest, RefusesAnEntryThatIsLongerThanALeaf) {
    auto transfer = plain_transfer();
    std::size_t const before_text = 80 + 8;
    std::size_t const most = leaf_bytes_max / 8 * 8 - before_text - 1;
    LeafBuffer buffer;
    transfer.metadata.assign(most, 'x');
    ASSERT_TRUE(encode_leaf(entry_with(transfer), buffer).has_value());
    EXPECT_EQ(buffer.size(), 65'528U);
    EXPECT_EQ(decode_leaf(buffer.bytes()).value(), entry_with(transfer));

    transfer.metadata.assign(most + 1, 'x');
    auto const refused = encode_leaf(entry_with(transfer), buffer);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().text,
              "entry 7: create_transfer: longer than the 65535 bytes of a leaf");
    EXPECT_EQ(buffer.size(), 65'528U);
}

TEST(LeafTest, RefusesMoreElementsThanFitEvenIfTheyAreAllZero) {
    CreateEscrow escrow;
    LeafBuffer buffer;
    escrow.attestors.resize(8'191);
    EXPECT_TRUE(encode_leaf(entry_with(escrow), buffer).has_value());
    EXPECT_EQ(decode_leaf(buffer.bytes()).value(), entry_with(escrow));
    escrow.attestors.resize(8'192);
    EXPECT_TRUE(encode_leaf(entry_with(escrow), buffer).has_error());
    escrow.attestors.assign(8'191, Address{{1}});
    escrow.attestors.front().bytes[19] = 1;
    EXPECT_TRUE(encode_leaf(entry_with(escrow), buffer).has_error());
}

TEST(LeafTest, RefusesToWriteAValueThatHasNoName) {
    auto order = plain_order();
    order.side = static_cast<OrderSide>(2);
    LeafBuffer buffer;
    auto const refused = encode_leaf(entry_with(order), buffer);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().text, "entry 7: place_order: side holds a value that has no meaning");
    EXPECT_TRUE(buffer.empty());

    CancelOrder cancel;
    cancel.outcome = static_cast<Outcome>(65'000);
    EXPECT_TRUE(encode_leaf(entry_with(cancel), buffer).has_error());
}

}  // namespace
}  // namespace tally
