// Who may follow what, of a real server that asks for keys: owners' keys, keys without a role, and
// keys that lose one while they follow.
#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tests/tools/serve/access/keys.h"
#include "tests/tools/serve/feeds/changes/follower.h"
#include "tests/tools/serve/feeds/changes/two_traders.h"
#include "tools/bench/server_process.h"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace tally::serve {
namespace {

using client::Client;
using client::Follower;
namespace feed = wire::feed;

constexpr std::string_view setting =
    R"({"command":"create_account","id":"92","asset":"USD","owner":"9","code":10}
{"command":"create_transfer","id":"1","debit":"2","credit":"72","asset":"USD","amount":"1000.00","code":1}
{"command":"create_transfer","id":"2","debit":"1","credit":"81","asset":"BTC","amount":"10","code":1}
{"command":"create_escrow","id":"5","buyer":"7","seller":"8","asset":"USD","amount":"1.00","content_hash":"0x1111111111111111111111111111111111111111111111111111111111111111","attestors":["0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"],"quorum":1,"release_after":"2020-01-01T00:00:00Z","refund_after":"2100-01-01T00:00:00Z"}
{"command":"create_escrow","id":"6","buyer":"8","seller":"9","asset":"USD","amount":"1.00","content_hash":"0x1111111111111111111111111111111111111111111111111111111111111111","attestors":["0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"],"quorum":1,"release_after":"2020-01-01T00:00:00Z","refund_after":"2100-01-01T00:00:00Z"}
{"command":"place_order","id":"10","owner":"8","market":"BTC-USD","side":"sell","type":"limit","price":"100.00","quantity":"2"}
{"command":"place_order","id":"11","owner":"7","market":"BTC-USD","side":"buy","type":"limit","price":"90.00","quantity":"1"}
)";

constexpr std::string_view buy =
    R"({"command":"place_order","id":"12","owner":"7","market":"BTC-USD","side":"buy","type":"limit","price":"100.00","quantity":"1"})"
    "\n";

class FollowAccessTest : public ::testing::Test {
protected:
    FollowAccessTest() {
        StoreMeta meta;
        meta.origin = test_origin;
        EXPECT_TRUE(RocksStore::create(data(), meta).value()->close().has_value());
        start(bench::ServerProcess::Door::open);
        auto const operators = open({});
        EXPECT_EQ(operators->apply_json(std::string{two_traders} + std::string{setting})
                      .value()
                      .find("error"),
                  std::string::npos);
        for (auto const* key : {&admin_, &trader_, &auditor_, &nobody_})
            send(*operators, AddKey{PublicKey{key->public_key.bytes}, {}, {}, {}, Outcome::ok});
        send(*operators, GrantRole{KeyNumber{1}, Role::admin, {}, Outcome::ok});
        send(*operators, GrantRole{KeyNumber{2}, Role::trader, seven_, Outcome::ok});
        send(*operators, GrantRole{KeyNumber{3}, Role::auditor, {}, Outcome::ok});
        EXPECT_TRUE(server_->stop().has_value());
        start(bench::ServerProcess::Door::keys_only);
        admin_client_ = open(admin_.secret);
        trader_client_ = open(trader_.secret);
        auditor_client_ = open(auditor_.secret);
        nobody_client_ = open(nobody_.secret);
    }

    [[nodiscard]] std::unique_ptr<Client> open(std::optional<Bip340Secret> key) const {
        client::Options options;
        options.server = "unix:" + socket();
        options.key = std::move(key);
        return Client::open(std::move(options)).value();
    }

    void start(bench::ServerProcess::Door door) {
        server_.reset();
        server_ =
            bench::ServerProcess::start(TALLY_PROGRAM, data(), {"--unix", socket()}, door).value();
    }

    static void send(Client& to, Body const& command) {
        client::CommandBatch batch;
        EXPECT_TRUE(batch.add(command).has_value());
        EXPECT_EQ(to.apply(batch).value().answers.at(0).outcome, Outcome::ok);
    }

    Follower& follow(Client& by, std::uint16_t number, std::uint64_t owner = 0) {
        auto& follower = followers_.emplace_back(client::Names{"sequence", "account", "id"});
        client::FeedRequest request;
        request.feed = number;
        request.filter.owner = owner;
        request.with_rows = number != feed::record;
        by.follow(request, follower.handlers());
        return follower;
    }

    [[nodiscard]] static std::string rows_of(Follower const& follower) {
        std::string all;
        for (auto const& [key, line] : follower.objects_)
            all += line + "\n";
        return all;
    }

    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    [[nodiscard]] std::string socket() const { return (directory_ / "socket").string(); }

