#pragma once

#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::test {

// A record with a bank account (1), a client (2), an account for charges (3) and three keys, a
// statement of the bank, and the run of both in the directory `run`: the bank took 1.00 that nobody
// booked (material), and 0.10 less than was booked (not material). Breaks by their ids: fee_,
// small_.
class DecideTest : public ::testing::Test {
protected:
    DecideTest() {
        done(
            "tally init --data books --origin recon.example --key books.key --admin $(tally keys "
            "new admin.secret) -q");
        cli_.write("books.jsonl", books());
        cli_.write("bank.toml",
                   "[[account]]\nledger = \"1\"\nstatement = \"A\"\nasset = \"EUR\"\n"
                   "materiality = \"0.50\"\n");
        cli_.write("s.jsonl", statement());
        done("tally keys add $(tally keys new clerk.secret) --data books -q");
        done("tally keys add $(tally keys new head.secret) --data books -q");
        done("tally grant 2 operator --data books -q && tally grant 3 settlement --data books -q");
        done("tally apply books.jsonl --data books -q");
        reconcile("run", 2);
        fee_ = id_of("MISSING_INTERNAL", "run");
        small_ = id_of("AMOUNT", "run");
    }

    static std::string books() {
        std::string text = R"({"command":"create_asset","asset":"EUR","scale":2})";
        for (char const* const id : {"1", "2", "3"})
            text += std::string{"\n"} + R"({"command":"create_account","id":")" + id +
                    R"(","asset":"EUR","owner":"1","code":1})";
        return text + "\n" +
               R"({"command":"create_transfer","id":"10","debit":"1","credit":"2","asset":"EUR",)"
               R"("amount":"100.00","code":1,"metadata":"INV-1","effective_date":"2026-11-02"})"
               "\n"
               R"({"command":"create_transfer","id":"11","debit":"1","credit":"2","asset":"EUR",)"
               R"("amount":"5.00","code":1,"metadata":"INV-2","effective_date":"2026-11-03"})"
               "\n";
    }

    static std::string statement() {
        return R"({"statement":{"id":"S1","account":"A","asset":"EUR","from":"2026-11-01",)"
               R"("to":"2026-11-05","opening":"0.00","closing":"103.90"}})"
               "\n" +
               line("1", "100.00", "INV-1") + line("2", "4.90", "INV-2") +
               line("3", "-1.00", "CHARGE") + "{\"end\":{\"lines\":3}}\n";
    }

    static std::string line(char const* entry, char const* amount, char const* reference) {
        return std::string{R"({"entry":")"} + entry + R"(","amount":")" + amount +
               R"(","booking_date":"2026-11-03","references":{"end_to_end":")" + reference +
               "\"}}\n";
    }

    std::string reconcile(std::string const& out, int code, std::string const& more = "") const {
        auto const ran = cli_.run(
            "tally reconcile run --data books --rules bank.toml --source s.jsonl -q --out " + out +
            " " + more);
        EXPECT_EQ(ran.exit_code, code) << ran.out << ran.error;
        return ran.out;
    }

    [[nodiscard]] std::string id_of(std::string const& code, std::string const& directory) const {
        auto const csv = cli_.read(directory + "/breaks.csv");
        auto const at = csv.find("," + code + ",");
        EXPECT_NE(at, std::string::npos) << csv;
        return csv.substr(csv.rfind('\n', at) + 1, 16);
    }

    // What a command that has to succeed prints.
    std::string done(std::string const& command, int code = 0) const {
        auto const ran = cli_.run(command);
        EXPECT_EQ(ran.exit_code, code) << command << "\n" << ran.out << ran.error;
        return ran.out;
    }

    void refuses(std::string const& command, std::string const& because, int code = 1) const {
        auto const ran = cli_.run(command);
        EXPECT_EQ(ran.exit_code, code) << command << "\n" << ran.out << ran.error;
        EXPECT_NE(ran.error.find(because), std::string::npos) << command << "\n" << ran.error;
    }

    static void expect_has(std::string const& text, std::string const& part) {
        EXPECT_NE(text.find(part), std::string::npos) << "no " << part << " in\n" << text;
    }

    CliRunner cli_;
    std::string fee_;
    std::string small_;
};

}  // namespace tally::test
