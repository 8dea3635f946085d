#include "tools/serve/reads/reads.h"

#include "tests/engine/sequencer/sequencer_world.h"
#include "tests/tools/serve/reads/asking.h"
#include "tools/look/view.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tally::serve {
namespace {

constexpr std::string_view queries[] = {
    "accounts",
    "accounts?limit=7",
    "accounts?limit=7&offset=30",
    "accounts?limit=0",
    "accounts?offset=1000",
    "accounts?owner=3",
    "accounts?asset=BTC&limit=4&offset=3",
    "accounts?code=10&limit=5&offset=70",
    "accounts/21",
    "accounts/21?offset=1",
    "accounts/999999",
    "accounts/nobody",
    "accounts?colour=red",
    "balances",
    "balances/21",
    "balances/21?effective=",
    "balances?asset=USD&limit=9&offset=2",
    "balances?asset=EUR",
    "orders",
    "orders?limit=3&offset=2",
    "orders?owner=5",
    "orders?state=resting&market=BTC-USD",
    "orders?state=waiting",
    "orders?state=asleep",
    "orders/nobody",
    "orders/999999999",
    "markets",
    "markets/BTC-USD",
    "markets/ETH-USD",
    "assets",
    "assets?limit=1&offset=1",
    "assets/USD",
    "assets/EUR",
    "books",
    "books/BTC-USD",
    "books/BTC-USD?depth=2",
    "books/BTC-USD?depth=many",
    "books/ETH-USD",
    "escrows",
    "escrows?limit=1&offset=1",
    "escrows/5",
    "escrows/77",
    "chains",
    "chains/ethereum",
    "chains/bitcoin",
    "access",
    "access/keys?limit=1",
    "access/limits",
    "access/switches",
    "access/policies",
    "access/waiting",
    "access/codes",
};

CreateEscrow escrow(std::uint64_t id) {
    CreateEscrow body;
    body.id = EscrowId{id};
    body.buyer = OwnerId{2};
    body.seller = OwnerId{3};
    body.asset = AssetNumber{1};
    body.amount = Amount{10'000};
    body.content_hash.bytes.fill(1);
    body.attestors.push_back(Address{});
    body.attestors.back().bytes.fill(2);
    body.quorum = 1;
    body.release_after = Timestamp{std::uint64_t{4'000'000'000} * ns_per_second};
    body.refund_after = Timestamp{std::uint64_t{4'100'000'000} * ns_per_second};
    return body;
}

SetLimit limit(std::uint64_t owner) {
    SetLimit body;
    body.kind = LimitKind::transfers;
    body.owner = OwnerId{owner};
    body.asset = AssetNumber{1};
    body.window = 60;
    body.amount = Amount{1'000'000};
    return body;
}

CreateChain chain() {
    CreateChain body;
    body.name = *ChainName::from("ethereum");
    body.finality_depth = 12;
    body.custody_owner = OwnerId{1};
    body.loss_owner = OwnerId{1};
    return body;
}

std::vector<Request> requests_of(std::uint64_t seed, std::size_t count) {
    auto requests = testing::RandomCommands{seed}.take(count);
    auto const time = requests.back().time;
    for (auto const& body : {Body{escrow(5)},
                             Body{escrow(6)},
                             Body{FundEscrow{EscrowId{5}}},
                             Body{chain()},
                             Body{limit(3)},
                             Body{limit(4)}})
        requests.push_back({body, time});
    return requests;
}

void expect_same(RowsAnswer const& left, RowsAnswer const& right) {
    EXPECT_EQ(left.status, right.status);
    EXPECT_EQ(left.sequence, right.sequence);
    EXPECT_EQ(left.body, right.body);
}

class ReadsTest : public ::testing::TestWithParam<std::uint64_t> {
protected:
    void SetUp() override {
        testing::apply_all(data(), requests_of(GetParam(), 400));
        cli::CommonOptions options;
        options.data = data();
        view_ = look::open_view(options).value();
    }

    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    TemporaryDirectory directory_;
    look::View view_;
};

TEST_P(ReadsTest, AStateGivesTheAnswersOfTheRecord) {
    Asking of_state{{data(), view_.state.get()}};
    Asking of_record{{data(), nullptr}};
    for (auto const query : queries) {
        SCOPED_TRACE(query);
        expect_same(of_state.ask(query), of_record.ask(query));
    }
    EXPECT_GT(of_state.from_state(), 30U);
}

TEST_P(ReadsTest, WhatCostsMoreThanItMayIsAnsweredAllTheSame) {
    Asking stingy{{data(), view_.state.get(), 2}};
    Asking of_record{{data(), nullptr}};
    for (auto const query : queries) {
        SCOPED_TRACE(query);
        expect_same(stingy.ask(query), of_record.ask(query));
    }
}

TEST_P(ReadsTest, PagesPutTogetherAreTheWholeList) {
    Asking asking{{data(), view_.state.get()}};
    for (std::string const list : {"accounts", "balances", "orders", "escrows", "access/limits"}) {
        std::string together;
        for (std::size_t offset = 0;; offset += 3) {
            auto const page = asking.ask(list + "?limit=3&offset=" + std::to_string(offset)).body;
            if (page.empty()) break;
            together += page;
        }
        EXPECT_FALSE(together.empty()) << list;
        EXPECT_EQ(together, asking.ask(list).body) << list;
    }
}

TEST_P(ReadsTest, AStateThatWentOnAnswersNothingOfThePast) {
    auto const size = view_.point.size;
    auto const before = Asking{{data(), view_.state.get()}}.ask("balances", size - 1);
    expect_same(before, Asking{{data(), nullptr}}.ask("balances", size - 1));
    testing::apply_all(data(), {{limit(5), view_.state->last_time()}});
    cli::CommonOptions options;
    options.data = data();
    auto const later = look::open_view(options).value();
    ASSERT_GT(later.point.size, size);
    Asking asking{{data(), later.state.get()}};
    expect_same(asking.ask("balances", size - 1), before);
    EXPECT_EQ(asking.from_state(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReadsTest, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace tally::serve
