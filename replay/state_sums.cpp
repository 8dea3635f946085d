#include "replay/state_sums.h"

namespace tally {

namespace {

// Saturates: a sum that overflows equals nothing that fits.
void add(Amount& sum, Amount more) {
    sum = sum.checked_add(more).value_or(amount_max);
}

void add_checked(Amount& sum, Amount more, bool& overflow) {
    auto const grown = sum.checked_add(more);
    overflow = overflow || !grown;
    sum = grown.value_or(amount_max);
}

void add_account(StateSums& sums, Account const& account) {
    auto& asset = sums.assets[account.asset];
    add_checked(asset.debits_posted, account.debits_posted, asset.overflow);
    add_checked(asset.debits_pending, account.debits_pending, asset.overflow);
    add_checked(asset.credits_posted, account.credits_posted, asset.overflow);
    add_checked(asset.credits_pending, account.credits_pending, asset.overflow);
}

void add_holds(StateSums& sums, State const& state) {
    auto const hold = [&sums](AccountHandle account, Amount amount) {
        add(sums.accounts[account.value].held, amount);
    };
    auto const& markets = state.markets();
    for (auto const handle : markets.open_orders()) {
        auto const& terms = markets.terms(handle);
        bool const buys = markets.order(handle).side == OrderSide::buy;
        hold(buys ? terms.quote_account : terms.base_account, terms.held);
    }
    state.escrows().for_each_hold(hold);
    state.chains().for_each_hold(hold);
}

void add_pendings(StateSums& sums, State const& state) {
    auto const pend = [&sums](AccountHandle debit, AccountHandle credit, Amount amount) {
        add(sums.accounts[debit.value].debits_pending, amount);
        add(sums.accounts[credit.value].credits_pending, amount);
    };
    state.ledger().for_each_pending([&](PendingTransfer const& pending) {
        pend(pending.debit, pending.credit, pending.amount);
    });
    state.chains().for_each_pending(pend);
}

}  // namespace

StateSums sums_of(State const& state) {
    StateSums sums;
    auto const& ledger = state.ledger();
    sums.accounts.resize(ledger.account_count());
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i)
        add_account(sums, ledger.account(AccountHandle{i}));
    add_holds(sums, state);
    add_pendings(sums, state);
    return sums;
}

}  // namespace tally
