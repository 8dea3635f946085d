#pragma once

#include "engine/engine.h"
#include "journal/vocabulary/check.h"
#include "projections/containers/flat_index.h"
#include "projections/markets/order_book.h"
#include "tests/support/synthetic_flow.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

// Players of the synthetic flow, for tests and benchmarks alike.
namespace tally::testing {

// Counts what trades, without the checksums: for measuring.
struct TradeCounter {
    std::uint64_t trades = 0;
    std::uint64_t volume = 0;
    std::uint64_t notional = 0;

    void fill(std::uint64_t, std::uint64_t, std::uint64_t price, std::uint64_t quantity) {
        ++trades;
        volume += quantity;
        notional += price * quantity;
    }
};

// Matching alone: the book, and an index of orders by id. No ledger, no entries.
class BookPlayer {
public:
    BookPlayer() = default;

    template <class Sink>
    void play(SyntheticOperation const& operation, Sink& sink) {
        if (operation.kind == SyntheticOperation::Kind::cancel) return cancel(operation);
        auto const side = operation.sells ? OrderSide::sell : OrderSide::buy;
        BookOrder order;
        order.id = OrderId{operation.id};
        order.price = Price{operation.price};
        order.side = side;
        Quantity const open = match(order, Quantity{operation.quantity}, sink);
        if (open.is_zero()) return;
        order.open = open;
        order.shown = open;
        auto const handle = orders_.insert(order);
        ids_.insert(order.id.value, handle, IdOf{orders_});
        book_.add(handle);
    }

    void count_book(FlowAnswers& answers) const {
        for (auto const side : {OrderSide::buy, OrderSide::sell}) {
            auto const& levels = book_.side(side);
            for (auto level = levels.best_level(); !level.at_end();
                 level = levels.next_level(level))
                for (auto at = level.first; at != no_order; at = orders_[at].next)
                    answers.rest(low_half(orders_[at].id.value),
                                 side == OrderSide::sell,
                                 orders_[at].price.value,
                                 orders_[at].open.units());
        }
    }

private:
    struct IdOf {
        OrderSlab const& orders;

        uint128 operator()(OrderHandle handle) const { return orders[handle].id.value; }
    };

    template <class Sink>
    Quantity match(BookOrder const& taker, Quantity open, Sink& sink) {
        auto const& against = book_.against(taker.side);
        while (!open.is_zero()) {
            auto const maker = against.best_order();
            if (maker == no_order) break;
            BookOrder const& order = orders_[maker];
            if (!OrderBook::crosses(taker.side, taker.price, order.price)) break;
            Quantity const traded = std::min(open, order.shown);
            sink.fill(low_half(taker.id.value),
                      low_half(order.id.value),
                      order.price.value,
                      traded.units());
            open -= traded;
            if (book_.fill(maker, traded, Quantity{})) erase(maker);
        }
        return open;
    }

    void cancel(SyntheticOperation const& operation) {
        auto const handle = ids_.take(operation.id, IdOf{orders_});
        TALLY_CHECK(handle != FlatIndex::none);
        TALLY_CHECK(orders_[handle].open.units() == operation.quantity);
        book_.remove(handle);
        orders_.erase(handle);
    }

    void erase(OrderHandle handle) {
        ids_.erase(orders_[handle].id.value, IdOf{orders_});
        orders_.erase(handle);
    }

    UndoLog undo_;
    OrderSlab orders_{undo_};
    PageSlab pages_{undo_};
    OrderBook book_{undo_, orders_, pages_, 1};
    FlatIndex ids_{undo_};
};

// The whole engine: holds, fills, fees and entries, with funded owners. Buyers and sellers are
// different owners, because the flow's answers know no self-trade prevention.
class EnginePlayer {
public:
    static constexpr std::uint64_t owners = 500;  // of each side