    static constexpr std::array owned{feed::balances, feed::fills, feed::orders, feed::escrows};
    Scope seven_{OwnerId{7}, {}, {}};
    TestKey admin_ = test_key(1);
    TestKey trader_ = test_key(2);
    TestKey auditor_ = test_key(3);
    TestKey nobody_ = test_key(4);
    TemporaryDirectory directory_;
    std::deque<Follower> followers_;  // outlive the clients, which call them
    std::unique_ptr<bench::ServerProcess> server_;
    std::unique_ptr<Client> admin_client_;
    std::unique_ptr<Client> trader_client_;
    std::unique_ptr<Client> auditor_client_;
    std::unique_ptr<Client> nobody_client_;
};

TEST_F(FollowAccessTest, AnOwnersKeyIsToldOfItsOwnerOnly) {
    auto& balances = follow(*trader_client_, feed::balances, 7);
    auto& orders = follow(*trader_client_, feed::orders, 7);
    auto& escrows = follow(*trader_client_, feed::escrows, 7);
    auto& fills = follow(*trader_client_, feed::fills, 7);
    auto& everything = follow(*auditor_client_, feed::orders);
    for (auto* one : {&balances, &orders, &escrows, &fills, &everything})
        ASSERT_TRUE(one->wait_until_caught_up());
    auto const answers = trader_client_->apply_json(buy).value();
    EXPECT_NE(answers.find("\"ok\""), std::string::npos) << answers;
    for (auto* one : {&balances, &orders, &fills, &everything})
        ASSERT_TRUE(one->wait([](auto const& now) { return !now.changes_.empty(); }));
    EXPECT_EQ(balances.rows_, 2U);
    for (auto* one : {&balances, &orders}) {
        auto const mine = client::members_of_all(rows_of(*one), {"owner"});
        EXPECT_EQ(mine, std::set<std::string>{"owner=7 "});
    }
    EXPECT_EQ(client::members_of_all(rows_of(escrows), {"id", "buyer"}),
              std::set<std::string>{"id=5 buyer=7 "});
    EXPECT_EQ(client::member(fills.changes_, "taker"), "12");
    EXPECT_EQ(fills.changes_.find("maker"), std::string::npos);
    EXPECT_EQ(client::members_of_all(rows_of(everything), {"owner"}).size(), 2U);
}

TEST_F(FollowAccessTest, WithoutAFilterOrForSomebodyElseAnOwnersKeyIsRefused) {
    for (auto const number : owned) {
        for (auto const owner : {0U, 8U}) {
            auto const why = follow(*trader_client_, number, owner).wait_for_end();
            EXPECT_NE(why.find("filter for an owner"), std::string::npos) << number << why;
        }
    }
    EXPECT_NE(follow(*trader_client_, feed::record).wait_for_end().find("may not follow"),
              std::string::npos);
    auto& books = follow(*trader_client_, feed::books);
    ASSERT_TRUE(books.wait_until_caught_up());
    EXPECT_EQ(books.rows_, 2U);
}

TEST_F(FollowAccessTest, AKeyWithoutARoleFollowsNothingThatHasAnOwner) {
    for (auto const number : owned) {
        for (auto const owner : {0U, 7U}) {
            auto const why = follow(*nobody_client_, number, owner).wait_for_end();
            EXPECT_NE(why.find("may not follow"), std::string::npos) << number << why;
        }
    }
}

TEST_F(FollowAccessTest, ARoleThatIsTakenEndsItsFeedsAndLeavesTheKeyAndTheOthers) {
    auto& record = follow(*auditor_client_, feed::record);
    auto& balances = follow(*auditor_client_, feed::balances);
    auto& books = follow(*auditor_client_, feed::books);
    auto& own = follow(*trader_client_, feed::orders, 7);
    for (auto* one : {&record, &balances, &books, &own})
        ASSERT_TRUE(one->wait_until_caught_up());
    auto const pieces = record.pieces_;
    EXPECT_GT(pieces, 0U);
    send(*admin_client_, RevokeRole{KeyNumber{3}, Role::auditor, {}, Outcome::ok});
    for (auto* one : {&record, &balances}) {
        auto const why = one->wait_for_end();
        EXPECT_NE(why.find("the keys have changed: this key may not follow"), std::string::npos)
            << why;
    }
    EXPECT_EQ(record.pieces_, pieces) << "nothing more is told, not even how the role went";
    EXPECT_NE(trader_client_->apply_json(buy).value().find("\"ok\""), std::string::npos);
    EXPECT_TRUE(books.wait([](auto const& now) { return !now.changes_.empty(); }));
    EXPECT_TRUE(own.wait([](auto const& now) { return !now.changes_.empty(); }));
    EXPECT_TRUE(balances.changes_.empty());
    send(*admin_client_, RevokeRole{KeyNumber{2}, Role::trader, seven_, Outcome::ok});
    EXPECT_NE(own.wait_for_end().find("the keys have changed"), std::string::npos);
    EXPECT_EQ(books.ended_, "");
    send(*admin_client_, GrantRole{KeyNumber{3}, Role::auditor, {}, Outcome::ok});
    EXPECT_TRUE(follow(*auditor_client_, feed::record).wait_until_caught_up());
}

}  // namespace
}  // namespace tally::serve
