#include "engine/chains/decide.h"

#include "engine/chains/event_rules.h"

namespace tally {

namespace {

bool same_terms(CreateChain const& known, CreateChain const& asked) {
    return known.finality_depth == asked.finality_depth &&
           known.custody_owner == asked.custody_owner && known.loss_owner == asked.loss_owner;
}

bool same_terms(Withdrawal const& known, RequestWithdrawal const& asked) {
    return known.account_id == asked.account && known.chain == asked.chain &&
           known.asset == asked.asset && known.amount == asked.amount &&
           known.destination == asked.destination;
}

Outcome judge_id(Chains const& chains, RequestWithdrawal const& asked) {
    if (asked.id.value == 0) return Outcome::id_must_not_be_zero;
    if (asked.id.value == uint128_max) return Outcome::id_must_not_be_int_max;
    auto const* known = chains.withdrawal(asked.id);
    if (known == nullptr) return Outcome::ok;
    return same_terms(*known, asked) ? Outcome::exists : Outcome::exists_with_different_withdrawal;
}

Outcome judge_request(State const& state, RequestWithdrawal const& asked) {
    auto const* chain = state.chains().find(asked.chain);
    if (chain == nullptr) return Outcome::chain_not_found;
    if (state.assets().find(asked.asset) == nullptr) return Outcome::asset_not_found;
    if (asked.amount.is_zero()) return Outcome::amount_must_not_be_zero;
    if (asked.destination.is_zero()) return Outcome::destination_must_not_be_zero;
    if (state.ledger().find(asked.account).is_none()) return Outcome::account_not_found;
    if (chain->halted()) return Outcome::chain_halted;
    return Outcome::ok;
}

Outcome judge_accounts(State const& state, RequestWithdrawal const& asked) {
    auto const& ledger = state.ledger();
    auto const handle = ledger.find(asked.account);
    auto const& account = ledger.account(handle);
    if (account.asset != asked.asset) return Outcome::transfer_must_have_the_same_asset_as_accounts;
    auto const& terms = state.chains().find(asked.chain)->terms();
    auto const custody = ledger.account_of(terms.custody_owner, asked.asset);
    if (custody.is_none()) return Outcome::event_custody_account_not_found;
    if (custody == handle) return Outcome::accounts_must_be_different;
    if (has_limits(ledger.account(custody))) return Outcome::account_has_limits;
    if (account.closed()) return Outcome::account_closed;
    if (account.available() < asked.amount) return Outcome::insufficient_funds;
    return Outcome::ok;
}

}  // namespace

Outcome decide(DecideContext const& context, CreateChain& command, Consequences&) {
    auto const& chains = context.state.chains();
    if (command.name.empty()) return Outcome::id_must_not_be_zero;
    if (auto const* known = chains.find(command.name); known != nullptr) {
        command.number = known->number();
        return same_terms(known->terms(), command) ? Outcome::exists
                                                   : Outcome::exists_with_different_chain;
    }
    if (command.finality_depth == 0 || command.finality_depth > Chain::max_finality_depth)
        return Outcome::finality_depth_invalid;
    if (command.custody_owner == OwnerId{}) return Outcome::custody_owner_must_not_be_zero;
    if (command.loss_owner == OwnerId{}) return Outcome::loss_owner_must_not_be_zero;
    if (command.custody_owner == command.loss_owner)
        return Outcome::custody_and_loss_owner_must_be_different;
    if (chains.all().size() >= Chains::max_chains) return Outcome::chain_limit_reached;
    command.number = ChainNumber{static_cast<std::uint32_t>(chains.all().size() + 1)};
    return Outcome::ok;
}

Outcome decide(DecideContext const& context, RequestWithdrawal& command, Consequences&) {
    auto outcome = judge_id(context.state.chains(), command);
    if (outcome == Outcome::ok) outcome = judge_request(context.state, command);
    if (outcome == Outcome::ok) outcome = judge_accounts(context.state, command);
    return outcome;
}

Outcome decide(DecideContext const& context, CancelWithdrawal& command, Consequences&) {
    auto const& chains = context.state.chains();
    auto const* withdrawal = chains.withdrawal(command.id);
    if (withdrawal == nullptr) return Outcome::withdrawal_not_found;
    switch (withdrawal->state) {
        case WithdrawalState::requested:
            break;
        case WithdrawalState::seen:
            return Outcome::withdrawal_already_seen;
        case WithdrawalState::finalized:
            return Outcome::withdrawal_already_final;
        case WithdrawalState::cancelled:
            return Outcome::withdrawal_already_cancelled;
    }
    if (chains.find(withdrawal->chain)->halted()) return Outcome::chain_halted;
    return Outcome::ok;
}

}  // namespace tally
