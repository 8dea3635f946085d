// A real server that asks for keys, as the programs of their holders meet it.
#include "journal/crypto/text.h"
#include "replay/record.h"
#include "tests/support/cli_runner.h"
#include "tests/tools/serve/access/keys.h"
#include "tools/bench/server_process.h"
#include "tools/client/client.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace tally::serve {
namespace {

class RealServerTest : public ::testing::Test {
protected:
    RealServerTest() {
        auto const made = cli_.run("tally init --data books --origin keys.example --admin 0x" +
                                   to_hex(admin_.public_key.span()) + " -q");
        EXPECT_EQ(made.exit_code, 0) << made.error;
        auto started = bench::ServerProcess::start(TALLY_PROGRAM,
                                                   (cli_.directory() / "books").string(),
                                                   {"--unix", socket()},
                                                   bench::ServerProcess::Door::keys_only);
        EXPECT_TRUE(started.has_value()) << started.error().text;
        server_ = std::move(started).value();
    }

    [[nodiscard]] std::string socket() const { return (cli_.directory() / "socket").string(); }

    [[nodiscard]] std::unique_ptr<client::Client> connect(
        TestKey const& key, std::chrono::milliseconds wait = std::chrono::seconds{60}) const {
        client::Options options;
        options.server = "unix:" + socket();
        options.key = key.secret;
        options.answer_within = wait;
        return client::Client::open(std::move(options)).value();
    }

    static Outcome send(client::Client& client, Body const& command) {
        client::CommandBatch batch;
        EXPECT_TRUE(batch.add(command).has_value());
        auto const reply = client.apply(batch);
        EXPECT_TRUE(reply.has_value()) << reply.error().text;
        return reply ? reply.value().answers.at(0).outcome : Outcome::ok;
    }

    static CreateAsset asset(char const* code) {
        return CreateAsset{*AssetCode::from(code), 2, {}, Outcome::ok};
    }

    static std::string account(int id, int owner) {
        return "{\"command\":\"create_account\",\"id\":\"" + std::to_string(id) +
               "\",\"asset\":\"USD\",\"owner\":\"" + std::to_string(owner) + "\",\"code\":1}\n";
    }

    static std::string transfer(int id, int debit, int credit) {
        return "{\"command\":\"create_transfer\",\"id\":\"" + std::to_string(id) +
               "\",\"debit\":\"" + std::to_string(debit) + "\",\"credit\":\"" +
               std::to_string(credit) + "\",\"asset\":\"USD\",\"amount\":\"1.00\",\"code\":1}\n";
    }

