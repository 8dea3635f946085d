#include "projections/limits/limits.h"

#include "journal/vocabulary/check.h"

namespace tally {

namespace {

bool ends_pending(CreateTransfer const& body) {
    auto const ends = transfer_flag::post_pending_transfer | transfer_flag::void_pending_transfer;
    return (body.flags & ends) != 0;
}

// Who a transfer is counted for: its sender, or for one that waited who sent it then.
KeyNumber sender(CreateTransfer const& body, Entry const& entry, Access const& access) {
    auto const* waited = access.waiting(body.id);
    return waited == nullptr ? entry.key : waited->by;
}

}  // namespace

LimitKey key_of(SetLimit const& body) {
    return {body.owner, body.number, body.kind, body.market, body.asset};
}

Limit const* Limits::find(LimitKey const& key) const {
    auto const at = limits_.find(key);
    return at == limits_.end() ? nullptr : &at->second;
}

// Another amount goes on counting; another window begins anew.
void Limits::apply(SetLimit const& body, Entry const&, Before const&) {
    if (body.outcome != Outcome::ok) return;
    auto const key = key_of(body);
    auto const at = limits_.find(key);
    bool const known = at != limits_.end();
    if (undo_.open()) {
        undo_.on_roll_back([this, key, known, old = known ? at->second : Limit{}] {
            if (known)
                limits_[key] = old;
            else
                limits_.erase(key);
        });
    }
    if (body.off) {
        TALLY_CHECK(known);
        limits_.erase(at);
        return;
    }
    Limit limit{body.amount, body.window, {}};
    if (known && at->second.window_seconds == body.window) limit.window = at->second.window;
    limits_[key] = limit;
}

void Limits::apply(PlaceOrder const& body, Entry const& entry, Before const&) {
    if (body.outcome != Outcome::ok || limits_.empty()) return;
    use_of(body.owner, entry.key, {LimitKind::order_rate, {}, Amount{1}, body.market}, entry.time);
}

void Limits::apply(AmendOrder const& body, Entry const& entry, Before const& before) {
    if (body.outcome != Outcome::ok || limits_.empty()) return;
    auto const handle = before.markets.find_order(body.id);
    TALLY_CHECK(handle != no_order);
    auto const owner = before.markets.owner_of(handle);
    auto const market = before.markets.order(handle).market;
    use_of(owner, entry.key, {LimitKind::order_rate, {}, Amount{1}, market}, entry.time);
}

void Limits::apply(CreateTransfer const& body, Entry const& entry, Before const& before) {
    if (body.outcome != Outcome::ok || limits_.empty() || ends_pending(body)) return;
    auto const debit = before.ledger.find(body.debit);
    TALLY_CHECK(!debit.is_none());
    auto const owner = before.ledger.account(debit).owner;
    auto const number = sender(body, entry, before.access);
    use_of(owner, number, {LimitKind::transfers, body.asset, body.amount, {}}, entry.time);
}

void Limits::apply(RequestWithdrawal const& body, Entry const& entry, Before const& before) {
    if (body.outcome != Outcome::ok || limits_.empty()) return;
    auto const account = before.ledger.find(body.account);
    TALLY_CHECK(!account.is_none());
    auto const owner = before.ledger.account(account).owner;
    use_of(owner, entry.key, {LimitKind::withdrawals, body.asset, body.amount, {}}, entry.time);
}

void Limits::use_of(OwnerId owner, KeyNumber number, Use const& what, Timestamp time) {
    if (owner != OwnerId{}) use(owner, {}, what, time);
    if (number != KeyNumber{}) use({}, number, what, time);
}

void Limits::use(OwnerId owner, KeyNumber number, Use const& what, Timestamp time) {
    LimitKey const first{owner, number, what.kind, {}, {}};
    for (auto at = limits_.lower_bound(first); at != limits_.end(); ++at) {
        auto const& key = at->first;
        if (key.owner != owner || key.number != number || key.kind != what.kind) return;
        bool const market = key.market == MarketNumber{} || key.market == what.market;
        if (!market || key.asset != what.asset) continue;
        auto& limit = at->second;
        // The limit may be lifted and set again within a chain: found anew when it is restored.
        if (undo_.open())
            undo_.on_roll_back([this, key, old = limit.window] { limits_[key].window = old; });
        limit.window.use(what.amount, time, limit.window_seconds);
    }
}

void Limits::save(Saver& saver) const {
    saver.put(static_cast<std::uint32_t>(limits_.size()));
    for (auto const& [key, limit] : limits_) {
        saver.put(key.owner.value);
        saver.put(key.number.value);
        saver.put(static_cast<std::uint8_t>(key.kind));
        saver.put(key.market.value);
        saver.put(key.asset.value);
        saver.put(limit.amount.units());
        saver.put(limit.window_seconds);
        saver.put(limit.window.newest());
        for (auto const amount : limit.window.amounts())
            saver.put(amount.units());
    }
}

bool Limits::load(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i) {
        LimitKey key;
        key.owner = OwnerId{loader.get<uint128>()};
        key.number = KeyNumber{loader.get<std::uint16_t>()};
        key.kind = static_cast<LimitKind>(loader.get<std::uint8_t>());
        key.market = MarketNumber{loader.get<std::uint32_t>()};
        key.asset = AssetNumber{loader.get<std::uint32_t>()};
        Limit limit;
        limit.amount = Amount{loader.get<uint128>()};
        limit.window_seconds = loader.get<std::uint32_t>();
        auto const newest = loader.get<std::uint64_t>();
        std::array<Amount, Window::buckets> amounts{};
        for (auto& amount : amounts)
            amount = Amount{loader.get<uint128>()};
        limit.window.restore(newest, amounts);
        if (!limits_.emplace(key, limit).second) loader.fail();
    }
    return loader.ok();
}

}  // namespace tally
