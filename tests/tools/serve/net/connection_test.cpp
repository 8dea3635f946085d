#include "tools/serve/net/connection.h"

#include "tests/tools/serve/access/keys.h"
#include "tests/tools/serve/net/net_world.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <utility>

namespace tally::serve {
namespace {

wire::ToServer batch(std::uint64_t request, std::size_t commands) {
    wire::Batch made;
    made.request_id = request;
    made.commands.sizes.assign(commands, 0);
    return made;
}

std::uint64_t answered_request(BareClient& client) {
    auto const message = client.receive();
    auto const* const answers = message ? std::get_if<wire::Answers>(&*message) : nullptr;
    return answers == nullptr ? 0 : answers->request_id;
}

GateOptions without_keys() {
    GateOptions options;
    options.key_required = false;
    return options;
}

TEST(ConnectionTest, AHelloIsAnsweredWithWhatTheServerIs) {
    NetWorld world{{}, without_keys()};
    BareClient client{world};
    client.hello();
    auto const message = client.receive();
    auto const& welcome = std::get<wire::Welcome>(message.value());
    EXPECT_EQ(welcome.origin, "net.example");
    EXPECT_EQ(welcome.tip, 42U);
    EXPECT_EQ(welcome.commands_max, 8'190U);
    EXPECT_FALSE(welcome.key_required);
}

TEST(ConnectionTest, TwoServersNoncesDiffer) {
    NetWorld world;
    wire::Nonce nonces[2];
    for (auto& nonce : nonces) {
        BareClient client{world};
        client.hello();
        nonce = std::get<wire::Welcome>(client.receive().value()).nonce;
    }
    EXPECT_NE(nonces[0], nonces[1]);
}

TEST(ConnectionTest, OutOfTurnMessagesAreAnsweredWithAReason) {
    NetWorld world{{}, without_keys()};
    BareClient early{world};
    early.send(batch(1, 1));
    EXPECT_EQ(early.goodbye(), "the first message must be a hello");
    EXPECT_FALSE(early.receive().has_value());
    BareClient twice{world};
    twice.hello();
    twice.hello();
    static_cast<void>(twice.receive());
    EXPECT_EQ(twice.goodbye(), "a second hello");
    BareClient newer{world};
    newer.send(wire::Hello{2, 9, "newer"});
    EXPECT_NE(newer.goodbye().find("speaks version 1"), std::string::npos);
}

TEST(ConnectionTest, WithoutAProvenKeyNothingIsServed) {
    NetWorld world;
    BareClient client{world};
    client.hello();
    static_cast<void>(client.receive());
    client.send(batch(1, 1));
    EXPECT_NE(client.goodbye().find("send prove"), std::string::npos);
    BareClient prover{world};
    prover.hello();
    static_cast<void>(prover.receive());
    prover.send(wire::Prove{});
    EXPECT_NE(prover.goodbye().find("knows no such key"), std::string::npos);
    EXPECT_EQ(world.service.held(), 0U);
}

TEST(ConnectionTest, BatchesAreAnsweredByTheirRequestIds) {
    NetWorld world{{}, without_keys()};
    BareClient client{world};
    client.hello();
    static_cast<void>(client.receive());
    for (std::uint64_t request = 1; request <= 5; ++request)
        client.send(batch(request * 11, request));
    for (std::uint64_t request = 1; request <= 5; ++request)
        EXPECT_EQ(answered_request(client), request * 11);
}

TEST(ConnectionTest, AByteAtATimeIsReadAsWell) {
    NetWorld world{{}, without_keys()};
    BareClient client{world};
    wire::Encoder encoder;
    wire::Bytes bytes;
    encoder.append(wire::ToServer{wire::Hello{1, 1, "slow"}}, bytes);
    encoder.append(batch(9, 3), bytes);
    for (auto const byte : bytes)
        ASSERT_TRUE(client.send_bytes({byte}));
    EXPECT_TRUE(std::holds_alternative<wire::Welcome>(client.receive().value()));
    EXPECT_EQ(answered_request(client), 9U);
}

TEST(ConnectionTest, AnOverloadedServiceSaysWhenToComeAgain) {
    NetWorld world{{}, without_keys()};
    world.service.overloaded = true;
    BareClient client{world};
    client.hello();
    static_cast<void>(client.receive());
    client.send(batch(4, 1));
    auto const message = client.receive();
    EXPECT_EQ(std::get<wire::Overloaded>(message.value()).request_id, 4U);
    EXPECT_EQ(std::get<wire::Overloaded>(message.value()).retry_after_ms, 7U);
}

TEST(ConnectionTest, InputWaitsWhileTooManyCommandsAreInFlight) {
    NetOptions options;
    options.commands_in_flight_max = 10;
    NetWorld world{options, without_keys()};
    world.service.at_once = false;
    BareClient client{world};
    client.hello();
    static_cast<void>(client.receive());
    for (std::uint64_t request = 1; request <= 50; ++request)
        client.send(batch(request, 4));
    EXPECT_TRUE(world.run_until([&] { return world.service.held() == 3; }));
    world.context.run_for(std::chrono::milliseconds{20});
    EXPECT_EQ(world.service.held(), 3U);
    world.service.at_once = true;
    world.service.answer_all();
    for (std::uint64_t request = 1; request <= 50; ++request)
        EXPECT_EQ(answered_request(client), request);
}

TEST(ConnectionTest, AReaderWhoTakesNothingMakesTheServerHoldStill) {
    NetOptions options;
    options.output_bytes_max = 100'000;
    NetWorld world{options, without_keys()};
    BareClient client{world};
    client.hello();
    static_cast<void>(client.receive());
    wire::Encoder encoder;
    wire::Bytes bytes;
    for (std::uint64_t request = 1; request <= 2'000; ++request)
        encoder.append(batch(request, 1'000), bytes);
    std::size_t answered = 0;
    // 48 MB of answers, far more than sockets hold: the client reads only when it cannot send.
    for (std::size_t at = 0; at < bytes.size();) {
        auto const piece = std::min<std::size_t>(bytes.size() - at, 20'000);
        auto const begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        client.send_bytes({begin, begin + static_cast<std::ptrdiff_t>(piece)});
        at += piece;
        for (; answered * 2'024 + 400'000 < at; ++answered)
            EXPECT_EQ(answered_request(client), answered + 1);
    }
    for (; answered < 2'000; ++answered)
        EXPECT_EQ(answered_request(client), answered + 1);
}

TEST(ConnectionTest, RandomAndOversizedFramesEndWithAReason) {
    NetWorld world{{}, without_keys()};
    BareClient oversized{world};
    oversized.hello();
    static_cast<void>(oversized.receive());
    oversized.send_bytes({0, 0, 0, 0, 0xff, 0xff, 0xff, 0x0f});
    EXPECT_NE(oversized.goodbye().find("bytes; at most 8388608"), std::string::npos);
    BareClient http{world};
    std::string const request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    http.send_bytes({request.begin(), request.end()});
    EXPECT_NE(http.goodbye().find("segments"), std::string::npos);
    std::uint32_t noise = 12'345;
    for (int round = 0; round < 50; ++round) {
        BareClient random{world};
        wire::Bytes bytes{0, 0, 0, 0, 16, 0, 0, 0};
        for (int i = 0; i < 128; ++i)
            bytes.push_back(static_cast<std::uint8_t>((noise = noise * 1'664'525 + 7) >> 24U));
        random.send_bytes(bytes);
        EXPECT_FALSE(random.goodbye().empty());
    }
    EXPECT_TRUE(world.run_until([&] { return world.server().figures().connections <= 52; }));
}

TEST(ConnectionTest, ClientsThatGoAwayLeaveNothingBehind) {
    NetWorld world{{}, without_keys()};
    world.service.at_once = false;
    {
        BareClient client{world};
        client.hello();
        client.send(batch(1, 1));
        EXPECT_TRUE(world.run_until([&] { return world.service.held() == 1; }));
    }
    EXPECT_TRUE(world.run_until([&] { return world.server().figures().connections == 0; }));
    world.service.answer_all();
    world.context.run_for(std::chrono::milliseconds{5});
}

TEST(ConnectionTest, ReadsAreAnsweredByTheirRequestIds) {
    NetWorld world{{}, without_keys()};
    BareClient client{world};
    client.hello();
    static_cast<void>(client.receive());
    client.send(wire::Read{8, "status", std::nullopt, 0});
    auto const message = client.receive();
    EXPECT_EQ(std::get<wire::Rows>(message.value()).request_id, 8U);
    EXPECT_EQ(std::get<wire::Rows>(message.value()).sequence, 42U);
}

TEST(ConnectionTest, SubscriptionsAreOpenedOnceAndForgottenWithTheirConnection) {
    NetOptions options;
    options.subscriptions_max = 2;
    NetWorld world{options, without_keys()};
    {
        BareClient client{world};
        client.hello();
        static_cast<void>(client.receive());
        for (std::uint64_t id = 1; id <= 2; ++id) {
            wire::Subscribe subscribe;
            subscribe.subscription_id = id;
            subscribe.from = 7;
            client.send(subscribe);
            EXPECT_EQ(std::get<wire::CaughtUp>(client.receive().value()).next, 7U);
        }
        wire::Subscribe third;
        third.subscription_id = 3;
        client.send(third);
        auto const refused = client.receive();
        EXPECT_FALSE(std::get<wire::Ended>(refused.value()).text.empty());
        client.send(wire::Credit{1, 100});
        client.send(wire::Credit{3, 100});  // of none that is open
        client.send(wire::Unsubscribe{2});
        EXPECT_EQ(std::get<wire::Ended>(client.receive().value()).subscription_id, 2U);
        EXPECT_EQ(world.service.granted, 100U);
        wire::Subscribe again;
        again.subscription_id = 1;
        client.send(again);
        EXPECT_EQ(client.goodbye(), "subscription 1 is open already");
    }
    EXPECT_TRUE(world.run_until([&] { return world.service.forgotten == 1; }));
}

TEST(ConnectionTest, ASilentClientIsSentAway) {
    NetOptions options;
    options.hello_within = std::chrono::seconds{0};
    NetWorld world{options, without_keys()};
    BareClient client{world};
    EXPECT_EQ(client.goodbye(), "no hello came in time");
}

TEST(ConnectionTest, TooManyConnectionsAreTold) {
    NetOptions options;
    options.connections_max = 1;
    NetWorld world{options, without_keys()};
    BareClient first{world};
    first.hello();
    static_cast<void>(first.receive());
    BareClient second{world};
    EXPECT_NE(second.goodbye().find("too many connections"), std::string::npos);
    first.send(batch(3, 1));
    EXPECT_EQ(answered_request(first), 3U);
}

TEST(ConnectionTest, ThousandsOfIdleConnectionsDisturbNobody) {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
    std::size_t const count = std::min<std::size_t>(10'000, (limit.rlim_cur - 100) / 2);
    NetOptions options;
    options.hello_within = std::chrono::minutes{10};  // however long it takes to open them all
    NetWorld world{std::move(options), without_keys()};
    std::vector<std::unique_ptr<BareClient>> idle;
    for (std::size_t i = 0; i < count; ++i) {
        idle.push_back(std::make_unique<BareClient>(world));
        if (i % 100 == 0) world.context.poll();
    }
    EXPECT_TRUE(world.run_until([&] { return world.server().figures().connections == count; }));
    BareClient busy{world};
    busy.hello();
    static_cast<void>(busy.receive());
    for (std::uint64_t request = 1; request <= 100; ++request) {
        busy.send(batch(request, 1));
        EXPECT_EQ(answered_request(busy), request);
    }
}

TEST(ServerTest, StoppingAnswersWhatWasAskedAndSaysGoodbye) {
    NetWorld world{{}, without_keys()};
    world.service.at_once = false;
    BareClient client{world};
    client.hello();
    static_cast<void>(client.receive());
    client.send(batch(5, 2));
    EXPECT_TRUE(world.run_until([&] { return world.service.held() == 1; }));
    bool stopped = false;
    world.server().stop("closing time", [&] { stopped = true; });
    world.service.answer_all();
    EXPECT_EQ(answered_request(client), 5U);
    EXPECT_EQ(client.goodbye(), "closing time");
    client.close();
    EXPECT_TRUE(world.run_until([&] { return stopped; }));
}

// A client that has proved a key, up to the answer to that.
void prove(BareClient& client, TestKey const& key) {
    client.hello();
    auto const message = client.receive();
    auto const nonce = std::get<wire::Welcome>(message.value()).nonce;
    client.send(proof_of(key, nonce, "net.example"));
}

TEST(ConnectionTest, WhatAProvenKeyAsksForCarriesItsNumber) {
    NetWorld world;
    auto const alice = test_key(1);
    world.gate.publish(table({known(alice, 5)}));
    BareClient client{world};
    prove(client, alice);
    EXPECT_EQ(std::get<wire::Proved>(client.receive().value()).key, 5U);
    client.send(batch(9, 2));
    EXPECT_EQ(answered_request(client), 9U);
    EXPECT_EQ(world.service.submitted_by, std::vector{KeyNumber{5}});
    client.send(wire::Read{3, "status", std::nullopt, 0});
    EXPECT_EQ(std::get<wire::Rows>(client.receive().value()).request_id, 3U);
    EXPECT_EQ(world.service.asked_by, std::vector{KeyNumber{5}});
}

TEST(ConnectionTest, AProofOfAnotherConnectionIsRefused) {
    NetWorld world;
    auto const alice = test_key(1);
    world.gate.publish(table({known(alice, 5)}));
    BareClient first{world};
    first.hello();
    auto const nonce = std::get<wire::Welcome>(first.receive().value()).nonce;
    auto const overheard = proof_of(alice, nonce, "net.example");
    BareClient second{world};
    second.hello();
    static_cast<void>(second.receive());
    second.send(overheard);
    EXPECT_NE(second.goodbye().find("does not prove the key"), std::string::npos);
    first.send(overheard);
    EXPECT_EQ(std::get<wire::Proved>(first.receive().value()).key, 5U);
    first.send(overheard);
    EXPECT_NE(first.goodbye().find("nonce was used"), std::string::npos);
}

TEST(ConnectionTest, ARevokedKeysSessionEndsWithTheReason) {
    NetWorld world;
    auto const alice = test_key(1);
    world.gate.publish(table({known(alice, 5)}));
    BareClient client{world};
    prove(client, alice);
    static_cast<void>(client.receive());
    auto revoked = known(alice, 5);
    revoked.is_revoked = true;
    world.gate.publish(table({revoked}));
    EXPECT_EQ(client.goodbye(), "the key was revoked");
}

TEST(ConnectionTest, AKeyThatIsTooFastIsToldWhenToComeAgain) {
    GateOptions door;
    door.rate = {1, 1};
    NetWorld world{{}, door};
    auto const alice = test_key(1);
    world.gate.publish(table({known(alice, 5)}));
    BareClient client{world};
    prove(client, alice);
    static_cast<void>(client.receive());
    client.send(batch(1, 1'000));
    EXPECT_EQ(answered_request(client), 1U);
    client.send(batch(2, 1));
    auto const message = client.receive();
    auto const& overloaded = std::get<wire::Overloaded>(message.value());
    EXPECT_EQ(overloaded.request_id, 2U);
    EXPECT_GT(overloaded.retry_after_ms, 900'000U);
    EXPECT_EQ(world.service.submitted_by.size(), 1U);
}

// A feed waits for what it has sent to leave, so that it would stop without being told.
TEST(ConnectionTest, TheFeedsAreToldOfEachByteThatHasLeft) {
    NetWorld world;
    auto const trader = test_key(1);
    world.gate.publish(table({known(trader, 5)}));
    BareClient client{world};
    prove(client, trader);
    static_cast<void>(client.receive());
    wire::Subscribe subscribe;
    subscribe.subscription_id = 1;
    client.send(subscribe);
    static_cast<void>(client.receive());
    auto const bytes = std::make_shared<std::vector<std::uint64_t>>(1'000);
    for (std::size_t pieces = 1; pieces <= 3; ++pieces) {
        FeedPiece piece;
        piece.subscription_id = 1;
        piece.leaves.sizes.push_back(8'000);
        piece.leaves.bytes = {reinterpret_cast<std::uint8_t const*>(bytes->data()), 8'000};
        piece.holder = bytes;
        world.outbox.put({world.service.follower, std::move(piece)});
        EXPECT_EQ(std::get<wire::Events>(client.receive().value()).entries.bytes.size(), 8'000U);
        EXPECT_TRUE(world.run_until([&] { return world.service.sent_bytes == pieces * 8'000; }));
    }
}

TEST(ConnectionTest, AKeyFollowsOnlyWhatItMayRead) {
    NetWorld world;
    auto const trader = test_key(1);
    world.gate.publish(table({known(trader, 5, {false, {OwnerId{7}}})}));
    BareClient client{world};
    prove(client, trader);
    static_cast<void>(client.receive());
    wire::Subscribe wanted;
    wanted.subscription_id = 1;
    client.send(wanted);
    EXPECT_NE(std::string{std::get<wire::Ended>(client.receive().value()).text}.find("may not"),
              std::string::npos);
    wanted.filter.owner = 7;
    client.send(wanted);
    EXPECT_EQ(std::get<wire::CaughtUp>(client.receive().value()).subscription_id, 1U);
}

}  // namespace
}  // namespace tally::serve
