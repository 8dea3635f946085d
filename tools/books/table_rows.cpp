#include "tools/books/access_rows.h"
#include "tools/books/reconciliation_rows.h"
#include "tools/books/tabular_books.h"
#include "tools/json/names.h"
#include "tools/look/words.h"
#include "tools/text/hex.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <array>
#include <string>
#include <variant>

namespace tally::books {

namespace {

// The rows for the bodies that have a table of their own; all others say nothing here.
class BodyRows {
public:
    BodyRows(TableSink& sink, Entry const& entry, State const& after)
        : sink_(sink), entry_(entry), state_(after), shown_(after) {}

    template <class Body>
    Result<void> write(Body const&) {
        return success();
    }

    Result<void> write(CreateTransfer const& body) {
        return put(Table::transfers,
                   sequence(),
                   look::id_text(body.id.value),
                   look::id_text(body.debit.value),
                   look::id_text(body.credit.value),
                   shown_.asset(body.asset),
                   amount_of(state_, body.amount, body.asset),
                   Value::of(body.code),
                   flags_text(json::transfer_flag_names(), body.flags),
                   id_of(body.pending_id.value),
                   Value::of(body.timeout),
                   body.effective_date == 0 ? Value::nothing()
                                            : Value{text::format_date(body.effective_date)},
                   id_of(body.reverses.value),
                   id_of(body.user_data_128),
                   id_of(body.user_data_64),
                   id_of(body.user_data_32),
                   body.metadata);
    }

    Result<void> write(PlaceOrder const& body) {
        auto const* const market = state_.markets().find(body.market);
        return put(Table::orders,
                   sequence(),
                   look::id_text(body.id.value),
                   look::id_text(body.owner.value),
                   shown_.market(body.market),
                   json::word_for(json::order_sides, body.side),
                   json::word_for(json::order_types, body.type),
                   json::word_for(json::times_in_force, body.time_in_force),
                   price(body.price, body.market),
                   quantity(body.quantity, body.market),
                   body.budget.is_zero() || market == nullptr
                       ? Value::nothing()
                       : amount_of(state_, body.budget, market->quote));
    }

    Result<void> write(AmendOrder const& body) {
        auto const market = market_of(body.id);
        return event(body.id,
                     Value::nothing(),
                     market == MarketNumber{} ? Value::nothing() : price(body.price, market),
                     market == MarketNumber{} ? Value::nothing() : quantity(body.quantity, market));
    }

    Result<void> write(CancelOrder const& body) { return event(body.id); }

    Result<void> write(OrderCancelled const& body) {
        return event(body.order, std::string{look::word_for(body.reason)});
    }

    Result<void> write(OrderExpired const& body) { return event(body.order); }

    Result<void> write(OrderTriggered const& body) { return event(body.order); }

    Result<void> write(OrderDecremented const& body) {
        TALLY_TRYV(event(body.maker));
        return event(body.taker);
    }

    Result<void> write(Fill const& body) {
        auto const quote = state_.markets().find(body.market)->quote;
        return put(Table::fills,
                   sequence(),
                   shown_.market(body.market),
                   json::word_for(json::order_sides, body.taker_side),
                   look::id_text(body.maker.value),
                   look::id_text(body.taker.value),
                   shown_.price(body.price, body.market),
                   shown_.quantity(body.quantity, body.market),
                   amount_of(state_, body.quote, quote),
                   amount_of(state_, body.maker_fee, quote),
                   amount_of(state_, body.taker_fee, quote));
    }

    Result<void> write(CreateEscrow const& body) { return step(body.id); }

    Result<void> write(FundEscrow const& body) { return step(body.id); }

    Result<void> write(AttestEscrow const& body) {
        return step(body.id, text::format_hex(body.attestor.span()));
    }

    Result<void> write(ReleaseEscrow const& body) { return step(body.id); }

    Result<void> write(RefundEscrow const& body) { return step(body.id); }

    Result<void> write(DisputeEscrow const& body) { return step(body.id); }

    Result<void> write(ResolveEscrow const& body) { return step(body.id); }

    Result<void> write(ObserveBlock const& body) {
        return put(Table::blocks,
                   sequence(),
                   shown_.chain(body.chain),
                   std::to_string(body.number),
                   text::format_hex(body.hash.span()),
                   text::format_hex(body.parent.span()),
                   text::format_time(body.timestamp),
                   Value::of(body.events.size()));
    }

    Result<void> write(ChainEventApplied const& body) {
        auto const& event = body.event;
        return put(Table::chain_events,
                   sequence(),
                   shown_.chain(body.chain),
                   look::word_for(body.effect),
                   text::format_hex(body.block.span()),
                   json::word_for(json::chain_event_types, event.type),
                   text::format_hex(event.transaction.span()),
                   Value::of(event.index),
                   look::id_text(event.subject),
                   shown_.asset(event.asset),
                   amount_of(state_, event.amount, event.asset),
                   amount_of(state_, body.loss, event.asset));
    }

private:
    template <class... Values>
    Result<void> put(Table table, Values&&... values) {
        std::array<Value, sizeof...(Values)> const row{Value(std::forward<Values>(values))...};
        return sink_.row(table, row);
    }

    [[nodiscard]] Value sequence() const { return Value::of(entry_.sequence.value); }

    static std::string flags_text(std::span<json::Named<std::uint16_t> const> names,
                                  std::uint16_t flags) {
        std::string out;
        for (auto const word : json::words_for(names, flags))
            out.append(out.empty() ? "" : ",").append(word);
        return out;
    }

    // An open order's; none of one that is gone.
    [[nodiscard]] MarketNumber market_of(OrderId id) const {
        auto const handle = state_.markets().find_order(id);
        return handle == no_order ? MarketNumber{} : state_.markets().order(handle).market;
    }

