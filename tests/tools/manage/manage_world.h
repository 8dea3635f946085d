#pragma once

#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::manage {

// A record with an administrator's key, an asset and a market; its directory is `books`.
class ManageTest : public ::testing::Test {
protected:
    ManageTest() {
        cli_.write("begin.jsonl",
                   R"({"command":"create_asset","asset":"USD","scale":2})"
                   "\n"
                   R"({"command":"create_asset","asset":"BTC","scale":8})"
                   "\n"
                   R"({"command":"create_market","market":"BTC-USD","base":"BTC","quote":"USD",)"
                   R"("tick":"0.01","lot":"0.0001","fee_owner":"1"})"
                   "\n");
        done(
            "tally init --data books --origin manage.test --admin $(tally keys new admin.secret) "
            "-q");
        done("tally apply begin.jsonl --data books -q");
    }

    // What a command that has to succeed prints.
    std::string done(std::string const& command) const {
        auto const ran = cli_.run(command);
        EXPECT_EQ(ran.exit_code, 0) << command << "\n" << ran.error;
        return ran.out;
    }

    // What a command that has to be refused says; it prints nothing, and one line of error.
    std::string refused(std::string const& command) const {
        auto const ran = cli_.run(command);
        EXPECT_EQ(ran.exit_code, 1) << command << "\n" << ran.error;
        EXPECT_EQ(ran.out, "") << command;
        EXPECT_EQ(ran.error.rfind("tally: ", 0), 0U) << ran.error;
        EXPECT_EQ(ran.error.find('\n'), ran.error.size() - 1) << ran.error;
        return ran.error;
    }

    void expect_refused(std::string const& command, std::string const& because) const {
        auto const said = refused(command);
        EXPECT_NE(said.find(because), std::string::npos) << command << "\n" << said;
    }

    static void expect_has(std::string const& text, std::string const& part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    }

    test::CliRunner cli_;
};

}  // namespace tally::manage
