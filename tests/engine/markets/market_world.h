#pragma once

#include "tests/support/engine_harness.h"
#include "tests/support/saved_state.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace tally {

inline void PrintTo(Outcome outcome, std::ostream* out) {
    *out << name_of(outcome);
}

}  // namespace tally

namespace tally::testing {

inline constexpr AssetNumber base_asset{1};
inline constexpr AssetNumber quote_asset{2};
inline constexpr MarketNumber the_market{1};
inline constexpr std::uint64_t fee_owner = 9;
inline constexpr std::uint64_t funded = 1'000'000'000;

// Zero leaves a field unchanged.
inline AmendOrder amend(std::uint64_t id, std::uint64_t price, std::uint64_t quantity) {
    AmendOrder command;
    command.id = OrderId{id};
    command.price = Price{price};
    command.quantity = Quantity{quantity};
    return command;
}

// One market, BASE-QUOTE, whose prices and quantities are whole numbers, and owners 1 to 5 with a
// thousand million of both assets each. Account ids are 10 x owner + asset; the issuer is owner 99.
class MarketWorld {
public:
    explicit MarketWorld(std::uint16_t maker_fee_bps = 10, std::uint16_t taker_fee_bps = 30) {
        must(CreateAsset{*AssetCode::from("BASE"), 0, {}, Outcome::ok});
        must(CreateAsset{*AssetCode::from("QUOTE"), 0, {}, Outcome::ok});
        for (std::uint64_t const owner : {99U, 9U, 1U, 2U, 3U, 4U, 5U})
            for (auto const asset : {base_asset, quote_asset})
                add_account(owner, asset);
        must(market("BASE-QUOTE", maker_fee_bps, taker_fee_bps));
    }

    static CreateMarket market(char const* symbol,
                               std::uint16_t maker_bps,
                               std::uint16_t taker_bps) {
        CreateMarket command;
        command.symbol = *MarketSymbol::from(symbol);
        command.base = base_asset;
        command.quote = quote_asset;
        command.tick = {1, 0};
        command.lot = {1, 0};
        command.maker_fee_bps = maker_bps;
        command.taker_fee_bps = taker_bps;
        command.fee_owner = OwnerId{fee_owner};
        return command;
    }

    void add_account(std::uint64_t owner, AssetNumber asset, std::uint16_t flags = 0) {
        CreateAccount account;
        account.id = AccountId{10 * owner + asset.value};
        account.owner = OwnerId{owner};
        account.asset = asset;
        account.code = 1;
        account.flags = flags;
        if (owner < 9) account.flags |= account_flag::debits_must_not_exceed_credits;
        must(account);
        if (owner < 9) pay(99, owner, asset, funded);
    }

    void pay(std::uint64_t from, std::uint64_t to, AssetNumber asset, uint128 units) {
        CreateTransfer transfer;
        transfer.id = TransferId{++last_transfer_};
        transfer.debit = AccountId{10 * from + asset.value};
        transfer.credit = AccountId{10 * to + asset.value};
        transfer.asset = asset;
        transfer.requested = Amount{units};
        transfer.code = 1;
        must(transfer);
    }

    void must(Body command) { EXPECT_EQ(run(std::move(command)), Outcome::ok); }

    Outcome run(Body command) {
        first_ = harness.entries().size();
        return harness.run(std::move(command));
    }

    // A limit order with an id of its own, to be changed before it is run.
    PlaceOrder limit(std::uint64_t owner,
                     OrderSide side,
                     std::uint64_t price,
                     std::uint64_t quantity) {
        PlaceOrder order;
        order.id = OrderId{++last_order_};
        order.owner = OwnerId{owner};
        order.market = the_market;
        order.side = side;
        order.price = Price{price};
        order.quantity = Quantity{quantity};
        return order;
    }

    PlaceOrder buy(std::uint64_t owner, std::uint64_t price, std::uint64_t quantity) {
        return limit(owner, OrderSide::buy, price, quantity);
    }

    PlaceOrder sell(std::uint64_t owner, std::uint64_t price, std::uint64_t quantity) {
        return limit(owner, OrderSide::sell, price, quantity);
    }

    static PlaceOrder typed(PlaceOrder order,
                            OrderType type,
                            std::uint64_t stop = 0,
                            std::uint64_t trail = 0) {
        order.type = type;
        order.stop_price = Price{stop};
        order.trail = Price{trail};
        if (type != OrderType::stop_limit) order.price = Price{};
        return order;
    }

    static PlaceOrder in_force(PlaceOrder order, TimeInForce time_in_force) {
        order.time_in_force = time_in_force;
        return order;
    }

    static PlaceOrder with_budget(PlaceOrder order, std::uint64_t budget) {
        order.quantity = Quantity{};
        order.budget = Amount{budget};
        return order;
    }