    [[nodiscard]] Value price(Price price, MarketNumber market) const {
        return price == Price{} ? Value::nothing() : Value{shown_.price(price, market)};
    }

    [[nodiscard]] Value quantity(Quantity quantity, MarketNumber market) const {
        return quantity.is_zero() ? Value::nothing() : Value{shown_.quantity(quantity, market)};
    }

    Result<void> event(OrderId order,
                       Value reason = Value::nothing(),
                       Value price = Value::nothing(),
                       Value quantity = Value::nothing()) {
        return put(Table::order_events,
                   sequence(),
                   look::id_text(order.value),
                   kind_name(entry_.body),
                   std::move(reason),
                   std::move(price),
                   std::move(quantity));
    }

    Result<void> step(EscrowId escrow, Value attestor = Value::nothing()) {
        return put(Table::escrow_events,
                   sequence(),
                   look::id_text(escrow.value),
                   kind_name(entry_.body),
                   std::move(attestor));
    }

    TableSink& sink_;
    Entry const& entry_;
    State const& state_;
    look::Shown shown_;
};

Result<void> write_accounts(TableSink& sink, State const& state) {
    auto const& ledger = state.ledger();
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        std::string flags;
        for (auto const word : json::words_for(json::account_flag_names(), account.flags_asked()))
            flags.append(flags.empty() ? "" : ",").append(word);
        std::array const row{Value{look::id_text(account.id.value)},
                             Value{look::id_text(account.owner.value)},
                             Value{state.assets().find(account.asset)->code.view()},
                             Value::of(account.code),
                             Value{flags},
                             Value{text::format_time(account.created)},
                             Value::of(account.closed() ? 1 : 0)};
        TALLY_TRYV(sink.row(Table::accounts, row));
    }
    return success();
}

Result<void> write_markets(TableSink& sink, State const& state) {
    look::Shown const shown{state};
    for (std::uint32_t i = 1; i <= state.markets().market_count(); ++i) {
        auto const& market = *state.markets().find(MarketNumber{i});
        std::array const row{Value::of(i),
                             Value{market.symbol.view()},
                             Value{shown.asset(market.base)},
                             Value{shown.asset(market.quote)},
                             Value{text::format_units(market.tick.units, market.tick.scale)},
                             Value{text::format_units(market.lot.units, market.lot.scale)},
                             Value::of(market.maker_fee_bps),
                             Value::of(market.taker_fee_bps),
                             id_of(market.fee_owner.value)};
        TALLY_TRYV(sink.row(Table::markets, row));
    }
    return success();
}

Result<void> write_escrows(TableSink& sink, State const& state) {
    auto const& escrows = state.escrows();
    for (std::size_t i = 0; i < escrows.size(); ++i) {
        auto const& escrow = escrows.at(i);
        std::array const row{Value{look::id_text(escrow.id.value)},
                             Value{look::id_text(escrow.buyer.value)},
                             Value{look::id_text(escrow.seller.value)},
                             Value{state.assets().find(escrow.asset)->code.view()},
                             amount_of(state, escrow.amount, escrow.asset),
                             Value{name_of(escrow.state)},
                             Value::of(escrow.quorum),
                             Value{text::format_hex(escrow.content_hash.span())},
                             Value{text::format_time(escrow.release_after)},
                             Value{text::format_time(escrow.refund_after)},
                             Value{text::format_time(escrow.created)},
                             Value{text::format_time(escrow.changed)}};
        TALLY_TRYV(sink.row(Table::escrows, row));
    }
    return success();
}

Result<void> write_withdrawals(TableSink& sink, State const& state) {
    look::Shown const shown{state};
    auto const& chains = state.chains();
    for (std::size_t i = 0; i < chains.withdrawal_count(); ++i) {
        auto const& withdrawal = chains.withdrawal_at(i);
        bool const paid = withdrawal.state == WithdrawalState::seen ||
                          withdrawal.state == WithdrawalState::finalized;
        std::array const row{
            Value{look::id_text(withdrawal.id.value)},
            Value{look::id_text(withdrawal.account_id.value)},
            Value{shown.chain(withdrawal.chain)},
            Value{shown.asset(withdrawal.asset)},
            amount_of(state, withdrawal.amount, withdrawal.asset),
            Value{name_of(withdrawal.state)},
            Value{text::format_hex(withdrawal.destination.span())},
            paid ? Value{text::format_hex(withdrawal.transaction.span())} : Value::nothing(),
            Value{text::format_time(withdrawal.created)},
            Value{text::format_time(withdrawal.changed)}};
        TALLY_TRYV(sink.row(Table::withdrawals, row));
    }
    return success();
}

}  // namespace

Result<void> write_body(TableSink& sink, Entry const& entry, State const& after) {
    TALLY_TRYV(write_access_event(sink, entry, after));
    TALLY_TRYV(write_reconciliation_event(sink, entry, after));
    BodyRows rows{sink, entry, after};
    return std::visit([&](auto const& body) { return rows.write(body); }, entry.body);
}

Result<void> write_end(TableSink& sink, State const& state) {
    for (auto const& asset : state.assets().all()) {
        std::array const row{
            Value::of(asset.number.value), Value{asset.code.view()}, Value::of(asset.scale)};
        TALLY_TRYV(sink.row(Table::assets, row));
    }
    TALLY_TRYV(write_markets(sink, state));
    TALLY_TRYV(write_accounts(sink, state));
    TALLY_TRYV(write_escrows(sink, state));
    TALLY_TRYV(write_withdrawals(sink, state));
    return write_access_end(sink, state);
}

}  // namespace tally::books
