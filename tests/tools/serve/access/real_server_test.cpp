// A real server that asks for keys, as the programs of their holders meet it.
#include "journal/crypto/text.h"
#include "replay/record.h"
#include "tests/support/cli_runner.h"
#include "tests/tools/serve/access/keys.h"
#include "tools/bench/server_process.h"
#include "tools/client/client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
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

    test::CliRunner cli_;
    TestKey admin_ = test_key(1);
    TestKey operator_ = test_key(2);
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

TEST_F(RealServerTest, AStrangerIsNotLetIn) {
    auto const stranger = connect(test_key(9), std::chrono::seconds{3});
    client::CommandBatch batch;
    ASSERT_TRUE(batch.add(asset("USD")).has_value());
    EXPECT_FALSE(stranger->apply(batch).has_value());
}

}  // namespace
}  // namespace tally::serve
