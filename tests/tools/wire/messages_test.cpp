#include "tools/wire/messages.h"

#include "journal/codec/codec.h"
#include "tools/wire/encode.h"
#include "tools/wire/limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace tally::wire {
namespace {

// A message's frame, aligned as a FrameReader gives it out.
class Sent {
public:
    template <class Message>
    explicit Sent(Message const& message) {
        Encoder encoder;
        Bytes bytes;
        encoder.append(message, bytes);
        words_.resize(bytes.size() / 8);
        std::memcpy(words_.data(), bytes.data(), bytes.size());
    }

    [[nodiscard]] Frame frame() const { return {words_}; }

    [[nodiscard]] std::vector<std::uint64_t>& words() { return words_; }

private:
    std::vector<std::uint64_t> words_;
};

template <class Alternative, class Message>
Alternative back(Sent const& sent, Message& message) {
    auto const parsed = parse(sent.frame(), message);
    EXPECT_TRUE(parsed.has_value());
    return std::get<Alternative>(message);
}

TEST(MessagesTest, WhatAClientSaysArrives) {
    ToServer m;
    EXPECT_EQ(back<Hello>(Sent{ToServer{Hello{1, 3, "me"}}}, m).version_max, 3);
    Prove prove;
    prove.public_key.fill(7);
    prove.signature.fill(9);
    EXPECT_EQ(back<Prove>(Sent{ToServer{prove}}, m).signature, prove.signature);
    Sent const read{ToServer{Read{5, "accounts/1", 77, 78}}};
    EXPECT_EQ(back<Read>(read, m).query, "accounts/1");
    EXPECT_EQ(back<Read>(read, m).at, 77U);
    Sent const latest{ToServer{Read{5, "status", std::nullopt, 0}}};
    EXPECT_EQ(back<Read>(latest, m).at, std::nullopt);
    Sent const subscribe{ToServer{Subscribe{3, 1, 9, {{1, 2}, 7, uint128_max, 4, 5}, 1'000, true}}};
    auto const subscribed = back<Subscribe>(subscribe, m);
    EXPECT_EQ(subscribed.filter.kinds, (std::vector<std::uint16_t>{1, 2}));
    EXPECT_EQ(subscribed.filter.account, uint128_max);
    EXPECT_TRUE(subscribed.with_rows);
    EXPECT_EQ(back<Credit>(Sent{ToServer{Credit{1, 2}}}, m).bytes, 2U);
    EXPECT_EQ(back<Unsubscribe>(Sent{ToServer{Unsubscribe{8}}}, m).subscription_id, 8U);
    EXPECT_EQ(back<Ping>(Sent{ToServer{Ping{6}}}, m).number, 6U);
}

TEST(MessagesTest, WhatTheServerSaysArrives) {
    ToClient m;
    Welcome welcome{1, "example.com/books", 9, 8, 7, 6, 5, {}, true};
    welcome.nonce.fill(3);
    Sent const sent{ToClient{welcome}};
    EXPECT_EQ(back<Welcome>(sent, m).origin, "example.com/books");
    EXPECT_EQ(back<Welcome>(sent, m).nonce, welcome.nonce);
    Answers answers{4, {{10, {11}, 12, Outcome::exists, false}, {}}, {{1, 2, "no"}}};
    answers.answers[1].faulty = true;
    auto const answered = back<Answers>(Sent{ToClient{answers}}, m);
    EXPECT_EQ(answered.answers[0].outcome, Outcome::exists);
    EXPECT_EQ(answered.answers[0].consequences, 12U);
    EXPECT_TRUE(answered.answers[1].faulty);
    EXPECT_EQ(answered.faults.at(0).text, "no");
    Sent const refused{ToClient{Refused{4, "why"}}};
    EXPECT_EQ(back<Refused>(refused, m).text, "why");
    EXPECT_EQ(back<Overloaded>(Sent{ToClient{Overloaded{4, 50}}}, m).retry_after_ms, 50U);
    EXPECT_EQ(back<CaughtUp>(Sent{ToClient{CaughtUp{4, 50}}}, m).next, 50U);
    Sent const goodbye{ToClient{Goodbye{"because"}}};
    EXPECT_EQ(back<Goodbye>(goodbye, m).reason, "because");
}

LeafBuffer two_transfers(std::vector<std::uint16_t>& sizes) {
    LeafBuffer buffer;
    for (std::uint64_t id = 1; id <= 2; ++id) {
        CreateTransfer transfer;
        transfer.id = TransferId{id};
        transfer.metadata = "rent";
        auto const start = buffer.size();
        EXPECT_TRUE(encode_leaf(Entry{{}, {}, {}, false, {}, transfer}, buffer).has_value());
        sizes.push_back(static_cast<std::uint16_t>(buffer.size() - start));
    }
    return buffer;
}

TEST(MessagesTest, ABatchCarriesLeavesByteForByte) {
    Batch batch;
    auto const leaves = two_transfers(batch.commands.sizes);
    batch.commands.bytes = leaves.bytes();
    Sent const sent{ToServer{batch}};
    ToServer m;
    auto const arrived = back<Batch>(sent, m);
    EXPECT_EQ(arrived.commands.sizes, batch.commands.sizes);
    EXPECT_TRUE(std::ranges::equal(arrived.commands.bytes, leaves.bytes()));
    auto const second = arrived.commands.bytes.subspan(arrived.commands.sizes[0]);
    EXPECT_EQ(std::get<CreateTransfer>(decode_leaf(second).value().body).id, TransferId{2});
}

// What is sent in three parts is what is sent in one, whatever segments the sizes take.
TEST(MessagesTest, AFrameAroundItsEntriesIsTheFrameWithThem) {
    std::vector<std::uint64_t> const memory(20'000, 0x0102030405060708);
    auto const* const begin = reinterpret_cast<std::uint8_t const*>(memory.data());
    for (std::size_t const count : {1U, 9U, 190U, 950U, 20'000U}) {
        Events events;
        events.subscription_id = 3;
        events.entries.sizes.assign(count, 8);
        events.entries.bytes = {begin, count * 8};
        events.next = count;
        Encoder in_one;
        Encoder in_parts;
        for (int twice = 0; twice < 2; ++twice) {  // the second time with more scratch memory
            Bytes expected(24, 1);
            Bytes around(24, 1);
            in_one.append(ToClient{events}, expected);
            auto const gap = in_parts.append_around_entries(events, around);
            ASSERT_EQ(around.size() + count * 8, expected.size());
            around.insert(around.begin() + static_cast<std::ptrdiff_t>(gap),
                          events.entries.bytes.begin(),
                          events.entries.bytes.end());
            EXPECT_EQ(around, expected) << count;
        }
    }
}

TEST(MessagesTest, SizesThatDoNotSumUpAreRefused) {
    Batch batch;
    auto const leaves = two_transfers(batch.commands.sizes);
    batch.commands.bytes = leaves.bytes();
    ++batch.commands.sizes[0];
    ToServer m;
    auto const parsed = parse(Sent{ToServer{batch}}.frame(), m);
    EXPECT_NE(parsed.error().text.find("sum up to"), std::string::npos);
}

TEST(MessagesTest, ABatchOfMoreThanTheMostCommandsIsRefused) {
    Batch batch;
    batch.commands.sizes.assign(batch_commands_max, 0);
    ToServer m;
    EXPECT_TRUE(parse(Sent{ToServer{batch}}.frame(), m).has_value());
    batch.commands.sizes.push_back(0);
    auto const parsed = parse(Sent{ToServer{batch}}.frame(), m);
    EXPECT_NE(parsed.error().text.find("8191 commands"), std::string::npos);
}

Signature signature(std::uint32_t index, std::uint8_t seed) {
    Signature made{index, KeyNumber{3}, SignatureScheme::typed_data, 17, {}};
    made.bytes.fill(seed);
    return made;
}

TEST(MessagesTest, ABatchCarriesSignaturesBesideItsLeaves) {
    Batch batch;
    auto const leaves = two_transfers(batch.commands.sizes);
    batch.commands.bytes = leaves.bytes();
    batch.signatures = {signature(0, 7), signature(1, 8)};
    Sent const sent{ToServer{batch}};
    ToServer m;
    auto const arrived = back<Batch>(sent, m);
    EXPECT_TRUE(std::ranges::equal(arrived.commands.bytes, leaves.bytes()));
    ASSERT_EQ(arrived.signatures.size(), 2U);
    EXPECT_EQ(arrived.signatures[1].index, 1U);
    EXPECT_EQ(arrived.signatures[1].key, KeyNumber{3});
    EXPECT_EQ(arrived.signatures[1].scheme, SignatureScheme::typed_data);
    EXPECT_EQ(arrived.signatures[1].nonce, 17U);
    EXPECT_EQ(arrived.signatures[1].bytes, signature(1, 8).bytes);
}

TEST(MessagesTest, SignaturesOfNoCommandOrOfOneTwiceAreRefused) {
    Batch batch;
    auto const leaves = two_transfers(batch.commands.sizes);
    batch.commands.bytes = leaves.bytes();
    for (auto const& indexes : {std::vector{2U}, std::vector{0U, 0U}, std::vector{1U, 0U}}) {
        batch.signatures.clear();
        for (auto const index : indexes)
            batch.signatures.push_back(signature(index, 1));
        ToServer m;
        auto const parsed = parse(Sent{ToServer{batch}}.frame(), m);
        ASSERT_FALSE(parsed.has_value());
        EXPECT_NE(parsed.error().text.find("at most one each"), std::string::npos);
    }
}

TEST(MessagesTest, FlippedBitsAreRefusedOrReadButNeverRunAway) {
    Batch batch;
    auto const leaves = two_transfers(batch.commands.sizes);
    batch.commands.bytes = leaves.bytes();
    Sent sent{ToServer{batch}};
    std::size_t refused = 0;
    for (std::size_t bit = 0; bit < sent.words().size() * 64; ++bit) {
        sent.words()[bit / 64] ^= std::uint64_t{1} << (bit % 64);
        ToServer m;
        auto const parsed = parse(sent.frame(), m);
        if (!parsed) {
            ++refused;
            EXPECT_FALSE(parsed.error().text.empty());
        }
        sent.words()[bit / 64] ^= std::uint64_t{1} << (bit % 64);
    }
    EXPECT_GT(refused, 100U);
}

TEST(MessagesTest, AnEncoderLeavesNothingOfOneMessageInTheNext) {
    Encoder encoder;
    Bytes first;
    encoder.append(ToServer{Ping{6}}, first);
    Bytes between;
    std::string const text(300'000, 'x');
    encoder.append(ToServer{JsonBatch{UINT64_MAX, text}}, between);
    encoder.append(ToServer{JsonBatch{UINT64_MAX, text}}, between);
    Bytes again;
    encoder.append(ToServer{Ping{6}}, again);
    EXPECT_EQ(first, again);
}

}  // namespace
}  // namespace tally::wire
