// The verbs limits, policies, kill-switch, approve and reject, on a directory.
#include "tests/tools/manage/manage_world.h"

namespace tally::manage {
namespace {

class LimitsTest : public ManageTest {
protected:
    // Two accounts of owners 7 and 8, of which the first may be debited without end.
    void open_accounts() {
        cli_.write("accounts.jsonl",
                   R"({"command":"create_account","id":"1","asset":"USD","owner":"7","code":1})"
                   "\n"
                   R"({"command":"create_account","id":"2","asset":"USD","owner":"8","code":1})"
                   "\n");
        done("tally apply accounts.jsonl --data books -q");
    }

    std::string transfer(std::string const& id, std::string const& amount) {
        cli_.write("one.jsonl",
                   R"({"command":"create_transfer","id":")" + id +
                       R"(","debit":"1","credit":"2","asset":"USD","code":1,"amount":")" + amount +
                       "\"}\n");
        auto const answer = done("tally apply one.jsonl --data books -q");
        auto const from = answer.find("\"result\":\"") + 10;
        return answer.substr(from, answer.find('"', from) - from);
    }
};

TEST_F(LimitsTest, ALimitIsSetCountedShownAndLifted) {
    open_accounts();
    done("tally limits set transfers 100 --owner 7 --asset USD --window 1d --data books -q");
    EXPECT_EQ(transfer("1", "60.00"), "ok");
    EXPECT_EQ(transfer("2", "60.00"), "transfer_limit_exceeded");
    auto const listed = done("tally limits list --data books -O csv");
    expect_has(listed, "\n7,,transfers,,USD,86400,100.00,60.00");
    EXPECT_EQ(listed, done("tally access limits --data books -O csv"));
    done("tally limits lift transfers --owner 7 --asset USD --data books -q");
    EXPECT_EQ(transfer("3", "60.00"), "ok");
    expect_has(cli_.run("tally limits list --data books").error, "no limits");
}

TEST_F(LimitsTest, EachKindOfLimitCanBeSetInItsOwnUnits) {
    for (auto const* const limit : {"order_quantity 1.5 --owner 7 --market BTC-USD",
                                    "order_notional 5000.00 --number 1 --market BTC-USD",
                                    "open_orders 10 --owner 7",
                                    "order_rate 100 --owner 7 --window 1s",
                                    "price_band 500 --number 1 --market BTC-USD",
                                    "transfers 10.00 --number 1 --asset USD --window 7d",
                                    "withdrawals 0.5 --owner 7 --asset BTC --window 24h"})
        done(std::string{"tally limits set --data books -q "} + limit);
    EXPECT_EQ(done("tally limits list --data books -O csv | wc -l"), "8\n");
    expect_has(done("tally limits list --data books -O csv"), "order_quantity,BTC-USD,,,1.5000,");
}

TEST_F(LimitsTest, AWrongLimitIsRefusedWithWhatToDo) {
    struct Case {
        char const* arguments;
        char const* because;
    };

    for (auto const& [arguments, because] :
         {Case{"set", "limits set: say which one"},
          Case{"list transfers", "limits list takes no transfers"},
          Case{"lift transfers 100 --owner 7 --asset USD", "limits lift takes no amount"},
          Case{"lift transfers --owner 7 --asset USD", "limit_not_found"},
          Case{"set breath 1", "\"limit\" cannot be \"breath\""},
          Case{"set transfers --owner 7 --asset USD --window 1d", "\"amount\" is missing"},
          Case{"set transfers 1 --asset USD --window 1d", "one owner (--owner) or one key"},
          Case{"set transfers 1 --owner 7 --number 1 --asset USD --window 1d",
               "limit_subject_invalid"},
          Case{"set transfers 1 --owner 7 --asset USD", "need a --window"},
          Case{"set transfers 1 --owner 7 --asset USD --window 1w", "\"window\""},
          Case{"set transfers 1 --owner 7 --asset EUR --window 1d", "asset_not_found"},
          Case{"set transfers 1.001 --owner 7 --asset USD --window 1d",
               "3 digits after the point; here there are at most 2"},
          Case{"set open_orders 1 --number 1", "open_orders only on an owner"},
          Case{"set open_orders 1.5 --owner 7", "1 digits after the point"},
          Case{"set order_quantity 1 --owner 7", "market_not_found"},
          Case{"set order_quantity 1 --owner 7 --market BTC-USD --asset USD", "scope_invalid"},
          Case{"set order_quantity 1 --owner 7 --market BTC-USD --window 1d",
               "the others take none"}})
        expect_refused(std::string{"tally limits --data books "} + arguments, because);
}

TEST_F(LimitsTest, AKillSwitchStopsWhatItNamesUntilItIsOff) {
    open_accounts();
    done("tally kill-switch on --owner 7 --data books -q");
    EXPECT_EQ(transfer("1", "1.00"), "killed");
    expect_has(done("tally kill-switch list --data books -O csv"), "market\r\nowner,7,\r\n");
    done("tally kill-switch off --owner 7 --data books -q");
    EXPECT_EQ(transfer("2", "1.00"), "ok");
    done("tally kill-switch on --all --data books -q");
    EXPECT_EQ(transfer("3", "1.00"), "killed");
    done("tally kill-switch off --all --data books -q");
    done("tally kill-switch on --market BTC-USD --data books -q");
    EXPECT_EQ(transfer("4", "1.00"), "ok");
    expect_has(done("tally kill-switch list --data books -O csv"),
               "owner,market\r\nmarket,,BTC-USD\r\n");
}

TEST_F(LimitsTest, NothingIsStoppedByMistake) {
    expect_refused("tally kill-switch on --data books", "--owner ID, --market SYMBOL or --all");
    expect_refused("tally kill-switch on --all --owner 7 --data books", "say what to stop");
    expect_refused("tally kill-switch maybe --all --data books", "maybe not in");
    expect_refused("tally kill-switch list --all --data books", "name nothing");
    expect_refused("tally kill-switch on --market ETH-USD --data books", "market_not_found");
    expect_has(done("tally status --data books -O json"), R"("size":6,)");
}

TEST_F(LimitsTest, ALargeTransferWaitsForASecondPairOfEyes) {
    open_accounts();
    done("tally policies set four_eyes --asset USD --amount 50 --timeout 24h --data books -q");
    expect_has(done("tally policies list --data books -O csv"), "four_eyes,,USD,50.00,86400");
    EXPECT_EQ(transfer("1", "50.00"), "approval_required");
    EXPECT_EQ(transfer("2", "50.00"), "approval_required");
    EXPECT_EQ(transfer("3", "49.99"), "ok");
    expect_refused("tally approve 1 --data books", "another key must: --connect and --key-file");
    done("tally reject 1 --data books -q");
    expect_refused("tally reject 1 --data books", "no transfer with this id waits");
    EXPECT_EQ(done("tally access waiting --data books -O csv | wc -l"), "2\n");
    done("tally policies lift four_eyes --asset USD --data books -q");
    EXPECT_EQ(transfer("4", "50.00"), "ok");
    expect_refused("tally policies lift four_eyes --asset USD --data books", "policy_not_found");
}

TEST_F(LimitsTest, AWrongPolicyIsRefusedWithWhatToDo) {
    struct Case {
        char const* arguments;
        char const* because;
    };

    for (auto const& [arguments, because] :
         {Case{"set", "policies set: say which one"},
          Case{"set six_eyes", "\"policy\" cannot be \"six_eyes\""},
          Case{"set four_eyes --asset USD", "\"amount\" is missing"},
          Case{"set four_eyes --asset EUR --amount 1", "asset_not_found"},
          Case{"set four_eyes --asset USD --amount 1 --role admin", "policy_invalid"},
          Case{"set four_eyes --asset USD --amount 1 --timeout soon", "\"timeout\""},
          Case{"set signatures --role king", "\"role\" cannot be \"king\""},
          Case{"set signatures --role admin --asset USD", "policy_invalid"}})
        expect_refused(std::string{"tally policies --data books "} + arguments, because);
    done("tally policies set signatures --role operator --data books -q");
    expect_has(done("tally policies list --data books -O csv"), "signatures,operator,");
    done("tally policies lift signatures --role operator --data books -q");
    expect_has(cli_.run("tally policies list --data books").error, "no policies");
}

}  // namespace
}  // namespace tally::manage