    test::CliRunner cli_;
    TestKey admin_ = test_key(1);
    TestKey operator_ = test_key(2);
    TestKey trader_ = test_key(3);
    std::unique_ptr<bench::ServerProcess> server_;
};

TEST_F(RealServerTest, AKeyDoesWhatItsRolesAllowAndTheRecordSaysWhoItWas) {
    auto const admin = connect(admin_);
    EXPECT_EQ(send(*admin, asset("USD")), Outcome::not_authorized)
        << "an admin trades in keys only";
    EXPECT_EQ(send(*admin, AddKey{PublicKey{operator_.public_key.bytes}, {}, {}, {}, Outcome::ok}),
              Outcome::ok);
    auto const other = connect(operator_);
    EXPECT_EQ(send(*other, asset("USD")), Outcome::not_authorized) << "no role yet";
    EXPECT_EQ(send(*admin, GrantRole{KeyNumber{2}, Role::operations, {}, Outcome::ok}),
              Outcome::ok);
    EXPECT_EQ(send(*other, asset("USD")), Outcome::ok);
    ASSERT_TRUE(server_->stop().has_value());
    auto const record = Record::open(cli_.directory() / "books").value();
    bool seen = false;
    auto const read = for_each_entry(*record, 0, record->size(), [&](Entry const& entry) {
        auto const* const created = std::get_if<CreateAsset>(&entry.body);
        if (created == nullptr || created->outcome != Outcome::ok) return true;
        EXPECT_EQ(entry.key, KeyNumber{2});
        seen = true;
        return true;
    });
    EXPECT_TRUE(read.has_value());
    EXPECT_TRUE(seen);
    EXPECT_EQ(cli_.run("tally verify --data books -q").exit_code, 0);
    EXPECT_EQ(cli_.run("tally replay --re-decide --data books -q").exit_code, 0);
}

TEST_F(RealServerTest, ARevokedKeyIsShownTheDoor) {
    auto const admin = connect(admin_);
    ASSERT_EQ(send(*admin, AddKey{PublicKey{operator_.public_key.bytes}, {}, {}, {}, Outcome::ok}),
              Outcome::ok);
    ASSERT_EQ(send(*admin, GrantRole{KeyNumber{2}, Role::operations, {}, Outcome::ok}),
              Outcome::ok);
    auto const other = connect(operator_, std::chrono::seconds{5});
    ASSERT_EQ(send(*other, asset("USD")), Outcome::ok);
    ASSERT_EQ(send(*admin, RevokeKey{KeyNumber{2}, Outcome::ok}), Outcome::ok);
    client::CommandBatch batch;
    ASSERT_TRUE(batch.add(asset("EUR")).has_value());
    auto const reply = other->apply(batch);
    bool const refused = !reply || reply.value().answers.at(0).outcome == Outcome::key_revoked;
    EXPECT_TRUE(refused);
}

// Another's is answered like what is not there: status, text and all.
TEST_F(RealServerTest, AnOwnersKeyReadsItsOwnThingsByTheirIds) {
    auto const admin = connect(admin_);
    for (auto const& command :
         {Body{AddKey{PublicKey{operator_.public_key.bytes}, {}, {}, {}, Outcome::ok}},
          Body{AddKey{PublicKey{trader_.public_key.bytes}, {}, {}, {}, Outcome::ok}},
          Body{GrantRole{KeyNumber{2}, Role::operations, {}, Outcome::ok}},
          Body{GrantRole{KeyNumber{2}, Role::transfer_agent, {}, Outcome::ok}},
          Body{GrantRole{KeyNumber{3}, Role::trader, {OwnerId{7}, {}, {}}, Outcome::ok}}})
        ASSERT_EQ(send(*admin, command), Outcome::ok);
    auto const desk = connect(operator_);
    auto const made =
        desk->apply_json("{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":2}\n" +
                         account(1, 7) + account(2, 8) + account(3, 9) + transfer(11, 1, 2) +
                         transfer(12, 3, 2) + transfer(13, 3, 1));
    ASSERT_EQ(made.value().find("error"), std::string::npos) << made.value();
    auto const mine = connect(trader_);
    auto const first = desk->read("status").value().sequence - 3;  // of the transfers' entries
    for (auto const id : {11, 13}) {
        auto const told = mine->read("transfers/" + std::to_string(id)).value();
        EXPECT_EQ(told.status, 200U) << told.body;
        EXPECT_EQ(told.body, desk->read("transfers/" + std::to_string(id)).value().body);
    }
    EXPECT_NE(mine->read("entries/" + std::to_string(first)).value().body, "");
    for (auto const& [other, missing] : {std::pair{"transfers/12", "transfers/99"},
                                         std::pair{"orders/12", "orders/99"},
                                         std::pair{"escrows/12", "escrows/99"}}) {
        auto const theirs = mine->read(other).value();
        auto const nothing = mine->read(missing).value();
        EXPECT_EQ(theirs.status, nothing.status) << other;
        EXPECT_EQ(theirs.body.size(), nothing.body.size()) << theirs.body << nothing.body;
    }
    EXPECT_EQ(mine->read("transfers/12").value().body, "");
    EXPECT_EQ(mine->read("entries/" + std::to_string(first + 1)).value().body, "");
    EXPECT_EQ(mine->read("transfers/11", first).value().status, 200U);
    EXPECT_EQ(mine->read("transfers/eleven").value().status, 400U);
    EXPECT_EQ(mine->read("fills?owner=7").value().status, 200U);
    EXPECT_EQ(mine->read("fills").value().status, 403U);
    auto const list = mine->read("transfers?account=1").value();
    EXPECT_EQ(std::count(list.body.begin(), list.body.end(), '\n'), 2) << list.body;
}

TEST_F(RealServerTest, AStrangerIsNotLetIn) {
    auto const stranger = connect(test_key(9), std::chrono::seconds{3});
    client::CommandBatch batch;
    ASSERT_TRUE(batch.add(asset("USD")).has_value());
    EXPECT_FALSE(stranger->apply(batch).has_value());
}

}  // namespace
}  // namespace tally::serve
