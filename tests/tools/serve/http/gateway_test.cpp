#include "tools/serve/http/gateway.h"

#include "tests/tools/serve/http/web_client.h"
#include "tools/serve/access/gate.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace tally::serve::http {
namespace {

// The services, made of paper: what is submitted is answered at once, unless it is too much.
class Paper final : public CommandService, public ReadService, public FeedService {
public:
    explicit Paper(Outbox& outbox) : outbox_(outbox) {}

    [[nodiscard]] std::string const& origin() const override { return origin_; }

    [[nodiscard]] std::uint64_t tip() const override { return 17; }

    [[nodiscard]] Submitted submit(Submission const& submission) override {
        if (submission.json_lines.find("flood") != std::string_view::npos)
            return {false, 20, {}, 0};
        if (submission.json_lines.find("too many") != std::string_view::npos)
            return {false, 0, "a batch of too many", 0};
        Answered answered;
        answered.connection = submission.connection;
        answered.answers.request_id = submission.request_id;
        answered.json_lines = std::string{submission.json_lines};
        outbox_.put({submission.connection, std::move(answered)});
        return {};
    }

    void read(std::uint64_t connection, KeyNumber, wire::Read const& question) override {
        auto const rows = "{\"query\":\"" + std::string{question.query} + "\"}\n" + padding_;
        outbox_.put({connection, RowsAnswer{question.request_id, 200, 17, rows}});
    }

    void open(std::uint64_t connection, wire::Subscribe const& subscribe) override {
        outbox_.put({connection, FeedCaughtUp{subscribe.subscription_id, 17}});
    }

    void grant(std::uint64_t, wire::Credit const&) override {}

    void end(std::uint64_t connection, std::uint64_t subscription) override {
        outbox_.put({connection, FeedEnded{subscription, {}}});
    }

    void sent(std::uint64_t, std::size_t) override {}

    void forget(std::uint64_t) override {}

private:
    Outbox& outbox_;
    std::string origin_ = "paper.example";
    std::string padding_ = "{\"x\":\"" + std::string(4'000, 'x') + "\"}\n";
};

class GatewayTest : public testing::Test {
protected:
    void SetUp() override {
        GatewayOptions options;
        options.listen = {"127.0.0.1", 0, {}};
        options.insecure_local = true;
        options.body_bytes_max = 10'000;
        options.header_bytes_max = 2'000;
        auto gateway = Gateway::open(options, {paper_, paper_, paper_, gate_}, outbox_);
        ASSERT_TRUE(gateway) << gateway.error().text;
        gateway_ = std::move(gateway).value();
    }

    [[nodiscard]] std::uint16_t port() const { return gateway_->listening().port; }

    std::string ask(std::string const& request) {
        WebClient client{port()};
        client.send(request);
        client.end();
        return client.read_all();
    }

