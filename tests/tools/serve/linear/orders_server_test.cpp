// Clients at once in one market of the real program: they share owners, funds that run out, and the
// orders that they amend and cancel. Then their histories are judged.
#include "tests/tools/serve/linear/order_history.h"
#include "tests/tools/serve/linear/world.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace tally::linear {
namespace {

using Kind = OrderOperation::Kind;

constexpr std::size_t clients = 6;
constexpr std::uint64_t owners = 3;  // with the numbers 1 to 3; 99 funds them, 9 gets the fees
constexpr std::int64_t base_funds = 60;
constexpr std::int64_t quote_funds = 5'000;

std::uint64_t account_of(std::uint64_t owner, std::uint32_t asset) {
    return 10 * owner + asset;
}

void add_account(client::CommandBatch& batch, std::uint64_t owner, std::uint32_t asset) {
    CreateAccount account;
    account.id = AccountId{account_of(owner, asset)};
    account.owner = OwnerId{owner};
    account.asset = AssetNumber{asset};
    account.code = 1;
    ASSERT_TRUE(batch.add(account).has_value());
    if (owner > owners) return;
    CreateTransfer funds;
    funds.id = TransferId{account_of(owner, asset)};
    funds.debit = AccountId{account_of(99, asset)};
    funds.credit = account.id;
    funds.asset = account.asset;
    funds.requested = Amount{static_cast<std::uint64_t>(asset == 1 ? base_funds : quote_funds)};
    funds.code = 1;
    ASSERT_TRUE(batch.add(funds).has_value());
}

// Sets the market up as NaiveMarket has it.
OrderStart begin(client::Client& client) {
    client::CommandBatch batch;
    EXPECT_TRUE(batch.add(CreateAsset{*AssetCode::from("BASE"), 0, {}, Outcome::ok}).has_value());
    EXPECT_TRUE(batch.add(CreateAsset{*AssetCode::from("QUOTE"), 0, {}, Outcome::ok}).has_value());
    for (std::uint64_t const owner : {99U, 9U, 1U, 2U, 3U})
        for (std::uint32_t const asset : {1U, 2U})
            add_account(batch, owner, asset);
    CreateMarket market;
    market.symbol = *MarketSymbol::from("BASE-QUOTE");
    market.base = AssetNumber{1};
    market.quote = AssetNumber{2};
    market.tick = {1, 0};
    market.lot = {1, 0};
    market.maker_fee_bps = 10;
    market.taker_fee_bps = 30;
    market.fee_owner = OwnerId{9};
    EXPECT_TRUE(batch.add(market).has_value());
    auto const reply = client.apply(batch).value();
    for (auto const& answer : reply.answers)
        EXPECT_EQ(answer.outcome, Outcome::ok) << name_of(answer.outcome);
    OrderStart start{reply.answers.back().sequence + 1, {}};
    for (std::uint64_t owner = 1; owner <= owners; ++owner)
        start.owners[owner] = {base_funds, quote_funds};
    return start;
}

std::string text(boost::json::value const& json, char const* name) {
    return std::string{json.at(name).as_string()};
}

std::int64_t whole(boost::json::value const& json, char const* name) {
    return std::stoll(text(json, name));
}

// A row of entries/ as OrderOperation::saw has it.
std::string consequence(boost::json::value const& row) {
    auto const kind = text(row, "kind");
    if (kind == "fill")
        return "fill " + text(row, "maker") + ">" + text(row, "taker") + " " +
               text(row, "quantity") + "@" + text(row, "price");
    if (kind == "order_triggered") return "trigger " + text(row, "id");
    if (kind != "order_cancelled") return kind;
    auto const reason = text(row, "reason");
    return "cancel " + text(row, "id") + " " +
           (reason == "unfilled_remainder" ? "remainder" : reason);
}

std::string side_of(boost::json::value const& book, char const* side) {
    std::string levels;
    for (auto const& level : book.at(side).as_array())
        levels += (levels.empty() ? "" : " ") + text(level, "quantity") + "@" +
                  text(level, "price") + "x" + boost::json::serialize(level.at("orders"));
    return levels;
}

std::string balance(boost::json::value const& account) {
    auto const has = whole(account, "credits_posted") - whole(account, "debits_posted");
    return std::to_string(has) + " held " + std::to_string(whole(account, "held"));
}

std::vector<boost::json::value> lines_of(std::string_view body) {
    std::vector<boost::json::value> rows;
    while (!body.empty()) {
        auto const end = std::min(body.find('\n'), body.size());
        rows.push_back(boost::json::parse(body.substr(0, end)));
        body.remove_prefix(std::min(end + 1, body.size()));
    }
    return rows;
}

class Trader {
public:
    Trader(World const& world, std::size_t number)
        : number_(number), random_(number), client_(world.connect()) {}

