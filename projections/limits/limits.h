#pragma once

#include "journal/entry.h"
#include "projections/access/access.h"
#include "projections/chains/chains.h"
#include "projections/ledger/ledger.h"
#include "projections/limits/window.h"
#include "projections/markets/markets.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <compare>
#include <cstddef>
#include <map>

namespace tally {

// What a limit is set on: one owner or one key, a kind, and where that kind asks for it a market or
// an asset. Ordered so that the limits of one subject stand together.
struct LimitKey {
    OwnerId owner = {};
    KeyNumber number = {};
    LimitKind kind = LimitKind::order_quantity;
    MarketNumber market = {};
    AssetNumber asset = {};

    friend auto operator<=>(LimitKey const&, LimitKey const&) = default;
};

[[nodiscard]] LimitKey key_of(SetLimit const& body);

struct Limit {
    Amount amount;  // the most that is allowed
    std::uint32_t window_seconds = 0;
    Window window;  // what was used; only of the kinds that have a window
};

// The limits of a record and how much of them is used. Rules: docs/access.md.
class Limits {
public:
    static constexpr std::uint16_t version = 1;
    static constexpr std::size_t max_limits = 65'536;

    using Table = std::map<LimitKey, Limit>;

    explicit Limits(UndoLog& undo) : undo_(undo) {}

    // What an entry uses up, seen before the entry has done anything to its accounts and orders.
    struct Before {
        Ledger const& ledger;
        Markets const& markets;
        Access const& access;
    };

    template <class Body>
    void apply(Body const&, Entry const&, Before const&) {}

    void apply(SetLimit const& body, Entry const&, Before const&);
    void apply(PlaceOrder const& body, Entry const& entry, Before const&);
    void apply(AmendOrder const& body, Entry const& entry, Before const& before);
    void apply(CreateTransfer const& body, Entry const& entry, Before const& before);
    void apply(RequestWithdrawal const& body, Entry const& entry, Before const& before);

    [[nodiscard]] bool empty() const { return limits_.empty(); }

    [[nodiscard]] Table const& all() const { return limits_; }

    // Null if there is none.
    [[nodiscard]] Limit const* find(LimitKey const& key) const;

    // The limits of a subject: visit(LimitKey const&, Limit const&), until one returns false.
    template <class Visit>
    bool for_each(OwnerId owner, KeyNumber number, Visit const& visit) const {
        if (owner == OwnerId{} && number == KeyNumber{}) return true;
        LimitKey const first{owner, number, LimitKind{}, {}, {}};
        for (auto at = limits_.lower_bound(first); at != limits_.end(); ++at) {
            if (at->first.owner != owner || at->first.number != number) return true;
            if (!visit(at->first, at->second)) return false;
        }
        return true;
    }

    void reserve(std::size_t) {}

    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

private:
    struct Use {
        LimitKind kind;
        AssetNumber asset;
        Amount amount;
        MarketNumber market;
    };

    void use(OwnerId owner, KeyNumber number, Use const& what, Timestamp time);
    void use_of(OwnerId owner, KeyNumber number, Use const& what, Timestamp time);

    UndoLog& undo_;
    Table limits_;
};

}  // namespace tally
