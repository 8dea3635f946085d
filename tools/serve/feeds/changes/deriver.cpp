#include "tools/serve/feeds/changes/deriver.h"

#include "journal/vocabulary/check.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace tally::serve {

namespace {

// Tells the ids of the orders that a body is about: two at most.
template <class Touch>
struct OrdersOf {
    Touch touch;

    void command(OrderId id, Outcome outcome) const {
        if (outcome == Outcome::ok) touch(id);
    }

    void operator()(PlaceOrder const& body) const { command(body.id, body.outcome); }

    void operator()(AmendOrder const& body) const { command(body.id, body.outcome); }

    void operator()(CancelOrder const& body) const { command(body.id, body.outcome); }

    void operator()(OrderCancelled const& body) const { touch(body.order); }

    void operator()(OrderExpired const& body) const { touch(body.order); }

    void operator()(OrderTriggered const& body) const { touch(body.order); }

    void operator()(Fill const& body) const { both(body.maker, body.taker); }

    void operator()(OrderDecremented const& body) const { both(body.maker, body.taker); }

    void both(OrderId maker, OrderId taker) const {
        touch(maker);
        touch(taker);
    }

    template <class Body>
    void operator()(Body const&) const {}
};

// The escrow that a body changed, or none.
struct EscrowOf {
    template <class Body>
    EscrowId operator()(Body const& body) const {
        if constexpr (std::is_same_v<decltype(Body::id), EscrowId>)
            return body.outcome == Outcome::ok ? body.id : EscrowId{};
        return EscrowId{};
    }
};

template <class Body>
concept HasId = requires(Body body) { body.id; };

EscrowId escrow_of(Body const& body) {
    return std::visit(
        [](auto const& one) {
            if constexpr (HasId<std::decay_t<decltype(one)>>) return EscrowOf{}(one);
            return EscrowId{};
        },
        body);
}

// What an order lost by an entry without leaving for it.
Quantity traded_by(Body const& body) {
    if (auto const* const fill = std::get_if<Fill>(&body)) return fill->quantity;
    if (auto const* const lost = std::get_if<OrderDecremented>(&body)) return lost->quantity;
    return Quantity{};
}

// How an order ended that left by this entry.
OrderStage last_stage(Body const& body) {
    if (std::holds_alternative<Fill>(body)) return OrderStage::filled;
    if (std::holds_alternative<OrderExpired>(body)) return OrderStage::expired;
    auto const* const cancelled = std::get_if<OrderCancelled>(&body);
    bool const spent = cancelled != nullptr && cancelled->reason == CancelReason::budget_spent;
    return spent ? OrderStage::filled : OrderStage::cancelled;
}

OrderChange taking_row(PlaceOrder const& body, Entry const& entry, State const& state) {
    OrderChange row;
    row.id = body.id;
    row.owner = body.owner;
    row.market = market_name(state, body.market);
    row.side = body.side;
    row.type = body.type;
    row.time_in_force = body.time_in_force;
    row.by_budget = !body.budget.is_zero();
    row.price = body.price;
    row.quantity = body.quantity;
    row.open = body.quantity;
    row.placed = entry.sequence;
    return row;
}

}  // namespace

void Deriver::watch(ChangeKind kind, State const& state) {
    if (watches(kind)) return;
    watched_[place_of(kind)] = true;
    watches_any_ = true;
    flight_.reset();
    if (kind == ChangeKind::books) levels_.count(state);
}

void Deriver::ignore(ChangeKind kind) {
    watched_[place_of(kind)] = false;
    watches_any_ = std::find(watched_.begin(), watched_.end(), true) != watched_.end();
    rows(kind).clear();
    if (kind == ChangeKind::books) levels_.clear();
}

void Deriver::before(Entry const& entry, State const& state) {
    touched_count_ = 0;
    bool const wants_orders =
        watches(ChangeKind::books) || watches(ChangeKind::fills) || watches(ChangeKind::orders);
    if (!wants_orders) return;
    auto const touch_one = [&](OrderId id) { touch(id, state); };
    std::visit(OrdersOf<decltype(touch_one)>{touch_one}, entry.body);
}

void Deriver::touch(OrderId id, State const& state) {
    TALLY_CHECK(touched_count_ < touched_.size());
    auto& touched = touched_[touched_count_++];
    touched = {id, std::nullopt, std::nullopt};
    auto const handle = state.markets().find_order(id);
    if (handle != no_order) {
        touched.part = resting_part(state.markets().order(handle));
        touched.row = row_of(state, handle);
    } else if (flight_ && flight_->id == id) {
        touched.row = flight_;
    }
}

void Deriver::after(Entry const& entry, State const& state) {
    if (watches(ChangeKind::balances)) balances_after(entry, state);
    if (watches(ChangeKind::escrows)) escrow_after(entry, state);
    if (touched_count_ == 0) return;
    if (watches(ChangeKind::fills)) fill_after(entry, state);
    if (watches(ChangeKind::books)) levels_after(entry, state);
    orders_after(entry, state);
}

