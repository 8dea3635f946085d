#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <string>

namespace tally {
namespace {

using test::CliRunner;

// A trade, a two-phase transfer, a linked chain, and a deposit on a chain that becomes final.
class ExplainTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cli_ = new CliRunner;
        cli_->write("in", commands());
        auto const made = cli_->run(
            "tally init --origin why.test --key key --data books && tally apply in --data books "
            "-q -o answers && ! grep -v '\"result\":\"ok\"' answers");
        ASSERT_EQ(made.exit_code, 0) << made.out << made.error;
    }

    static void TearDownTestSuite() {
        delete cli_;
        cli_ = nullptr;
    }

    static std::string line(std::string const& text) {
        return "{" + text + R"(,"time":"2026-12-01T09:00:00Z"})" + "\n";
    }

    static std::string account(std::string const& id,
                               std::string const& asset,
                               std::string const& owner,
                               std::string const& code) {
        return line(R"("command":"create_account","id":")" + id + R"(","asset":")" + asset +
                    R"(","owner":")" + owner + R"(","code":)" + code);
    }

    static std::string transfer(std::string const& id, std::string const& more) {
        return line(R"("command":"create_transfer","id":")" + id + R"(",)" + more);
    }

    static std::string order(std::string const& id, std::string const& more) {
        return line(R"("command":"place_order","market":"BTC-USD","id":")" + id + R"(",)" + more);
    }

    static std::string block(std::string const& number,
                             std::string const& parent,
                             std::string const& events) {
        std::string const zeros(63, '0');
        return line(R"("command":"observe_block","chain":"eth","number":)" + number +
                    R"(,"hash":"0x)" + zeros + number + R"(","parent":"0x)" + zeros + parent +
                    R"(","timestamp":"2026-12-01T08:00:00Z","events":[)" + events + "]");
    }

    static std::string commands() {
        std::string const deposit = R"({"type":"deposit","transaction":"0x)" +
                                    std::string(63, '0') +
                                    R"(d","index":0,"account":"4","asset":"BTC","amount":"1"})";
        return line(R"("command":"create_asset","asset":"USD","scale":2)") +    // 0
               line(R"("command":"create_asset","asset":"BTC","scale":4)") +    // 1
               account("1", "USD", "1", "1") + account("2", "BTC", "1", "1") +  // 2, 3
               account("3", "USD", "7", "2") + account("4", "BTC", "7", "2") +  // 4, 5
               account("5", "USD", "8", "2") + account("6", "BTC", "8", "2") +  // 6, 7
               transfer("1", R"("debit":"1","credit":"3","asset":"USD","amount":"1000","code":1)") +
               transfer("2", R"("debit":"2","credit":"6","asset":"BTC","amount":"5","code":1)") +
               line(R"("command":"create_market","market":"BTC-USD","base":"BTC","quote":"USD",)"
                    R"("tick":"0.01","lot":"0.0001")") +                                   // 10
               order("31", R"("owner":"8","side":"sell","price":"100","quantity":"1")") +  // 11
               order("32", R"("owner":"7","side":"buy","price":"100","quantity":"0.4")") +
               transfer("3",
                        R"("debit":"3","credit":"5","asset":"USD","amount":"7","code":1,)"
                        R"("flags":["pending"])") +  // 14, after a fill
               transfer("4",
                        R"("pending_id":"3","flags":["post_pending_transfer"],"amount":"max")") +
               transfer("5",
                        R"("debit":"3","credit":"5","asset":"USD","amount":"1","code":1,)"
                        R"("linked":true)") +  // 16
               transfer("6", R"("debit":"5","credit":"3","asset":"USD","amount":"2","code":1)") +
               line(R"("command":"create_chain","chain":"eth","finality_depth":1,)"
                    R"("custody_owner":"1","loss_owner":"8")") +  // 18
               block("1", "0", deposit) +
               block("2", "1", "");  // 19 seen 20, 21 finalized 22
    }

    // The lines of an explanation without their times and details: "what sequence kind".
    static std::string told(std::string const& entry) {
        auto const result = cli_->run("tally explain " + entry +
                                      " --data books -O csv | tail -n +2 | cut -d, -f 1,2,4");
        EXPECT_EQ(result.exit_code, 0) << result.error;
        return result.out;
    }

    static CliRunner* cli_;
};

CliRunner* ExplainTest::cli_ = nullptr;

