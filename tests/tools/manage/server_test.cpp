// The same verbs through a real server that asks for keys.
#include "tests/tools/manage/manage_world.h"
#include "tests/tools/manage/served.h"

#include <memory>

namespace tally::manage {
namespace {

class ManageServerTest : public ManageTest {
protected:
    ManageServerTest() { server_ = serve_books(cli_); }

    // The options with which the holder of a key goes through the server.
    static std::string as(std::string const& who) {
        return " --wait 60 --connect unix:s --key-file " + who + ".secret ";
    }

    std::unique_ptr<bench::ServerProcess> server_;
};

TEST_F(ManageServerTest, AnAdministratorLetsAnotherKeyInAndShowsItTheDoor) {
    EXPECT_EQ(
        done("tally keys add $(tally keys new desk.secret) --name desk -O json" + as("admin")),
        R"({"command":"add_key","result":"ok","sequence":5,"number":2})"
        "\n");
    expect_refused("tally grant 2 admin" + as("desk"), "not_authorized");
    done("tally grant 2 admin -q" + as("admin"));
    done("tally grant 2 trader --owner 7 -q" + as("desk"));
    expect_refused("tally ungrant 2 trader --owner 8" + as("desk"), "grant_not_found");
    done("tally ungrant 2 trader --owner 7 -q" + as("desk"));
    done("tally keys revoke 2 -q" + as("admin"));
    auto const out = cli_.run(
        "tally grant 2 trader --wait 5 --connect unix:s --key-file "
        "desk.secret");
    EXPECT_EQ(out.exit_code, 4);
    expect_has(out.error, "revoked");
    ASSERT_TRUE(server_->stop().has_value());
    expect_has(done("tally log --data books --kind grant_role -O jsonl"), R"("key":2)");
    done("tally verify books -q && tally replay --data books --re-decide -q");
}

TEST_F(ManageServerTest, LimitsSwitchesAndPoliciesAreSetWhileItRuns) {
    done("tally limits set order_quantity 1.5 --owner 7 --market BTC-USD -q" + as("admin"));
    done("tally kill-switch on --owner 7 -q" + as("admin"));
    done("tally policies set four_eyes --asset USD --amount 50.00 -q" + as("admin"));
    expect_refused(
        "tally limits set order_quantity 1.55555 --owner 7 --market BTC-USD" + as("admin"),
        "5 digits after the point");
    expect_refused("tally approve 1" + as("admin"), "waiting_transfer_not_found");
    expect_has(done("tally limits list --data books -O csv"), "1.5000");
    expect_has(done("tally kill-switch list --data books -O csv"), "owner,7,");
    expect_has(done("tally policies list --data books -O csv"), "four_eyes");
    for (auto const* const verb : {"keys", "limits", "kill-switch", "policies"}) {
        auto const lists = "tally " + std::string{verb} + " list -O jsonl";
        EXPECT_EQ(done(lists + as("admin")), done(lists + " --data books")) << verb;
    }
    ASSERT_TRUE(server_->stop().has_value());
}

TEST_F(ManageServerTest, ASecondKeyApprovesWhatTheFirstHasSent) {
    done("tally kill-switch off --all -q" + as("admin"));
    ASSERT_TRUE(server_->stop().has_value());
    cli_.write("more.jsonl",
               R"({"command":"create_account","id":"1","asset":"USD","owner":"7","code":1})"
               "\n"
               R"({"command":"create_account","id":"2","asset":"USD","owner":"8","code":1})"
               "\n"
               R"({"command":"set_policy","policy":"four_eyes","asset":"USD","amount":"50"})"
               "\n"
               R"({"command":"create_transfer","id":"9","debit":"1","credit":"2","asset":"USD",)"
               R"("amount":"60","code":1})"
               "\n");
    done("tally apply more.jsonl --data books -q");
    server_ = serve_books(cli_, "t");
    ASSERT_TRUE(server_);
    auto const approved =
        done("tally approve 9 -O json --wait 60 --connect unix:t --key-file admin.secret");
    expect_has(approved, R"("result":"ok")");
    expect_has(approved, R"("consequences":1)");
    ASSERT_TRUE(server_->stop().has_value());
    expect_has(done("tally balance --account 2 --data books -O csv"), "60.00");
}

TEST_F(ManageServerTest, WhoHasNoKeyTheWrongOneOrNobodyToAskIsToldSo) {
    auto const said = [this](std::string const& options) {
        auto const ran = cli_.run("tally kill-switch on --all --wait 5 " + options);
        EXPECT_EQ(ran.exit_code, 4) << ran.error;
        EXPECT_EQ(ran.out, "");
        return ran.error;
    };
    done("tally keys new stranger.secret");
    expect_has(said("--connect unix:s"), "only proven keys");
    expect_has(said("--connect unix:s --key-file stranger.secret"), "knows no such key");
    expect_has(said("--connect unix:nobody --key-file admin.secret"), "unix:nobody");
    expect_refused("tally kill-switch on --all --connect unix:s --key-file no.secret",
                   "there is no such key file");
    done("cp admin.secret seen.secret && chmod 644 seen.secret");
    expect_refused("tally kill-switch on --all --connect unix:s --key-file seen.secret",
                   "chmod 600 it");
    expect_refused("tally kill-switch on --all --data books", "another process is writing");
    ASSERT_TRUE(server_->stop().has_value());
    EXPECT_EQ(done("tally kill-switch list --data books -O csv"), "stopped,owner,market\r\n");
}

}  // namespace
}  // namespace tally::manage