void Deriver::add(ChangeKind kind, Entry const& entry, ChangeRow row) {
    rows(kind).push_back({entry.sequence, entry.cause, std::move(row)});
}

// A new account, and those that a posting or a hold was on, each once.
void Deriver::balances_after(Entry const& entry, State const& state) {
    accounts_.clear();
    auto const note = [this](AccountHandle handle) {
        if (std::find(accounts_.begin(), accounts_.end(), handle) == accounts_.end())
            accounts_.push_back(handle);
    };
    auto const* const created = std::get_if<CreateAccount>(&entry.body);
    if (created != nullptr && created->outcome == Outcome::ok)
        note(state.ledger().find(created->id));
    for (auto const& posting : state.last_effects().postings()) {
        note(posting.debit);
        note(posting.credit);
    }
    for (auto const& hold : state.last_effects().holds())
        note(hold.account);
    for (auto const handle : accounts_)
        add(ChangeKind::balances, entry, row_of(state, state.ledger().account(handle)));
}

void Deriver::escrow_after(Entry const& entry, State const& state) {
    auto const id = escrow_of(entry.body);
    if (id == EscrowId{}) return;
    auto const* const escrow = state.escrows().find(id);
    TALLY_CHECK(escrow != nullptr);
    add(ChangeKind::escrows, entry, row_of(state, *escrow));
}

OwnerId Deriver::owner_of(OrderId id) const {
    for (std::size_t i = 0; i < touched_count_; ++i)
        if (touched_[i].id == id && touched_[i].row) return touched_[i].row->owner;
    return OwnerId{};
}

void Deriver::fill_after(Entry const& entry, State const& state) {
    auto const* const fill = std::get_if<Fill>(&entry.body);
    if (fill == nullptr) return;
    FillChange row;
    row.market = market_name(state, fill->market);
    row.taker_side = fill->taker_side;
    row.maker = fill->maker;
    row.taker = fill->taker;
    row.maker_owner = owner_of(fill->maker);
    row.taker_owner = owner_of(fill->taker);
    row.price = fill->price;
    row.quantity = fill->quantity;
    row.quote = fill->quote;
    row.maker_fee = fill->maker_fee;
    row.taker_fee = fill->taker_fee;
    row.time = entry.time;
    add(ChangeKind::fills, entry, row);
}

// An order that only takes is followed also if nobody watches orders: its fills need its owner.
void Deriver::orders_after(Entry const& entry, State const& state) {
    for (std::size_t i = 0; i < touched_count_; ++i) {
        auto const row = order_after(touched_[i], entry, state);
        if (row && watches(ChangeKind::orders)) add(ChangeKind::orders, entry, *row);
    }
}

std::optional<OrderChange> Deriver::order_after(Touched const& touched,
                                                Entry const& entry,
                                                State const& state) {
    auto const handle = state.markets().find_order(touched.id);
    if (handle != no_order) return row_of(state, handle);
    if (auto const* const placed = std::get_if<PlaceOrder>(&entry.body))
        return flight_ = taking_row(*placed, entry, state);
    if (!touched.row) return std::nullopt;
    auto row = *touched.row;
    auto const traded = traded_by(entry.body);
    if (!row.by_budget) row.open -= traded;
    bool const flies = flight_ && flight_->id == row.id;
    bool const goes_on = flies && !traded.is_zero() && (row.by_budget || !row.open.is_zero());
    if (!goes_on) row.stage = last_stage(entry.body);
    if (flies) flight_ = goes_on ? std::optional{row} : std::nullopt;
    return row;
}

void Deriver::levels_after(Entry const& entry, State const& state) {
    std::array<RestingPart, 4> changed;
    std::size_t count = 0;
    auto const note = [&](RestingPart const& part) {
        auto const same = [&](RestingPart const& one) {
            return one.market == part.market && one.side == part.side && one.price == part.price;
        };
        auto const end = changed.begin() + static_cast<std::ptrdiff_t>(count);
        if (std::find_if(changed.begin(), end, same) == end) changed[count++] = part;
    };
    for (std::size_t i = 0; i < touched_count_; ++i) {
        auto const handle = state.markets().find_order(touched_[i].id);
        auto const& was = touched_[i].part;
        auto const is =
            handle == no_order ? std::nullopt : resting_part(state.markets().order(handle));
        if (was == is) continue;
        if (was) levels_.remove(*was);
        if (is) levels_.add(*is);
        if (was) note(*was);
        if (is) note(*is);
    }
    for (std::size_t i = 0; i < count; ++i) {
        auto const& part = changed[i];
        auto const totals = levels_.at(part);
        add(ChangeKind::books,
            entry,
            LevelChange{market_name(state, part.market),
                        part.side,
                        part.price,
                        totals.shown,
                        totals.hidden,
                        totals.orders});
    }
}

}  // namespace tally::serve
