#include "tools/wire/endpoint.h"

#include "tools/wire/session_proof.h"

#include <gtest/gtest.h>

namespace tally::wire {
namespace {

TEST(EndpointTest, EveryFormIsReadAndWrittenBack) {
    for (auto const* const text :
         {"127.0.0.1:7070", "localhost:0", "example.com:65535", "[::1]:7070", "unix:books.sock"})
        EXPECT_EQ(format(parse_endpoint(text).value()), text);
    EXPECT_EQ(parse_endpoint("[::1]:7070").value().host, "::1");
}

TEST(EndpointTest, WhatIsNoAddressIsSaid) {
    for (auto const* const text :
         {"", "7070", ":7070", "a:", "a:65536", "a:7x", "::1:7070", "unix:"})
        EXPECT_NE(parse_endpoint(text).error().text.find("is no address"), std::string::npos);
    EXPECT_FALSE(parse_endpoint("unix:" + std::string(108, 'x')).has_value());
    EXPECT_TRUE(parse_endpoint("unix:" + std::string(107, 'x')).has_value());
}

TEST(EndpointTest, OnlyThisMachineIsLocal) {
    for (auto const* const text :
         {"127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1", "unix:x"})
        EXPECT_TRUE(parse_endpoint(text).value().is_local()) << text;
    for (auto const* const text : {"0.0.0.0:1", "10.0.0.1:1", "[::]:1", "127.example.com:1", "h:1"})
        EXPECT_FALSE(parse_endpoint(text).value().is_local()) << text;
}

TEST(SessionProofTest, AChallengeIsForOneOriginNonceAndKey) {
    Bip340Secret secret;
    secret.bytes[31] = 3;
    auto const key = bip340_public_key(secret).value();
    Nonce const nonce{1};
    auto const challenge = session_challenge("a.example", nonce, key);
    auto const signature = bip340_sign(secret, challenge).value();
    EXPECT_TRUE(bip340_verify(key, challenge, signature));
    EXPECT_FALSE(bip340_verify(key, session_challenge("b.example", nonce, key), signature));
    EXPECT_FALSE(bip340_verify(key, session_challenge("a.example", Nonce{2}, key), signature));
}

}  // namespace
}  // namespace tally::wire
