#include "tools/serve/http/sign_in.h"

#include "journal/crypto/text.h"
#include "tests/tools/serve/access/keys.h"

#include <gtest/gtest.h>

namespace tally::serve::http {
namespace {

class SignInTest : public testing::Test {
protected:
    SignInTest() {
        gate_.set_origin(test_origin);
        gate_.publish(table({known(alice_, 3)}));
    }

    Reply post(std::string const& body) {
        return sign_in({"POST", body, {}}, test_origin, desk_, now_);
    }

    // The text of a member.
    static std::string member(Reply const& reply, std::string const& name) {
        auto const mark = "\"" + name + "\":\"";
        auto const at = reply.body.find(mark);
        if (at == std::string::npos) return {};
        auto const begin = at + mark.size();
        return reply.body.substr(begin, reply.body.find('"', begin) - begin);
    }

    [[nodiscard]] std::string signed_body(std::string const& nonce) const {
        wire::Nonce bytes{};
        EXPECT_TRUE(read_hex(nonce, bytes));
        auto const proof = proof_of(alice_, bytes);
        return "{\"public_key\":\"" + to_hex(proof.public_key) + "\",\"nonce\":\"" + nonce +
               "\",\"signature\":\"0x" + to_hex(proof.signature) + "\"}";
    }

    SystemClock clock_;
    Gate gate_{{}, clock_};
    TokenDesk desk_{gate_};
    TokenDesk::Moment now_ = std::chrono::steady_clock::now();
    TestKey alice_ = test_key(1);
    std::string asks_ = "{\"public_key\":\"" + to_hex(alice_.public_key.bytes) + "\"}\n";
};

TEST_F(SignInTest, ANonceSignedBecomesAToken) {
    auto const challenge = post(asks_);
    EXPECT_EQ(challenge.status, 201U);
    EXPECT_EQ(member(challenge, "origin"), test_origin);
    auto const body = signed_body(member(challenge, "nonce"));
    auto const made = post(body);
    EXPECT_EQ(made.status, 201U) << made.body;
    EXPECT_NE(made.body.find("\"key\":3"), std::string::npos);
    EXPECT_NE(made.body.find("\"expires_in\":3600"), std::string::npos);
    auto const token = member(made, "token");
    EXPECT_EQ(desk_.who(token, now_).value().key, KeyNumber{3});
    EXPECT_EQ(post(body).status, 401U);  // a replay
    EXPECT_EQ(sign_in({"DELETE", {}, token}, test_origin, desk_, now_).status, 204U);
    EXPECT_EQ(sign_in({"DELETE", {}, token}, test_origin, desk_, now_).status, 401U);
    EXPECT_FALSE(desk_.who(token, now_));
}

TEST_F(SignInTest, WhatIsWrongIsTold) {
    for (auto const* body : {"",
                             "?",
                             "[]",
                             "{}",
                             "{\"public_key\":1}",
                             "{\"public_key\":\"11\"}",
                             "{\"secret\":\"11\"}"})
        EXPECT_EQ(post(body).status, 400U) << body;
    auto const half = asks_.substr(0, asks_.size() - 2);
    EXPECT_EQ(post(half + ",\"nonce\":\"" + std::string(64, '0') + "\"}").status, 400U);
    auto const stranger = to_hex(test_key(9).public_key.bytes);
    auto const refused = post("{\"public_key\":\"" + stranger + "\"}");
    EXPECT_EQ(refused.status, 401U);
    EXPECT_NE(refused.body.find("knows no such key"), std::string::npos);
    EXPECT_EQ(post(signed_body(std::string(64, 'a'))).status, 401U);
}

}  // namespace
}  // namespace tally::serve::http
