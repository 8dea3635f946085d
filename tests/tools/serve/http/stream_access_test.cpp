#include "journal/crypto/text.h"
#include "tests/tools/serve/access/keys.h"
#include "tests/tools/serve/http/web_client.h"
#include "tools/serve/http/gateway.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

// What a WebSocket is told of feeds that its key may not follow any more.
namespace tally::serve::http {
namespace {

// Services that note who follows what, and how much has left.
class Notebook final : public CommandService, public ReadService, public FeedService {
public:
    explicit Notebook(Outbox& outbox) : outbox_(outbox) {}

    [[nodiscard]] std::string const& origin() const override { return origin_; }

    [[nodiscard]] std::uint64_t tip() const override { return 17; }

    [[nodiscard]] Submitted submit(Submission const&) override { return {}; }

    void read(std::uint64_t, KeyNumber, wire::Read const&) override {}

    void open(std::uint64_t connection, wire::Subscribe const& subscribe) override {
        {
            std::lock_guard const lock{mutex_};
            followers_[subscribe.subscription_id] = connection;
        }
        outbox_.put({connection, FeedCaughtUp{subscribe.subscription_id, 17}});
    }

    void grant(std::uint64_t, wire::Credit const&) override {}

    void end(std::uint64_t connection, std::uint64_t subscription) override {
        outbox_.put({connection, FeedEnded{subscription, {}}});
    }

    void sent(std::uint64_t, std::size_t bytes) override {
        std::lock_guard const lock{mutex_};
        sent_ += bytes;
        changed_.notify_all();
    }

    void forget(std::uint64_t) override {}

    // A change of the feed that was opened under that number.
    void tell(std::uint64_t subscription, std::string line) {
        FeedPiece piece;
        piece.subscription_id = subscription;
        piece.lines = std::move(line);
        told_ += piece.bytes();
        std::unique_lock lock{mutex_};
        auto const connection = followers_.at(subscription);
        lock.unlock();
        outbox_.put({connection, std::move(piece)});
    }

    // Whether all that was told has left, or was thrown away and said to have.
    bool all_has_left() {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{60}, [&] { return sent_ == told_; });
    }

private:
    Outbox& outbox_;
    std::string origin_ = test_origin;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, std::uint64_t> followers_;
    std::size_t sent_ = 0;
    std::size_t told_ = 0;
};

class StreamAccessTest : public testing::Test {
protected:
    StreamAccessTest() {
        gate_.set_origin(test_origin);
        gate_.publish(table({known(alice_, 3)}));
        GatewayOptions options;
        options.listen = {"127.0.0.1", 0, {}};
        gateway_ = Gateway::open(options, {notes_, notes_, notes_, gate_}, outbox_).value();
    }

    [[nodiscard]] std::uint16_t port() const { return gateway_->listening().port; }

    // What /v1/sessions has for a body.
    std::string sign_in(std::string const& body, std::string const& member) {
        WebClient client{port()};
        client.send(
            "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            "Content-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body);
        auto const answer = client.read_all();
        auto const mark = "\"" + member + "\":\"";
        auto const at = answer.find(mark);
        if (at == std::string::npos) return {};
        auto const begin = at + mark.size();
        return answer.substr(begin, answer.find('"', begin) - begin);
    }

    // The header of who has proved alice's key.
    std::string alices_token() {
        auto const who = "{\"public_key\":\"" + to_hex(alice_.public_key.bytes) + "\"";
        auto const nonce = sign_in(who + "}", "nonce");
        wire::Nonce bytes{};
        EXPECT_TRUE(read_hex(nonce, bytes));
        auto const signature = to_hex(proof_of(alice_, bytes).signature);
        auto const proof = ",\"nonce\":\"" + nonce + "\",\"signature\":\"" + signature + "\"}";
        return "Authorization: Bearer " + sign_in(who + proof, "token") + "\r\n";
    }

    Outbox outbox_;
    Notebook notes_{outbox_};
    SystemClock clock_;
    Gate gate_{{}, clock_};
    TestKey alice_ = test_key(1);
    std::unique_ptr<Gateway> gateway_;
};

TEST_F(StreamAccessTest, AFeedThatTheKeyHasLostEndsAndWhatItStillHadIsNotTold) {
    WebClient client{port()};
    client.send(stream_request(alices_token()));
    ASSERT_TRUE(client.read_to("\r\n\r\n").starts_with("HTTP/1.1 101"));
    client.send(stream_message(R"({"subscribe":"all","feed":"balances"})"));
    client.read_to(R"({"subscription":"all","caught_up")");
    client.send(stream_message(R"({"subscribe":"mine","feed":"balances","owner":"7"})"));
    client.read_to(R"({"subscription":"mine","caught_up")");
    notes_.tell(1, "{\"first\":1}\n");
    client.read_to("first");
    gate_.publish(table({known(alice_, 3, {false, {OwnerId{7}}})}));
    notes_.tell(1, "{\"secret\":2}\n");
    notes_.tell(2, "{\"own\":3}\n");
    client.read_to("may not");  // the two come in either order
    auto const told = client.read_to(R"("own":3}])");
    EXPECT_NE(told.find(R"({"subscription":"all","changes":[{"first":1}])"), std::string::npos);
    EXPECT_NE(told.find(R"({"subscription":"mine","changes":[{"own":3}])"), std::string::npos);
    EXPECT_NE(told.find(R"({"subscription":"all","ended":"the keys have changed)"),
              std::string::npos);
    EXPECT_EQ(told.find("secret"), std::string::npos);
    EXPECT_TRUE(notes_.all_has_left());
    notes_.tell(2, "{\"later\":4}\n");
    EXPECT_NE(client.read_to("later").find("later"), std::string::npos);
}

TEST_F(StreamAccessTest, AStreamWhoseKeyIsGoneIsToldWhyAndCloses) {
    WebClient client{port()};
    client.send(stream_request(alices_token()));
    ASSERT_TRUE(client.read_to("\r\n\r\n").starts_with("HTTP/1.1 101"));
    client.send(stream_message(R"({"subscribe":"all","feed":"balances"})"));
    client.read_to(R"({"subscription":"all","caught_up")");
    gate_.publish(table({}));
    notes_.tell(1, "{\"secret\":1}\n");
    auto const told = client.read_all();
    EXPECT_NE(told.find("\"error\""), std::string::npos);
    EXPECT_EQ(told.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace tally::serve::http
