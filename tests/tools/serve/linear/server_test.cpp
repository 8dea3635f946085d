// Eight clients at once against the real program, over few accounts that run dry; then their
// histories are judged.
#include "tests/tools/serve/linear/history.h"
#include "tests/tools/serve/linear/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

namespace tally::linear {
namespace {

constexpr std::size_t clients = 8;
constexpr std::size_t accounts = 4;  // with the ids 1 to 4; 5 funds them
constexpr std::uint64_t funds = 100;

std::string account_line(std::size_t id, std::string const& flags) {
    return R"({"command":"create_account","id":")" + std::to_string(id) +
           R"(","asset":"PTS","owner":")" + std::to_string(id) + R"(","code":1,"flags":[)" + flags +
           "]}\n";
}

std::string transfer_line(std::uint64_t id, Operation const& asked) {
    auto const quoted = [](std::uint64_t number) { return "\"" + std::to_string(number) + "\""; };
    return R"({"command":"create_transfer","id":)" + quoted(id) + R"(,"debit":)" +
           quoted(asked.debit + 1) + R"(,"credit":)" + quoted(asked.credit + 1) +
           R"(,"asset":"PTS","amount":)" + quoted(asked.amount) + R"(,"code":1})" + "\n";
}

std::string setting() {
    std::string lines = R"({"command":"create_asset","asset":"PTS","scale":0})"
                        "\n";
    for (std::size_t id = 1; id <= accounts; ++id)
        lines += account_line(id, R"("debits_must_not_exceed_credits")");
    lines += account_line(accounts + 1, "");
    for (std::size_t to = 0; to < accounts; ++to) {
        Operation fund;
        fund.debit = accounts;
        fund.credit = to;
        fund.amount = funds;
        lines += transfer_line(to + 1, fund);
    }
    return lines;
}

Start start() {
    Start start{1 + accounts + 1 + accounts, std::vector<bool>(accounts, true), {}};
    start.credits.assign(accounts, funds);
    return start;
}

// The number after "name":, in quotes or not.
std::uint64_t number_of(std::string const& json, std::string const& name) {
    auto const key = "\"" + name + "\":";
    auto const found = json.find(key);
    if (found == std::string::npos) throw std::runtime_error("no " + name + " in " + json);
    auto const digits = json.find_first_of("0123456789", found + key.size());
    return std::stoull(json.substr(digits));
}

class OneClient {
public:
    OneClient(World const& world, std::size_t number)
        : number_(number), random_(number), client_(world.connect()) {}

    void run(std::size_t steps) {
        for (std::size_t step = 0; step < steps; ++step)
            if (below(4) == 0)
                read();
            else
                transfer(1'000 * (number_ + 1) + step);
    }

    [[nodiscard]] std::vector<Operation> const& history() const { return history_; }

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    void transfer(std::uint64_t id) {
        Operation done;
        done.debit = below(accounts);
        done.credit = (done.debit + 1 + below(accounts - 1)) % accounts;
        done.amount = 1 + below(funds);
        done.sent_ns = now_ns();
        auto const answer = client_->apply_json(transfer_line(id, done)).value();
        done.answered_ns = now_ns();
        done.sequence = number_of(answer, "sequence");
        done.accepted = answer.find(R"("result":"ok")") != std::string::npos;
        history_.push_back(done);
    }

    void read() {
        Operation done;
        done.kind = Operation::Kind::read;
        done.debit = below(accounts);
        done.sent_ns = now_ns();
        auto const rows = client_->read("accounts/" + std::to_string(done.debit + 1)).value();
        done.answered_ns = now_ns();
        done.sequence = rows.sequence;
        done.debits = number_of(rows.body, "debits_posted");
        done.credits = number_of(rows.body, "credits_posted");
        history_.push_back(done);
    }

    std::size_t number_;
    std::mt19937_64 random_;
    std::unique_ptr<client::Client> client_;
    std::vector<Operation> history_;
};

TEST(LinearTest, WhatConcurrentClientsAreToldIsOneHistory) {
    World world;
    auto const set = world.connect()->apply_json(setting()).value();
    ASSERT_EQ(set.find("error"), std::string::npos) << set;
    std::vector<std::unique_ptr<OneClient>> all;
    for (std::size_t number = 0; number < clients; ++number)
        all.push_back(std::make_unique<OneClient>(world, number));
    auto const history = run_all(all, 100);
    EXPECT_EQ(find_anomaly(start(), history).value_or("none"), "none");
    auto const a_read = [](Operation const& done) { return done.kind == Operation::Kind::read; };
    auto bad = history;
    auto const harmed = std::ranges::find_if(bad, a_read);
    ASSERT_NE(harmed, bad.end());
    ++harmed->credits;
    EXPECT_NE(find_anomaly(start(), bad).value_or("none"), "none");
    auto const refused = [](Operation const& done) {
        return done.kind == Operation::Kind::transfer && !done.accepted;
    };
    EXPECT_TRUE(std::ranges::any_of(history, refused)) << "the accounts never ran dry";
    world.stop();
}

}  // namespace
}  // namespace tally::linear
