#include "replay/check.h"

#include "replay/fold.h"
#include "replay/state_sums.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tally {

namespace {

std::string decimal(uint128 value) {
    std::string text;
    do {
        text.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
        value /= 10;
    } while (value != 0);
    std::reverse(text.begin(), text.end());
    return text;
}

std::string against(char const* what, Amount found, char const* other, Amount expected) {
    return std::string{what} + " " + decimal(found.units()) + ", " + other + " " +
           decimal(expected.units());
}

class StateCheck {
public:
    explicit StateCheck(State const& state) : state_(state), sums_(sums_of(state)) {}

    std::vector<Violation> run() {
        check_assets();
        for (std::uint32_t i = 0; i < state_.ledger().account_count(); ++i)
            check_account(AccountHandle{i});
        for (std::uint32_t i = 1; i <= state_.markets().market_count(); ++i)
            check_market(*state_.markets().find(MarketNumber{i}));
        return std::move(violations_);
    }

private:
    void say(char const* rule, std::string where, std::string found) {
        violations_.push_back({rule, std::move(where), std::move(found)});
    }

    void check_assets() {
        for (auto const& [asset, sum] : sums_.assets) {
            auto const* known = state_.assets().find(asset);
            std::string const where = known == nullptr ? "asset " + std::to_string(asset.value)
                                                       : std::string{known->code.view()};
            if (sum.overflow) say("debits_equal_credits", where, "a total exceeds 128 bits");
            if (sum.debits_posted != sum.credits_posted)
                say("debits_equal_credits",
                    where,
                    against(
                        "debits_posted", sum.debits_posted, "credits_posted", sum.credits_posted));
            if (sum.debits_pending != sum.credits_pending)
                say("debits_equal_credits",
                    where,
                    against("debits_pending",
                            sum.debits_pending,
                            "credits_pending",
                            sum.credits_pending));
        }
    }

    void check_account(AccountHandle handle) {
        auto const& account = state_.ledger().account(handle);
        auto const where = "account " + decimal(account.id.value);
        auto const debits = account.all_debits();
        auto const credits = account.all_credits();
        if (account.has(account_flag::debits_must_not_exceed_credits) &&
            debits > account.credits_posted)
            say("limit",
                where,
                against("debits", debits, "credits_posted", account.credits_posted));
        if (account.has(account_flag::credits_must_not_exceed_debits) &&
            credits > account.debits_posted)
            say("limit",
                where,
                against("credits", credits, "debits_posted", account.debits_posted));
        auto const& expected = sums_.accounts[handle.value];
        if (account.held != expected.held)
            say("held",
                where,
                against(
                    "held", account.held, "orders, escrows and withdrawals hold", expected.held));
        if (account.debits_pending != expected.debits_pending)
            say("pending",
                where,
                against("debits_pending",
                        account.debits_pending,
                        "open transfers and deposits",
                        expected.debits_pending));
        if (account.credits_pending != expected.credits_pending)
            say("pending",
                where,
                against("credits_pending",
                        account.credits_pending,
                        "open transfers and deposits",
                        expected.credits_pending));
    }

    void check_market(Market const& market) {
        auto const bid = check_side(market, OrderSide::buy);
        auto const ask = check_side(market, OrderSide::sell);
        if (bid && ask && *bid >= *ask)
            say("book_not_crossed",
                std::string{market.symbol.view()},
                "bid " + std::to_string(bid->value) + ", ask " + std::to_string(ask->value));
    }

    // The best price of an order that trades in parts, if there is one.
    std::optional<Price> check_side(Market const& market, OrderSide side) {
        auto const& levels = state_.markets().side(market.number, side);
        std::optional<Price> best;
        for (auto level = levels.best_level(); !level.at_end(); level = levels.next_level(level)) {
            auto const price = state_.markets().order(level.first).price;
            for (auto at = level.first; at != no_order; at = state_.markets().next_in_queue(at)) {
                auto const& order = state_.markets().order(at);
                check_order(order, side, price);
                if (!best && !order.all_or_none) best = order.price;
            }
        }
        return best;
    }

    void check_order(BookOrder const& order, OrderSide side, Price price) {
        auto const where = "order " + decimal(order.id.value);
        if (order.open.is_zero() || order.shown.is_zero() || order.shown > order.open)
            say("order",
                where,
                "open " + std::to_string(order.open.units()) + ", shown " +
                    std::to_string(order.shown.units()));
        if (order.side != side || order.price != price || order.state != OrderState::resting)
            say("queue", where, "it stands in a queue that is not its own");
    }

    State const& state_;
    StateSums sums_;
    std::vector<Violation> violations_;
};

class CheckEach final : public FoldVisitor {
public:
    explicit CheckEach(Checked& checked) : checked_(checked) {}

    // Where a command begins: within one, an order in flight may hold what no book shows.
    void before(Entry const& entry, State const& state) override {
        if (entry.cause != entry.sequence || entry.sequence == Sequence{}) return;
        checked_.violations = check_state(state);
        checked_.size = entry.sequence.value;
        ++checked_.states;
    }

    bool after(Entry const&, State const&) override { return checked_.violations.empty(); }

private:
    Checked& checked_;
};

}  // namespace

std::vector<Violation> check_state(State const& state) {
    return StateCheck{state}.run();
}

Result<Checked> check_record(Record const& record,
                             Point at,
                             bool every,
                             std::function<void(std::uint64_t, std::uint64_t)> const& progress) {
    Checked checked;
    CheckEach each{checked};
    FoldVisitor nobody;
    FoldOptions options;
    options.from = every ? Point{0} : at;
    options.to = at;
    options.progress = progress;
    TALLY_TRY(folded, fold(record, options, every ? static_cast<FoldVisitor&>(each) : nobody));
    if (!checked.violations.empty()) return checked;
    checked.size = folded.state->next_sequence().value;
    checked.violations = check_state(*folded.state);
    ++checked.states;
    return checked;
}

}  // namespace tally