    void run(std::size_t steps) {
        for (std::size_t step = 0; step < steps; ++step) {
            auto const choice = below(10);
            if (choice < 4) {
                place();
            } else if (choice < 7) {
                change(choice < 6 ? Kind::amend : Kind::cancel);
            } else if (choice < 9) {
                look_at_the_book();
            } else {
                look_at_funds();
            }
        }
    }

    [[nodiscard]] std::vector<OrderOperation> const& history() const { return history_; }

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    static std::uint64_t id_of(std::size_t client, std::uint64_t order) {
        return 1'000 * (client + 1) + order;
    }

    PlaceOrder order() {
        PlaceOrder order;
        order.id = OrderId{id_of(number_, ++placed_)};
        order.owner = OwnerId{1 + below(owners)};
        order.market = MarketNumber{1};
        order.side = below(2) == 0 ? OrderSide::buy : OrderSide::sell;
        order.price = Price{95 + below(10)};
        order.quantity = Quantity{1 + below(20)};
        order.self_trade = static_cast<SelfTrade>(below(3));
        auto const kind = below(8);
        if (kind == 0) order.time_in_force = TimeInForce::ioc;
        if (kind == 1) order.time_in_force = TimeInForce::fok;
        if (kind == 2) order.options = order_option::post_only;
        if (kind == 3) {
            order.type = OrderType::market;
            order.price = Price{};
        }
        if (kind == 4) {
            order.type = OrderType::stop_limit;
            order.stop_price = Price{95 + below(10)};
        }
        return order;
    }

    void place() {
        OrderOperation done;
        done.asked = order();
        send(done, done.asked);
    }

    // One that some client has sent lately, or will send.
    void change(Kind kind) {
        OrderOperation done;
        done.kind = kind;
        done.order = id_of(below(clients), placed_ + 2 - std::min(placed_ + 1, below(8)));
        if (kind == Kind::cancel) return send(done, CancelOrder{OrderId{done.order}, Outcome::ok});
        done.price = below(2) == 0 ? 0 : 95 + below(10);
        done.quantity = below(2) == 0 ? 0 : 1 + below(20);
        AmendOrder command;
        command.id = OrderId{done.order};
        command.price = Price{done.price};
        command.quantity = Quantity{done.quantity};
        send(done, command);
    }

    void send(OrderOperation done, Body const& command) {
        client::CommandBatch batch;
        ASSERT_TRUE(batch.add(command).has_value());
        done.sent_ns = now_ns();
        auto const answer = client_->apply(batch).value().answers.at(0);
        done.answered_ns = now_ns();
        done.sequence = answer.sequence;
        done.accepted = answer.outcome == Outcome::ok;
        done.consequences = answer.consequences;
        done.saw = consequences_of(answer);
        history_.push_back(std::move(done));
    }

    std::string consequences_of(wire::Answer const& answer) {
        if (answer.consequences == 0) return {};
        auto const rows = client_
                              ->read("entries?from=" + std::to_string(answer.sequence + 1) +
                                     "&to=" + std::to_string(answer.sequence + answer.consequences))
                              .value();
        EXPECT_EQ(rows.status, 200) << rows.body;
        std::string all;
        for (auto const& row : lines_of(rows.body))
            all += (all.empty() ? "" : ", ") + consequence(row);
        return all;
    }

    std::vector<boost::json::value> ask(OrderOperation& done, std::string const& question) {
        done.sent_ns = now_ns();
        auto const rows = client_->read(question).value();
        done.answered_ns = now_ns();
        done.sequence = rows.sequence;
        EXPECT_EQ(rows.status, 200) << rows.body;
        return lines_of(rows.body);
    }

