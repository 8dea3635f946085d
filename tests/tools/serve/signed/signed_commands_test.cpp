// A real server whose policy asks a desk's key to sign each command.
#include "journal/crypto/text.h"
#include "journal/signing/command_signer.h"
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

constexpr char const* origin = "signed.example";

CreateAsset asset(char const* code) {
    return CreateAsset{*AssetCode::from(code), 2, {}, Outcome::ok};
}

CreateAccount account(std::uint64_t id) {
    CreateAccount command;
    command.id = AccountId{id};
    command.owner = OwnerId{id};
    command.asset = AssetNumber{1};
    command.code = 1;
    return command;
}

class SignedCommandsTest : public ::testing::Test {
protected:
    SignedCommandsTest() {
        auto const made = cli_.run("tally init --data books --origin " + std::string{origin} +
                                   " --admin 0x" + to_hex(admin_.public_key.span()) + " -q");
        EXPECT_EQ(made.exit_code, 0) << made.error;
        cli_.write("keys.jsonl",
                   R"({"command":"add_key","public_key":"0x)" + to_hex(desk_.public_key.span()) +
                       R"("}
{"command":"grant_role","number":2,"role":"operator"}
{"command":"grant_role","number":2,"role":"transfer_agent"}
{"command":"set_policy","policy":"signatures","role":"operator"}
)");
        EXPECT_EQ(cli_.run("tally apply keys.jsonl --data books -q").exit_code, 0);
        auto started = bench::ServerProcess::start(TALLY_PROGRAM,
                                                   (cli_.directory() / "books").string(),
                                                   {"--unix", socket()},
                                                   bench::ServerProcess::Door::keys_only);
        EXPECT_TRUE(started.has_value()) << started.error().text;
        server_ = std::move(started).value();
        client_ = connect(desk_);
    }

    [[nodiscard]] std::string socket() const { return (cli_.directory() / "socket").string(); }

    [[nodiscard]] std::unique_ptr<client::Client> connect(TestKey const& key) const {
        client::Options options;
        options.server = "unix:" + socket();
        options.key = key.secret;
        options.answer_within = std::chrono::seconds{60};
        return client::Client::open(std::move(options)).value();
    }

    [[nodiscard]] client::Reply send(client::CommandBatch const& batch) const {
        auto reply = client_->apply(batch);
        EXPECT_TRUE(reply.has_value()) << reply.error().text;
        return reply ? std::move(reply).value() : client::Reply{{{}}, {}, false};
    }

    [[nodiscard]] wire::Answer send(Body const& command, CommandSigner* signer) const {
        client::CommandBatch batch;
        EXPECT_TRUE(batch.add(command, {{}, false, signer}).has_value());
        return send(batch).answers.at(0);
    }

    // A line with a signature over another command.
    [[nodiscard]] std::string send_signed_for(std::string const& line, Body const& other) {
        auto const signature = signer_.sign(other, false).value();
        auto const member = ",\"signed\":{\"nonce\":\"" + std::to_string(signature.nonce) +
                            "\",\"signature\":\"0x" + to_hex(signature.signature.span()) + "\"}}";
        auto const reply = client_->apply_json(line.substr(0, line.size() - 1) + member + "\n");
        EXPECT_TRUE(reply.has_value()) << reply.error().text;
        return reply ? reply.value() : std::string{};
    }

    void stop_and_verify() {
        client_.reset();
        ASSERT_TRUE(server_->stop().has_value());
        auto const verified = cli_.run("tally verify books --signatures");
        EXPECT_EQ(verified.exit_code, 0) << verified.error;
        EXPECT_NE(verified.error.find("signatures of commands checked, all good"),
                  std::string::npos)
            << verified.error;
        EXPECT_EQ(cli_.run("tally replay --re-decide --data books -q").exit_code, 0);
    }

    // How many entries of a kind the stopped server left.
    template <class Kind>
    [[nodiscard]] std::size_t count() const {
        auto const record = Record::open(cli_.directory() / "books").value();
        std::size_t found = 0;
        EXPECT_TRUE(for_each_entry(*record, 0, record->size(), [&](Entry const& entry) {
            if (std::holds_alternative<Kind>(entry.body)) ++found;
            return true;
        }));
        return found;
    }

    test::CliRunner cli_;
    TestKey admin_ = test_key(1);
    TestKey desk_ = test_key(2);
    CommandSigner signer_{origin, desk_.secret, 1};
    std::unique_ptr<bench::ServerProcess> server_;
    std::unique_ptr<client::Client> client_;
};

