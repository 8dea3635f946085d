#include "engine/chains/event_rules.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace tally {

namespace {

bool is_type(ChainEventType type) {
    return type >= ChainEventType::deposit && type <= ChainEventType::escrow_refunded;
}

Outcome judge_deposit(Ledger const& ledger, Chain const& chain, ChainEvent const& event) {
    if (event.amount.is_zero()) return Outcome::event_invalid;
    auto const account = ledger.find(AccountId{event.subject});
    if (account.is_none()) return Outcome::event_account_not_found;
    if (ledger.account(account).asset != event.asset) return Outcome::event_invalid;
    auto const custody = ledger.account_of(chain.terms().custody_owner, event.asset);
    if (custody.is_none()) return Outcome::event_custody_account_not_found;
    if (custody == account) return Outcome::event_invalid;
    if (has_limits(ledger.account(custody))) return Outcome::account_has_limits;
    if (ledger.account(account).has(account_flag::credits_must_not_exceed_debits))
        return Outcome::account_has_limits;
    return Outcome::ok;
}

// What names a transfer.
struct TransferKey {
    Hash32 transaction;
    std::uint32_t index;

    friend auto operator<=>(TransferKey const&, TransferKey const&) = default;
};

Outcome judge_duplicates(Chain const& chain, ObserveBlock const& block) {
    std::vector<TransferKey> keys;
    for (auto const& event : block.events)
        keys.push_back({event.transaction, event.index});
    std::sort(keys.begin(), keys.end());
    if (std::adjacent_find(keys.begin(), keys.end()) != keys.end())
        return Outcome::event_duplicated;
    for (auto const* known = chain.find(block.parent); known != nullptr && !keys.empty();
         known = chain.parent_of(*known)) {
        for (auto const& [event, state, account, custody] : known->events)
            if (std::binary_search(
                    keys.begin(), keys.end(), TransferKey{event.transaction, event.index}))
                return Outcome::event_duplicated;
    }
    return Outcome::ok;
}

}  // namespace

bool has_limits(Account const& custody) {
    return custody.has(account_flag::debits_must_not_exceed_credits) ||
           custody.has(account_flag::credits_must_not_exceed_debits);
}

Outcome judge_event(State const& state, Chain const& chain, ChainEvent const& event) {
    if (!is_type(event.type)) return Outcome::event_invalid;
    if (state.assets().find(event.asset) == nullptr) return Outcome::event_asset_not_found;
    if (event.type != ChainEventType::deposit) return Outcome::ok;
    return judge_deposit(state.ledger(), chain, event);
}

Outcome judge_events(State const& state, Chain const& chain, ObserveBlock const& block) {
    for (auto const& event : block.events) {
        auto const outcome = judge_event(state, chain, event);
        if (outcome != Outcome::ok) return outcome;
    }
    return judge_duplicates(chain, block);
}

}  // namespace tally