    void look_at_the_book() {
        OrderOperation done;
        done.kind = Kind::book;
        auto const book = ask(done, "books/BASE-QUOTE").at(0);
        done.saw = side_of(book, "bids") + " | " + side_of(book, "asks");
        history_.push_back(std::move(done));
    }

    void look_at_funds() {
        OrderOperation done;
        done.kind = Kind::funds;
        done.owner = 1 + below(owners);
        auto const rows = ask(done, "accounts?owner=" + std::to_string(done.owner));
        ASSERT_EQ(rows.size(), 2U);
        done.saw = "base " + balance(rows[0]) + ", quote " + balance(rows[1]);
        history_.push_back(std::move(done));
    }

    std::size_t number_;
    std::mt19937_64 random_;
    std::unique_ptr<client::Client> client_;
    std::uint64_t placed_ = 0;
    std::vector<OrderOperation> history_;
};

// One real history and what is to be said about it.
class OrdersTest : public ::testing::Test {
protected:
    OrdersTest() {
        World world;
        start_ = begin(*world.connect());
        std::vector<std::unique_ptr<Trader>> all;
        for (std::size_t number = 0; number < clients; ++number)
            all.push_back(std::make_unique<Trader>(world, number));
        history_ = run_all(all, 120);
        world.stop();
    }

    // The place in the history of something that `is` so.
    template <class Is>
    [[nodiscard]] std::optional<std::size_t> find(Is const& is) const {
        auto const found = std::ranges::find_if(history_, is);
        if (found == history_.end()) return std::nullopt;
        return static_cast<std::size_t>(found - history_.begin());
    }

    // That a server which had answered otherwise would be found.
    template <class Is, class Harm>
    void expect_found(Is const& is, Harm const& harm) const {
        auto const at = find(is);
        ASSERT_TRUE(at) << "nothing of the kind happened";
        auto bad = history_;
        harm(bad[*at]);
        EXPECT_NE(find_anomaly(start_, bad).value_or("none"), "none");
    }

    // A judgement of what never happens would prove nothing.
    void expect_all_kinds() const {
        for (char const* const word : {"fill", "cancel", "trigger", "self_trade", "remainder"})
            EXPECT_TRUE(find([&](auto const& done) {
                return done.saw.value_or("").find(word) != std::string::npos;
            })) << word;
        for (auto const kind : {Kind::place, Kind::amend, Kind::cancel})
            for (bool const accepted : {true, false})
                EXPECT_TRUE(find([&](auto const& done) {
                    return done.kind == kind && done.accepted == accepted;
                })) << static_cast<int>(kind)
                    << accepted;
    }

    void expect_wrong_reads_found() const {
        auto const is_book = [](auto const& done) {
            return done.kind == Kind::book && done.saw.value().size() > 3;
        };
        expect_found(is_book, [](auto& done) { done.saw = " | "; });
        expect_found(is_book, [&](auto& done) { done.sequence = start_.entries; });
        auto const is_funds = [](auto const& done) { return done.kind == Kind::funds; };
        expect_found(is_funds, [](auto& done) { done.saw->back() ^= 1; });
    }

    void expect_wrong_answers_found() const {
        auto const filled = [](auto const& done) {
            return done.saw.value_or("").starts_with("fill");
        };
        expect_found(filled, [](auto& done) { done.saw->back() ^= 1; });
        auto const cancelled = [](auto const& done) {
            return done.kind == Kind::cancel && done.accepted;
        };
        expect_found(cancelled, [](auto& done) { done.accepted = false; });
        auto const refused = [](auto const& done) {
            return done.kind == Kind::place && !done.accepted;
        };
        expect_found(refused, [](auto& done) { done.accepted = true; });
    }

    OrderStart start_;
    std::vector<OrderOperation> history_;
};

TEST_F(OrdersTest, WhatConcurrentTradersAreToldIsOneHistoryAndOtherwiseItWouldBeFound) {
    EXPECT_EQ(find_anomaly(start_, history_).value_or("none"), "none");
    expect_all_kinds();
    expect_wrong_answers_found();
    expect_wrong_reads_found();
}

}  // namespace
}  // namespace tally::linear
