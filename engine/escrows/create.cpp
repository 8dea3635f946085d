#include "engine/escrows/decide.h"

#include <algorithm>

namespace tally {

namespace {

bool same_terms(Escrows const& escrows, Escrow const& known, CreateEscrow const& asked) {
    return known.buyer == asked.buyer && known.seller == asked.seller &&
           known.asset == asked.asset && known.amount == asked.amount &&
           known.content_hash == asked.content_hash && known.quorum == asked.quorum &&
           known.release_after == asked.release_after && known.refund_after == asked.refund_after &&
           known.evm_chain_id == asked.evm_chain_id && known.contract == asked.contract &&
           known.payee == asked.payee && known.token == asked.token &&
           escrows.attestors(known) == asked.attestors;
}

Outcome judge_id(Escrows const& escrows, CreateEscrow const& asked) {
    if (asked.id.value == 0) return Outcome::id_must_not_be_zero;
    if (asked.id.value == uint128_max) return Outcome::id_must_not_be_int_max;
    auto const* known = escrows.find(asked.id);
    if (known == nullptr) return Outcome::ok;
    return same_terms(escrows, *known, asked) ? Outcome::exists
                                              : Outcome::exists_with_different_escrow;
}

Outcome judge_parties(State const& state, CreateEscrow const& asked) {
    if (asked.buyer == OwnerId{} || asked.seller == OwnerId{})
        return Outcome::owner_must_not_be_zero;
    if (asked.buyer == asked.seller) return Outcome::buyer_and_seller_must_be_different;
    if (state.assets().find(asked.asset) == nullptr) return Outcome::asset_not_found;
    if (asked.amount.is_zero()) return Outcome::amount_must_not_be_zero;
    return Outcome::ok;
}

Outcome judge_attestors(CreateEscrow const& asked) {
    if (asked.attestors.empty()) return Outcome::attestors_missing;
    if (asked.attestors.size() > Escrow::max_attestors) return Outcome::too_many_attestors;
    auto sorted = asked.attestors;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.front().is_zero()) return Outcome::attestor_must_not_be_zero;
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
        return Outcome::duplicate_attestor;
    if (asked.quorum == 0 || asked.quorum > asked.attestors.size())
        return Outcome::quorum_out_of_range;
    return Outcome::ok;
}

Outcome judge_timelocks(CreateEscrow const& asked, Timestamp now) {
    if (asked.release_after >= asked.refund_after) return Outcome::timelocks_out_of_order;
    if (asked.refund_after <= now) return Outcome::timelock_already_passed;
    return Outcome::ok;
}

Outcome judge_accounts(Ledger const& ledger, CreateEscrow const& asked) {
    if (ledger.account_of(asked.buyer, asked.asset).is_none())
        return Outcome::buyer_account_not_found;
    if (ledger.account_of(asked.seller, asked.asset).is_none())
        return Outcome::seller_account_not_found;
    return Outcome::ok;
}

}  // namespace

Outcome decide(DecideContext const& context, CreateEscrow& command, Consequences&) {
    auto outcome = judge_id(context.state.escrows(), command);
    if (outcome == Outcome::ok) outcome = judge_parties(context.state, command);
    if (outcome == Outcome::ok) outcome = judge_attestors(command);
    if (outcome == Outcome::ok) outcome = judge_timelocks(command, context.now);
    if (outcome == Outcome::ok) outcome = judge_accounts(context.state.ledger(), command);
    return outcome;
}

}  // namespace tally
