// tally apply through a real server: the same lines, the same answers.
#include "tests/tools/manage/manage_world.h"
#include "tests/tools/manage/served.h"

#include <memory>
#include <sstream>

namespace tally::manage {
namespace {

class ApplyToServerTest : public ManageTest {
protected:
    ApplyToServerTest() {
        done("cp -r books twin");
        done("tally grant 1 operator --data books -q && tally grant 1 operator --data twin -q");
        done("tally grant 1 transfer_agent --data books -q");
        done("tally grant 1 transfer_agent --data twin -q");
        server_ = serve_books(cli_);
    }

    static constexpr char const* to_server = " --wait 60 --connect unix:s --key-file admin.secret";

    std::unique_ptr<bench::ServerProcess> server_;
};

// More lines than a batch has, a chain across its end, refusals, and lines that are no command.
std::string many_lines() {
    std::ostringstream lines;
    for (int id = 1; id <= 2; ++id)
        lines << R"({"command":"create_account","id":")" << id
              << R"(","asset":"USD","owner":"7","code":1})"
              << "\n";
    for (int id = 1; id <= 2'100; ++id) {
        bool const linked = id >= 990 && id < 1'010;
        lines << R"({"command":"create_transfer","id":")" << id << R"(","debit":"1","credit":)"
              << (id % 100 == 0 ? R"("9")" : R"("2")")
              << R"(,"asset":"USD","amount":"1.00","code":1)"
              << (linked ? R"(,"linked":true})" : "}") << "\n";
        if (id == 1'500) lines << "{\"command\":\"tock\"}\nnothing\n";
    }
    return lines.str();
}

TEST_F(ApplyToServerTest, TheAnswersAreThoseOfADirectory) {
    cli_.write("many.jsonl", many_lines());
    auto const there = cli_.run(std::string{"tally apply many.jsonl"} + to_server);
    EXPECT_EQ(there.exit_code, 1);
    expect_has(there.error, "2102 commands answered; 2 lines are no command");
    auto const here = cli_.run("tally apply many.jsonl --data twin");
    EXPECT_EQ(here.exit_code, 1);
    EXPECT_EQ(there.out, here.out);
    expect_has(here.out, "credit_account_not_found");
    expect_has(here.out, "linked_event_failed");
    auto const again = cli_.run(std::string{"tally apply many.jsonl -q"} + to_server);
    EXPECT_EQ(again.out.find("\"ok\""), std::string::npos) << "ids make a second time harmless";
    ASSERT_TRUE(server_->stop().has_value());
    EXPECT_EQ(done("tally balance --data books"), done("tally balance --data twin"));
}

TEST_F(ApplyToServerTest, WhatCannotBeSentIsExplained) {
    cli_.write("empty.jsonl", "");
    auto const empty = cli_.run(std::string{"tally apply empty.jsonl"} + to_server);
    EXPECT_EQ(empty.exit_code, 4);
    expect_has(empty.error, "empty.jsonl is empty");
    expect_refused("tally apply empty.jsonl", "name the record with --data DIR, or its server");
    expect_refused("tally apply empty.jsonl --data books --connect unix:s", "exclude each other");
    expect_refused(std::string{"tally apply empty.jsonl --newest-checkpoint x"} + to_server,
                   "is for a directory");
    expect_refused(std::string{"tally apply none.jsonl"} + to_server, "none.jsonl");
    ASSERT_TRUE(server_->stop().has_value());
}

}  // namespace
}  // namespace tally::manage