TEST_F(SignedCommandsTest, UnsignedIsRefusedSignedIsTakenAndAReplayIsNot) {
    EXPECT_EQ(send(asset("USD"), nullptr).outcome, Outcome::signature_required);
    client::CommandBatch batch;
    ASSERT_TRUE(batch.add(asset("USD"), {{}, false, &signer_}).has_value());
    ASSERT_TRUE(batch.add(account(7), {{}, false, &signer_}).has_value());
    auto const first = send(batch);
    EXPECT_EQ(first.answers.at(0).outcome, Outcome::ok);
    EXPECT_EQ(first.answers.at(0).consequences, 1U) << "the signature";
    EXPECT_EQ(first.answers.at(1).outcome, Outcome::ok);
    auto const again = send(batch);
    EXPECT_EQ(again.answers.at(0).outcome, Outcome::nonce_already_used);
    EXPECT_EQ(again.answers.at(1).outcome, Outcome::exists) << "told what became of it";
    stop_and_verify();
    EXPECT_EQ(count<CommandSignature>(), 4U);
}

TEST_F(SignedCommandsTest, ABadSignatureIsNeverEntered) {
    CommandSigner thief{origin, admin_.secret, 1};
    CommandSigner elsewhere{"other.example", desk_.secret, 1};
    for (auto* const signer : {&thief, &elsewhere}) {
        auto const answer = send(asset("USD"), signer);
        EXPECT_TRUE(answer.faulty);
        EXPECT_EQ(answer.outcome, Outcome::command_signature_invalid);
    }
    auto const altered =
        send_signed_for(R"({"command":"create_asset","asset":"USD","scale":3})", asset("USD"));
    EXPECT_NE(altered.find("\"result\":\"command_signature_invalid\""), std::string::npos)
        << altered;
    EXPECT_EQ(altered.find("\"sequence\""), std::string::npos) << altered;
    EXPECT_EQ(send(asset("EUR"), &signer_).outcome, Outcome::ok) << "the session goes on";
    stop_and_verify();
    EXPECT_EQ(count<CommandSignature>(), 1U);
    EXPECT_EQ(count<CreateAsset>(), 1U);
}

TEST_F(SignedCommandsTest, EachOfALinkedChainIsSignedAndOneBadOneStopsAll) {
    ASSERT_EQ(send(asset("USD"), &signer_).outcome, Outcome::ok);
    client::CommandBatch good;
    ASSERT_TRUE(good.add(account(7), {{}, true, &signer_}).has_value());
    ASSERT_TRUE(good.add(account(8), {{}, false, &signer_}).has_value());
    CommandSigner thief{origin, admin_.secret, 1};
    client::CommandBatch bad;
    ASSERT_TRUE(bad.add(account(17), {{}, true, &signer_}).has_value());
    ASSERT_TRUE(bad.add(account(18), {{}, false, &thief}).has_value());
    auto const refused = send(bad);
    EXPECT_TRUE(refused.answers.at(0).faulty);
    EXPECT_EQ(refused.answers.at(1).outcome, Outcome::command_signature_invalid);
    auto const taken = send(good);
    EXPECT_EQ(taken.answers.at(0).outcome, Outcome::ok);
    EXPECT_EQ(taken.answers.at(1).outcome, Outcome::ok);
    stop_and_verify();
    EXPECT_EQ(count<CreateAccount>(), 2U);
}

TEST_F(SignedCommandsTest, LinesThatTheVerbSignedAreTakenByTheServerAndByApply) {
    ASSERT_EQ(send(asset("USD"), &signer_).outcome, Outcome::ok);
    cli_.write("desk.key", "0x" + to_hex(desk_.secret.span()) + "\n");
    ASSERT_EQ(cli_.run("chmod 600 desk.key").exit_code, 0);
    cli_.write("lines.jsonl",
               R"({"command":"create_account","id":"7","asset":"USD","owner":"7","code":10}
{"command":"create_account","id":"8","asset":"USD","owner":"8","code":10}
{"command":"create_transfer","id":"9","debit":"7","credit":"8","asset":"USD","amount":"12.34","code":1}
)");
    auto const sign = cli_.run("tally sign lines.jsonl --key desk.key --data books");
    ASSERT_EQ(sign.exit_code, 0) << sign.error;
    auto const answers = client_->apply_json(sign.out);
    ASSERT_TRUE(answers.has_value()) << answers.error().text;
    EXPECT_NE(answers.value().find("{\"line\":3,\"sequence\""), std::string::npos)
        << answers.value();
    EXPECT_EQ(answers.value().find("error"), std::string::npos) << answers.value();
    stop_and_verify();
    EXPECT_EQ(count<CommandSignature>(), 4U);
    cli_.write("signed.jsonl", sign.out);
    auto const again = cli_.run("tally apply signed.jsonl --data books");
    EXPECT_EQ(again.exit_code, 0) << again.error;
    EXPECT_NE(again.out.find("\"result\":\"exists\""), std::string::npos) << again.out;
    EXPECT_EQ(cli_.run("tally verify books --signatures -q").exit_code, 0);
}

}  // namespace
}  // namespace tally::serve
