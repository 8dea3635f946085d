#include "tools/serve/feeds/changes/scan.h"

#include <algorithm>
#include <utility>

namespace tally::serve {

namespace {

constexpr std::size_t objects_a_turn = 65'536;
constexpr std::size_t rows_a_turn = 8'192;

class Scan {
public:
    Scan(State const& state, wire::Filter const& filter, ScanPlace& place)
        : state_(state), filter_(filter), place_(place) {
        auto const size = state.next_sequence().value;
        if (size != 0) last_ = Sequence{size - 1};
    }

    [[nodiscard]] Changes take(ChangeKind kind) {
        switch (kind) {
            case ChangeKind::balances:
                balances();
                break;
            case ChangeKind::books:
                books();
                break;
            case ChangeKind::orders:
                orders();
                break;
            case ChangeKind::escrows:
                escrows();
                break;
            case ChangeKind::fills:
                place_.done = true;
                break;
        }
        return std::move(rows_);
    }

private:
    void add(ChangeRow row) {
        if (passes(filter_, row)) rows_.push_back({last_, last_, std::move(row)});
    }

    // Calls for the objects of this turn.
    template <class Each>
    void turn(std::size_t size, Each const& each) {
        auto const end = std::min(size, place_.next + objects_a_turn);
        while (place_.next < end && rows_.size() < rows_a_turn)
            each(place_.next++);
        place_.done = place_.next == size;
    }

    // Owners are compared before a row is made: most accounts are somebody else's.
    void balances() {
        auto const& ledger = state_.ledger();
        turn(ledger.account_count(), [&](std::size_t i) {
            auto const& account = ledger.account(AccountHandle{static_cast<std::uint32_t>(i)});
            if (filter_.owner != 0 && account.owner.value != filter_.owner) return;
            add(row_of(state_, account));
        });
    }

    void escrows() {
        auto const& all = state_.escrows();
        turn(all.size(), [&](std::size_t i) { add(row_of(state_, all.at(i))); });
    }

    void books() {
        auto const& markets = state_.markets();
        for (std::uint32_t number = 1; number <= markets.market_count(); ++number) {
            if (filter_.market != 0 && filter_.market != number) continue;
            for (auto const side : {OrderSide::buy, OrderSide::sell})
                levels(MarketNumber{number}, side);
        }
        place_.done = true;
    }

    void levels(MarketNumber market, OrderSide side) {
        auto const& markets = state_.markets();
        auto const& prices = markets.side(market, side);
        for (auto at = prices.best_level(); !at.at_end(); at = prices.next_level(at)) {
            auto const totals = markets.totals(at);
            add(LevelChange{market_name(state_, market),
                            side,
                            totals.price,
                            totals.shown,
                            totals.hidden,
                            totals.orders});
        }
    }

    void orders() {
        auto const& markets = state_.markets();
        if (filter_.owner != 0) {
            auto at = markets.first_of_owner(OwnerId{filter_.owner});
            for (; at != no_order; at = markets.next_of_owner(at))
                add(row_of(state_, at));
        } else {
            for (auto const handle : markets.open_orders())
                add(row_of(state_, handle));
        }
        place_.done = true;
    }

    State const& state_;
    wire::Filter const& filter_;
    ScanPlace& place_;
    Sequence last_;
    Changes rows_;
};

}  // namespace

Changes scan(State const& state, ChangeKind kind, wire::Filter const& filter, ScanPlace& place) {
    return Scan{state, filter, place}.take(kind);
}

}  // namespace tally::serve
