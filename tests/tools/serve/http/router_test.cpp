#include "tools/serve/http/router.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tally::serve::http {
namespace {

Router router(bool insecure = true, std::vector<std::string> origins = {}) {
    return Router{{std::move(origins), insecure, [] { return true; }}};
}

Request get(std::string target) {
    Request request;
    request.method = "GET";
    request.target = std::move(target);
    request.host = "127.0.0.1:7080";
    return request;
}

Request post(std::string body) {
    auto request = get("/v1/commands");
    request.method = "POST";
    request.content_type = "application/json";
    request.has_length = true;
    request.body = std::move(body);
    return request;
}

unsigned status(Routed const& routed) {
    auto const* const reply = std::get_if<Reply>(&routed);
    return reply == nullptr ? 0 : reply->status;
}

bool has(Reply const& reply, std::string const& name, std::string const& value) {
    return std::find(reply.headers.begin(), reply.headers.end(), std::pair{name, value}) !=
           reply.headers.end();
}

TEST(RouterTest, WithoutKeysOnlyHealthAndTheDocumentAreOpen) {
    EXPECT_EQ(status(router(false).route(get("/healthz"), 0)), 200U);
    EXPECT_EQ(status(router(false).route(get("/v1/openapi.json"), 0)), 200U);
    EXPECT_EQ(status(router(false).route(get("/v1/stream"), 0)), 401U);
    EXPECT_EQ(status(router(false).route(post("{}"), 0)), 401U);
    for (auto const& resource : resources()) {
        auto const routed = router(false).route(get("/v1/" + std::string{resource.name}), 0);
        EXPECT_EQ(status(routed), 401U) << resource.name;
        EXPECT_TRUE(has(std::get<Reply>(routed), "WWW-Authenticate", "Bearer realm=\"tally\""));
    }
}

TEST(RouterTest, PagesOfOtherOriginsMayNotAsk) {
    auto request = get("/v1/status");
    request.origin = "http://evil.example";
    EXPECT_EQ(status(router().route(request, 0)), 403U);
    EXPECT_EQ(status(router(true, {"http://evil.example"}).route(request, 0)), 0U);
    request.origin = "http://127.0.0.1:7080";
    EXPECT_EQ(status(router().route(request, 0)), 0U);
}

TEST(RouterTest, ANameThatMerelyPointsHereIsNotThisMachine) {
    for (auto const* host :
         {"evil.example", "evil.example:7080", "10.0.0.1", "127.0.0.1.evil.example"}) {
        auto request = get("/v1/status");
        request.host = host;
        EXPECT_EQ(status(router().route(request, 0)), 403U) << host;
    }
    for (auto const* host : {"localhost", "localhost:1", "127.0.0.1", "[::1]", "[::1]:80"}) {
        auto request = get("/v1/status");
        request.host = host;
        EXPECT_EQ(status(router().route(request, 0)), 0U) << host;
    }
}

TEST(RouterTest, APreflightSaysWhatIsAllowedToWhom) {
    auto request = get("/v1/commands");
    request.method = "OPTIONS";
    request.origin = "https://app.example";
    auto const open = router(false, {"https://app.example"});
    auto reply = std::get<Reply>(open.route(request, 0));
    open.finish(request, reply);
    EXPECT_EQ(reply.status, 204U);
    EXPECT_TRUE(has(reply, "Access-Control-Allow-Origin", "https://app.example"));
    request.origin = "https://other.example";
    auto refused = std::get<Reply>(open.route(request, 0));
    open.finish(request, refused);
    EXPECT_EQ(refused.status, 403U);
    EXPECT_FALSE(has(refused, "Access-Control-Allow-Origin", "https://other.example"));
}

TEST(RouterTest, CommandsMustSayWhatTheyAreAndHowLong) {
    EXPECT_TRUE(std::holds_alternative<CommandLines>(router().route(post("{}"), 0)));
    auto request = post("{}");
    request.content_type = "application/json; charset=utf-8";
    EXPECT_EQ(status(router().route(request, 0)), 0U);
    request.content_type = "application/x-www-form-urlencoded";
    EXPECT_EQ(status(router().route(request, 0)), 415U);
    request = post("{}");
    request.content_encoding = "gzip";
    EXPECT_EQ(status(router().route(request, 0)), 415U);
    request = post("");
    request.has_length = false;
    EXPECT_EQ(status(router().route(request, 0)), 411U);
}

TEST(RouterTest, WhatIsNotThereIsNotFound) {
    for (auto const* target : {"/",
                               "/v1",
                               "/v2/status",
                               "/v1/nothing",
                               "/v1/status/1",
                               "/v1/fills/1",
                               "/v1/statements",
                               "/v1/accounts/",
                               "/v1/accounts/1/2"}) {
        EXPECT_EQ(status(router().route(get(target), 0)), 404U) << target;
    }
    EXPECT_EQ(status(router().route(get("*"), 0)), 400U);
    EXPECT_EQ(status(router().route(get(""), 0)), 400U);
}

TEST(RouterTest, AnAnswerIsTheSameWhileTheRecordIsAsLong) {
    auto request = get("/v1/accounts");
    request.if_none_match = "W/\"17\"";
    EXPECT_EQ(status(router().route(request, 17)), 304U);
    EXPECT_EQ(status(router().route(request, 18)), 0U);
    request.target = "/v1/accounts?at=16";
    EXPECT_EQ(status(router().route(request, 99)), 304U);
}

TEST(RouterTest, WhoIsKnownIsServedAndWhoShowsABadTokenIsNotAnybody) {
    EXPECT_EQ(status(router(false).route(get("/v1/status"), 0, "")), 0U);
    auto request = get("/v1/status");
    EXPECT_EQ(status(router(true).route(request, 0, "who asks?")), 0U);
    request.authorization = "Bearer tally_of_long_ago";
    EXPECT_EQ(status(router(true).route(request, 0, "the session is over")), 401U);
}

TEST(RouterTest, SessionsAreOpenToAllOverPostAndDelete) {
    auto request = post("{}");
    request.target = "/v1/sessions";
    EXPECT_TRUE(std::holds_alternative<SignIn>(router(false).route(request, 0)));
    request.content_type = "text/plain";
    EXPECT_EQ(status(router(false).route(request, 0)), 415U);
    request.method = "DELETE";
    request.authorization = "Bearer tally_x";
    EXPECT_EQ(std::get<SignIn>(router(false).route(request, 0)).token, "tally_x");
    EXPECT_EQ(status(router(false).route(get("/v1/sessions"), 0)), 405U);
}

TEST(RouterTest, ATokenComesInAHeaderOrAmongAWebSocketsProtocols) {
    auto request = get("/v1/stream");
    EXPECT_EQ(token_of(request), "");
    request.protocols = "tally, bearer.tally_1, other";
    EXPECT_EQ(token_of(request), "tally_1");
    request.authorization = "Bearer tally_2";
    EXPECT_EQ(token_of(request), "tally_2");
}

}  // namespace
}  // namespace tally::serve::http