TEST_F(ExplainTest, AFillLeadsBackToBothOrdersAndToItsPostings) {
    EXPECT_EQ(told("13"),
              "before,11,place_order\n"
              "command,12,place_order\n"
              "this,13,fill\n"
              "hold,13,\n"
              "hold,13,\n"
              "posting,13,\n"
              "posting,13,\n");
    auto const json = cli_->run("tally explain 13 --data books -O jsonl | grep posting").out;
    EXPECT_NE(json.find(R"("details":{"debit":"3","credit":"5","asset":"USD","amount":"40.00",)"
                        R"("debit_balance":"960.00","credit_balance":"40.00"})"),
              std::string::npos)
        << json;
}

TEST_F(ExplainTest, AnOrderLeadsOnToItsFills) {
    EXPECT_EQ(told("11"), "this command,11,place_order\nhold,11,\nafter,13,fill\n");
}

TEST_F(ExplainTest, TheEndOfAPendingTransferAndItsBeginningNameEachOther) {
    EXPECT_EQ(told("14"),
              "this command,14,create_transfer\n"
              "pending_reserve,14,\n"
              "after,15,create_transfer\n");
    EXPECT_EQ(told("15"),
              "before,14,create_transfer\n"
              "this command,15,create_transfer\n"
              "pending_release,15,\n"
              "posting,15,\n");
}

TEST_F(ExplainTest, ALinkedChainIsShownAsOneMoment) {
    EXPECT_EQ(told("16"),
              "this command,16,create_transfer\n"
              "posting,16,\n"
              "linked,17,create_transfer\n");
    EXPECT_EQ(told("17"),
              "linked,16,create_transfer\n"
              "this command,17,create_transfer\n"
              "posting,17,\n");
}

TEST_F(ExplainTest, ADepositLeadsFromItsBlockToItsFinality) {
    EXPECT_EQ(told("22"),
              "before,19,observe_block\n"
              "before,20,chain_event_applied\n"
              "command,21,observe_block\n"
              "this,22,chain_event_applied\n"
              "pending_release,22,\n"
              "posting,22,\n");
    EXPECT_EQ(told("19"),
              "this command,19,observe_block\n"
              "consequence,20,chain_event_applied\n"
              "pending_reserve,20,\n"
              "after,22,chain_event_applied\n");
}

TEST_F(ExplainTest, OnlyWhatThePointOfTheQuestionKnowsIsTold) {
    EXPECT_EQ(cli_->run("tally explain 14 --at 14 --data books -O csv | wc -l").out, "3\n");
    auto const later = cli_->run("tally explain 15 --at 14 --data books");
    EXPECT_EQ(later.exit_code, 4);
    EXPECT_NE(later.error.find("there is no entry 15 in books after entry 14"), std::string::npos)
        << later.error;
    EXPECT_EQ(cli_->run("tally explain x --data books").exit_code, 1);
    EXPECT_EQ(cli_->run("tally explain 23 --data books").exit_code, 4);
}

TEST_F(ExplainTest, ATreeAddsUpItsLeaves) {
    EXPECT_EQ(cli_->run("tally tree --data books --by code,asset --asset USD -O csv").out,
              "node,depth,asset,accounts,debits_posted,credits_posted,balance,held\r\n"
              "code:1,1,USD,1,1000.00,0.00,-1000.00,0.00\r\n"
              "code:1/USD,2,USD,1,1000.00,0.00,-1000.00,0.00\r\n"
              "code:2,1,USD,2,50.00,1050.00,1000.00,0.00\r\n"
              "code:2/USD,2,USD,2,50.00,1050.00,1000.00,0.00\r\n");
    EXPECT_EQ(cli_->run("tally tree --data books -O csv --at 9 | head -n 3").out,
              "node,depth,asset,accounts,debits_posted,credits_posted,balance,held\r\n"
              "owner:1,1,USD,1,1000.00,0.00,-1000.00,0.00\r\n"
              "owner:1,1,BTC,1,5.0000,0.0000,-5.0000,0.0000\r\n");
    for (auto const* const levels : {"owner,owner", "bank", "", "owner,"})
        EXPECT_EQ(
            cli_->run(std::string{"tally tree --data books -q --by '"} + levels + "'").exit_code,
            *levels == '\0' ? 0 : 1)
            << levels;
}

}  // namespace
}  // namespace tally
