// Verbs that sign what they send, where a policy asks for it.
#include "tests/tools/manage/manage_world.h"
#include "tests/tools/manage/served.h"

#include <memory>
#include <string>

namespace tally::manage {
namespace {

constexpr char const* setup_lines =
    R"({"command":"create_asset","asset":"EUR","scale":2})"
    "\n"
    R"({"command":"create_account","id":"1","asset":"EUR","owner":"7","code":1})"
    "\n"
    R"({"command":"create_account","id":"2","asset":"EUR","owner":"8","code":1,"linked":true})"
    "\n"
    R"({"command":"create_transfer","id":"9","debit":"1","credit":"2","asset":"EUR","amount":"5.25","code":1})"
    "\n"
    R"({"command":"tock"})"
    "\n";

// Four commands that happened, and a line that is none.
void expect_done(std::string const& answers) {
    std::size_t ok = 0;
    for (auto at = answers.find(R"("result":"ok")"); at != answers.npos;
         at = answers.find(R"("result":"ok")", at + 1))
        ++ok;
    EXPECT_EQ(ok, 4U) << answers;
    EXPECT_NE(answers.find(R"({"line":5,"error":)"), answers.npos) << answers;
}

class SignTest : public ManageTest {
protected:
    SignTest() {
        done(
            "tally grant 1 operator --data books -q && tally grant 1 transfer_agent --data books "
            "-q");
        done("tally policies set signatures --role any --data books -q");
        cli_.write("setup.jsonl", setup_lines);
    }

    void expect_proven() const {
        expect_has(done("tally verify books --signatures -O json"), R"("verified":true)");
        done("tally replay --data books --re-decide -q");
    }
};

TEST_F(SignTest, AServerThatAsksForSignaturesGetsThem) {
    auto const server = serve_books(cli_);
    ASSERT_TRUE(server);
    std::string const door = " --wait 60 --connect unix:s ";
    auto const unsigned_key = door + "--key-file admin.secret";
    auto const sign = door + "--sign admin.secret";
    expect_refused("tally kill-switch on --owner 7" + unsigned_key, "signature_required");
    done("tally limits set order_quantity 2.5 --owner 7 --market BTC-USD -q" + sign);
    auto const applied = cli_.run("tally apply setup.jsonl" + sign);
    EXPECT_EQ(applied.exit_code, 1) << "the last line is no command";
    expect_done(applied.out);
    ASSERT_TRUE(server->stop().has_value());
    expect_has(done("tally limits list --data books -O csv"), "2.5000");
    expect_has(done("tally balance --data books --account 2 -O csv"), "5.25");
    expect_proven();
}

TEST_F(SignTest, WhatDependsOnMoreThanNamesIsToBeSignedFromACopy) {
    auto const server = serve_books(cli_);
    ASSERT_TRUE(server);
    cli_.write("amend.jsonl",
               R"({"command":"amend_order","id":"31","quantity":"0.4"})"
               "\n");
    expect_refused("tally apply amend.jsonl --wait 60 --connect unix:s --sign admin.secret",
                   "sign it with tally sign");
    ASSERT_TRUE(server->stop().has_value());
}

TEST_F(SignTest, InADirectoryASignedCommandIsTheKeysOwn) {
    done("tally kill-switch on --market BTC-USD -q --data books --sign admin.secret");
    expect_has(done("tally log --data books --kind set_kill_switch -O jsonl"), R"("key":1)");
    auto const applied = cli_.run("tally apply setup.jsonl --data books --sign admin.secret");
    expect_done(applied.out);
    done("tally keys new stranger.secret");
    expect_refused("tally kill-switch off --all --data books --sign stranger.secret",
                   "the record has no such key");
    expect_proven();
}

}  // namespace
}  // namespace tally::manage