    explicit EnginePlayer(Past& past) : past_(past) {
        create_assets_and_accounts();
        CreateMarket market;
        market.symbol = *MarketSymbol::from("BTC-USD");
        market.base = base;
        market.quote = quote;
        market.tick = {1, 2};
        market.lot = {1, 4};
        market.maker_fee_bps = 1;
        market.taker_fee_bps = 5;
        market.fee_owner = OwnerId{fee_owner};
        must(market);
    }

    // The entries of the last operation.
    [[nodiscard]] std::vector<Entry> const& entries() const { return entries_; }

    [[nodiscard]] State const& state() const { return state_; }

    void play(SyntheticOperation const& operation) {
        if (operation.kind == SyntheticOperation::Kind::cancel)
            return must(CancelOrder{OrderId{operation.id}, Outcome::ok});
        PlaceOrder order;
        order.id = OrderId{operation.id};
        order.owner = OwnerId{1 + operation.id % owners + (operation.sells ? owners : 0)};
        order.market = MarketNumber{1};
        order.side = operation.sells ? OrderSide::sell : OrderSide::buy;
        order.price = Price{operation.price};
        order.quantity = Quantity{operation.quantity};
        must(order);
    }

    template <class Sink>
    void count_fills(Sink& sink) const {
        for (auto const& entry : entries_)
            if (auto const* fill = std::get_if<Fill>(&entry.body))
                sink.fill(low_half(fill->taker.value),
                          low_half(fill->maker.value),
                          fill->price.value,
                          fill->quantity.units());
    }

    void count_book(FlowAnswers& answers) const {
        Markets const& markets = state_.markets();
        for (auto const side : {OrderSide::buy, OrderSide::sell}) {
            auto const& levels = markets.side(MarketNumber{1}, side);
            for (auto level = levels.best_level(); !level.at_end();
                 level = levels.next_level(level))
                for (auto at = level.first; at != no_order; at = markets.next_in_queue(at))
                    answers.rest(low_half(markets.order(at).id.value),
                                 side == OrderSide::sell,
                                 markets.order(at).price.value,
                                 markets.order(at).open.units());
        }
    }

private:
    class NoSignatures final : public AttestationOracle {
    public:
        [[nodiscard]] Answer signer(Attestation const&,
                                    RecoverableSignature const&) const override {
            return {Address{}, SignatureFault::invalid};
        }
    };

    static constexpr AssetNumber base{1};
    static constexpr AssetNumber quote{2};
    static constexpr std::uint64_t fee_owner = 2 * owners + 1;
    static constexpr std::uint64_t issuer = 2 * owners + 2;

    void must(Body command) {
        entries_.clear();
        TALLY_CHECK(engine_.execute(std::move(command), Timestamp{1}, entries_) == Outcome::ok);
    }

    void create_assets_and_accounts() {
        must(CreateAsset{*AssetCode::from("BTC"), 8, {}, Outcome::ok});
        must(CreateAsset{*AssetCode::from("USD"), 6, {}, Outcome::ok});
        for (std::uint64_t owner = issuer; owner > 0; --owner)
            for (auto const asset : {base, quote}) {
                CreateAccount account;
                account.id = AccountId{2 * owner + asset.value};
                account.owner = OwnerId{owner};
                account.asset = asset;
                account.code = 1;
                must(account);
                if (owner != issuer && owner != fee_owner) fund(account);
            }
    }

    void fund(CreateAccount const& account) {
        CreateTransfer transfer;
        transfer.id = TransferId{account.id.value};
        transfer.debit = AccountId{2 * issuer + account.asset.value};
        transfer.credit = account.id;
        transfer.asset = account.asset;
        transfer.requested = Amount{uint128{1} << 80U};
        transfer.code = 1;
        must(transfer);
    }

    State state_;
    Past& past_;
    NoSignatures oracle_;
    Engine engine_{state_, past_, oracle_};
    std::vector<Entry> entries_;
};

}  // namespace tally::testing
