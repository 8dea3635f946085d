#pragma once

#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

// A small record, and a bank's statement of its account 1.
namespace tally::test {

inline constexpr char const* books =
    R"({"command":"create_asset","asset":"EUR","scale":2,"time":"2026-11-01T00:00:00Z"}
{"command":"create_account","id":"1","asset":"EUR","owner":"1","code":1,"time":"2026-11-01T00:00:00Z"}
{"command":"create_account","id":"2","asset":"EUR","owner":"2","code":1,"time":"2026-11-01T00:00:00Z"}
{"command":"create_transfer","id":"10","debit":"1","credit":"2","asset":"EUR","amount":"100.00","code":1,"metadata":"INV-1","time":"2026-11-02T10:00:00Z"}
{"command":"create_transfer","id":"11","debit":"2","credit":"1","asset":"EUR","amount":"30.00","code":1,"metadata":"INV-2","time":"2026-11-03T10:00:00Z"}
{"command":"create_transfer","id":"12","debit":"1","credit":"2","asset":"EUR","amount":"5.00","code":1,"metadata":"INV-3","time":"2026-11-04T10:00:00Z"}
)";

inline constexpr char const* rules =
    "name = \"bank\"\n[[account]]\nledger = \"1\"\nstatement = \"A\"\nasset = \"EUR\"\n";

inline std::string line(std::string const& entry,
                        std::string const& amount,
                        std::string const& day,
                        std::string const& reference) {
    return R"({"entry":")" + entry + R"(","amount":")" + amount + R"(","booking_date":")" + day +
           R"(","references":{"end_to_end":")" + reference + "\"}}\n";
}

inline std::string statement(std::string const& closing, std::string const& lines) {
    return R"({"statement":{"id":"S1","account":"A","asset":"EUR","from":"2026-11-01","to":"2026-11-05","opening":"0.00","closing":")" +
           closing + "\"}}\n" + lines + R"({"end":{"lines":)" +
           std::to_string(std::ranges::count(lines, '\n')) + "}}\n";
}

class ReconcileTest : public ::testing::Test {
protected:
    ReconcileTest() {
        cli_.write("books.jsonl", books);
        cli_.write("bank.toml", rules);
        EXPECT_EQ(
            cli_.run("tally init --data books --origin recon.example --key log.key -q").exit_code,
            0);
        EXPECT_EQ(cli_.run("tally apply books.jsonl --data books -q").exit_code, 0);
    }

    CliResult run(std::string const& lines, std::string const& closing, std::string more = "") {
        cli_.write("s.jsonl", statement(closing, lines));
        return cli_.run("tally reconcile run --data books --rules bank.toml --source s.jsonl -q " +
                        more);
    }

    // Account 3, custody of BTC, beside what the record saw on the chain "eth".
    CliResult compare_with_chain() {
        cli_.write("chain.toml",
                   "[[account]]\nledger = \"3\"\nstatement = \"eth/BTC\"\nasset = \"BTC\"\n"
                   "ledger_references = [\"transaction\", \"id\"]\n"
                   "statement_references = [\"transaction\"]\n");
        return cli_.run("tally reconcile run --data books --rules chain.toml --source chain: -q");
    }

    static std::string all_lines() {
        return line("1", "100.00", "2026-11-02", "inv-1") +
               line("2", "-30.00", "2026-11-04", "INV-2") +
               line("3", "5.00", "2026-11-05", "INV-3");
    }

    CliRunner cli_;
};

}  // namespace tally::test