    static PlaceOrder with_options(PlaceOrder order, std::uint8_t options) {
        order.options = options;
        return order;
    }

    // Places an order that must be accepted; returns its id.
    std::uint64_t place(PlaceOrder const& order) {
        must(order);
        return low_half(order.id.value);
    }

    // What the last command led to, a word for each: "fill 1>2 5@100" is maker 1, taker 2.
    [[nodiscard]] std::string happened() const {
        std::string text;
        auto const& entries = harness.entries();
        for (auto i = first_ + 1; i < entries.size(); ++i)
            text += (text.empty() ? "" : ", ") + describe(entries[i].body);
        return text;
    }

    // One side of the book: "3:5@100" is order 3 with 5 open; hidden quantity follows a plus.
    [[nodiscard]] std::string book(OrderSide side) const {
        std::string text;
        auto const& levels = markets().side(the_market, side);
        for (auto level = levels.best_level(); !level.at_end(); level = levels.next_level(level))
            for (auto at = level.first; at != no_order; at = markets().next_in_queue(at)) {
                BookOrder const& order = markets().order(at);
                text += (text.empty() ? "" : " ") + number(order.id.value) + ":" +
                        number(order.shown.units());
                if (order.shown != order.open)
                    text += "+" + number((order.open - order.shown).units());
                text += "@" + number(order.price.value);
            }
        return text;
    }

    [[nodiscard]] Markets const& markets() const { return harness.state().markets(); }

    [[nodiscard]] Market const& terms() const { return *markets().find(the_market); }

    [[nodiscard]] Account const& account(std::uint64_t owner, AssetNumber asset) const {
        return harness.account(10 * owner + asset.value);
    }

    [[nodiscard]] std::uint64_t held(std::uint64_t owner, AssetNumber asset) const {
        return low_half(account(owner, asset).held.units());
    }

    // What an owner's balance changed by since it was funded.
    [[nodiscard]] std::int64_t change(std::uint64_t owner, AssetNumber asset) const {
        Account const& own = account(owner, asset);
        auto const start = owner < 9 ? static_cast<std::int64_t>(funded) : 0;
        return static_cast<std::int64_t>(own.credits_posted.units()) -
               static_cast<std::int64_t>(own.debits_posted.units()) - start;
    }

    // Debits equal credits in each asset, no funded account is overdrawn, and what accounts hold is
    // what the open orders say that they hold.
    void expect_sound() const {
        auto const& ledger = harness.ledger();
        auto const held_by_orders = markets().held_by_account(ledger.account_count());
        std::array<Amount, 8> debits{};
        std::array<Amount, 8> credits{};
        for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
            Account const& own = ledger.account(AccountHandle{i});
            debits.at(own.asset.value) += own.debits_posted;
            credits.at(own.asset.value) += own.credits_posted;
            ASSERT_EQ(own.held, held_by_orders[i]);
            if (!own.has(account_flag::debits_must_not_exceed_credits)) continue;
            ASSERT_LE(own.all_debits(), own.credits_posted);
        }
        ASSERT_EQ(debits, credits);
    }

    [[nodiscard]] static std::string number(uint128 value) {
        return std::to_string(low_half(value));
    }

    EngineHarness harness;

private:
    static std::string describe(Body const& body) {
        if (auto const* fill = std::get_if<Fill>(&body))
            return "fill " + number(fill->maker.value) + ">" + number(fill->taker.value) + " " +
                   number(fill->quantity.units()) + "@" + number(fill->price.value);
        if (auto const* cancelled = std::get_if<OrderCancelled>(&body))
            return "cancel " + number(cancelled->order.value) + " " + reason(cancelled->reason);
        if (auto const* lost = std::get_if<OrderDecremented>(&body))
            return "decrement " + number(lost->maker.value) + ">" + number(lost->taker.value) +
                   " " + number(lost->quantity.units());
        if (auto const* triggered = std::get_if<OrderTriggered>(&body))
            return "trigger " + number(triggered->order.value);
        if (auto const* expired = std::get_if<OrderExpired>(&body))
            return "expire " + number(expired->order.value);
        return std::string{kind_name(body)};
    }

    static std::string reason(CancelReason reason) {
        switch (reason) {
            case CancelReason::requested:
                return "requested";
            case CancelReason::unfilled_remainder:
                return "remainder";
            case CancelReason::self_trade:
                return "self_trade";
            case CancelReason::budget_spent:
                return "budget_spent";
            case CancelReason::market_closed:
                return "market_closed";
        }
        return "?";
    }

    std::uint64_t last_order_ = 0;
    std::uint64_t last_transfer_ = 0;
    std::size_t first_ = 0;
};

}  // namespace tally::testing