    static std::string post(std::string const& body) {
        return "POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
               "Content-Type: application/json\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    Outbox outbox_;
    Paper paper_{outbox_};
    ManualClock clock_{Timestamp{1'000 * ns_per_second}};
    Gate gate_{GateOptions{false, std::chrono::seconds{3'600}, {}}, clock_};
    std::unique_ptr<Gateway> gateway_;
};

constexpr std::string_view status_line = "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n";

TEST_F(GatewayTest, ARequestThatComesByteByByteIsAnsweredLikeAnother) {
    WebClient client{port()};
    for (char const c : post("{\"command\":\"tick\"}"))
        ASSERT_TRUE(client.send({&c, 1}));
    auto const answer = client.read_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_TRUE(answer.ends_with("{\"command\":\"tick\"}\n")) << answer;
}

TEST_F(GatewayTest, AChunkedBodyIsABody) {
    auto const answer =
        ask("POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
            "application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n4\r\na\":1\r\n1\r\n}"
            "\r\n0\r\n\r\n");
    EXPECT_TRUE(answer.ends_with("{\"a\":1}\n")) << answer;
}

TEST_F(GatewayTest, RequestsOnOneConnectionAreAnsweredInTheirOrder) {
    WebClient client{port()};
    std::string all;
    for (int i = 0; i < 20; ++i)
        all += "GET /v1/accounts/" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    all += "GET /healthz HTTP/1.0\r\n\r\n";
    client.send(all);
    auto const answers = client.read_all();
    std::size_t count = 0;
    for (auto at = answers.find("HTTP/1."); at != std::string::npos;
         at = answers.find("HTTP/1.", at + 1))
        ++count;
    EXPECT_EQ(count, 21U);
    EXPECT_TRUE(answers.ends_with("ok\n"));
}

TEST_F(GatewayTest, WhatIsTooLargeIsRefusedWithoutBeingKept) {
    EXPECT_TRUE(ask(post(std::string(10'001, ' '))).starts_with("HTTP/1.1 413"));
    EXPECT_TRUE(ask(std::string{status_line} + "X: " + std::string(3'000, 'x') + "\r\n\r\n")
                    .starts_with("HTTP/1.1 431"));
    EXPECT_TRUE(ask("POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    "18446744073709551615\r\n\r\n")
                    .starts_with("HTTP/1.1 413"));
}

TEST_F(GatewayTest, OverloadSaysWhenToComeAgain) {
    auto const busy = ask(post("{\"flood\":1}"));
    EXPECT_TRUE(busy.starts_with("HTTP/1.1 503")) << busy;
    EXPECT_NE(busy.find("Retry-After: 1\r\n"), std::string::npos);
    EXPECT_TRUE(ask(post("{\"too many\":1}")).starts_with("HTTP/1.1 413"));
}

TEST_F(GatewayTest, HeadIsGetWithoutTheBody) {
    auto const answer =
        ask("HEAD /v1/accounts HTTP/1.1\r\nHost: localhost\r\nConnection: "
            "close\r\nAccept-Encoding: identity\r\n\r\n");
    EXPECT_NE(answer.find("Content-Length: 4"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(GatewayTest, ALongAnswerIsPackedWhenAsked) {
    auto const question = "GET /v1/accounts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    auto const packed = ask(std::string{question} + "Accept-Encoding: gzip\r\n\r\n");
    EXPECT_NE(packed.find("Content-Encoding: gzip\r\n"), std::string::npos);
    EXPECT_LT(packed.size(), 1'000U);
    EXPECT_GT(ask(std::string{question} + "\r\n").size(), 4'000U);
}

TEST_F(GatewayTest, AStreamSaysWhereItIsAndWhatItDoesNotUnderstand) {
    WebClient client{port()};
    client.send(stream_request());
    auto const accepted = client.read_to("\r\n\r\n");
    EXPECT_TRUE(accepted.starts_with("HTTP/1.1 101")) << accepted;
    client.send(stream_message("{\"subscribe\":\"a\"}"));
    EXPECT_NE(client.read_to("caught_up").find("{\"subscription\":\"a\",\"caught_up\""),
              std::string::npos);
    client.send(stream_message("{\"nonsense\":1}"));
    EXPECT_NE(client.read_to("nonsense").find("\"error\""), std::string::npos);
}

// Whatever comes, the next client is served.
TEST_F(GatewayTest, RandomBytesHurtNobody) {
    EXPECT_TRUE(rc::check([this](std::vector<std::uint8_t> const& bytes, bool after_a_line) {
        std::string text = after_a_line ? std::string{status_line} : std::string{};
        text.append(bytes.begin(), bytes.end());
        auto const answer = ask(text);
        RC_ASSERT(answer.empty() || answer.starts_with("HTTP/1.1 "));
    }));
    EXPECT_TRUE(ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .starts_with("HTTP/1.1 200"));
}

TEST(GatewayOptionsTest, WithoutKeysItListensOnThisMachineOnly) {
    Outbox outbox;
    Paper paper{outbox};
    SystemClock const clock;
    Gate gate{{}, clock};
    GatewayOptions options;
    options.insecure_local = true;
    options.listen = {"0.0.0.0", 0, {}};
    auto const opened = Gateway::open(options, {paper, paper, paper, gate}, outbox);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, FailureKind::usage);
}

}  // namespace
}  // namespace tally::serve::http
