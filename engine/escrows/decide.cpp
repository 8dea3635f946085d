#include "engine/escrows/decide.h"

#include "engine/escrows/attestation.h"

namespace tally {

namespace {

bool is_action(EscrowAction action) {
    return action == EscrowAction::release || action == EscrowAction::refund;
}

// The answer of an escrow that has come to its end, `ok` of any other. A repeated release answers
// that it was released: its sender takes that for success, and nothing is paid twice.
Outcome judge_not_settled(Escrow const& escrow) {
    if (escrow.state == EscrowState::released) return Outcome::escrow_already_released;
    if (escrow.state == EscrowState::refunded) return Outcome::escrow_already_refunded;
    return Outcome::ok;
}

// `ok` if the escrow is funded and not disputed.
Outcome judge_funded(Escrow const& escrow) {
    auto const outcome = judge_not_settled(escrow);
    if (outcome != Outcome::ok) return outcome;
    if (escrow.state == EscrowState::created) return Outcome::escrow_not_funded;
    if (escrow.state == EscrowState::disputed) return Outcome::escrow_disputed;
    return Outcome::ok;
}

// Whether a release can be paid now. The buyer's side needs no question: a hold becomes a debit.
Outcome judge_payment(Ledger const& ledger, Escrow const& escrow) {
    auto const& seller = ledger.account(escrow.seller_account);
    if (seller.closed()) return Outcome::account_closed;
    if (escrow.amount > amount_max - seller.all_credits()) return Outcome::overflows_credits;
    if (!ledger.can_credit(escrow.seller_account, escrow.amount)) return Outcome::exceeds_debits;
    return Outcome::ok;
}

Outcome judge_signature(DecideContext const& context,
                        Escrow const& escrow,
                        AttestEscrow const& command) {
    auto const attestation = attestation_of(escrow, command.action);
    auto const answer = context.oracle.signer(attestation, command.signature);
    if (answer.fault == SignatureFault::not_canonical) return Outcome::signature_not_canonical;
    if (answer.fault == SignatureFault::invalid) return Outcome::signature_invalid;
    if (answer.signer != command.attestor) return Outcome::signature_not_by_attestor;
    return Outcome::ok;
}

}  // namespace

Outcome decide(DecideContext const& context, FundEscrow& command, Consequences&) {
    auto const* escrow = context.state.escrows().find(command.id);
    if (escrow == nullptr) return Outcome::escrow_not_found;
    auto const settled = judge_not_settled(*escrow);
    if (settled != Outcome::ok) return settled;
    if (escrow->state != EscrowState::created) return Outcome::escrow_already_funded;
    if (context.now >= escrow->refund_after) return Outcome::escrow_expired;
    auto const& buyer = context.state.ledger().account(escrow->buyer_account);
    if (buyer.closed()) return Outcome::account_closed;
    if (buyer.available() < escrow->amount) return Outcome::insufficient_funds;
    return Outcome::ok;
}

Outcome decide(DecideContext const& context, AttestEscrow& command, Consequences&) {
    auto const& escrows = context.state.escrows();
    auto const* escrow = escrows.find(command.id);
    if (escrow == nullptr) return Outcome::escrow_not_found;
    if (!is_action(command.action)) return Outcome::action_invalid;
    auto const settled = judge_not_settled(*escrow);
    if (settled != Outcome::ok) return settled;
    if (escrow->state == EscrowState::created) return Outcome::escrow_not_funded;
    if (escrow->state == EscrowState::funded && context.now >= escrow->refund_after)
        return Outcome::escrow_expired;
    if (command.content_hash != escrow->content_hash) return Outcome::content_hash_mismatch;
    auto const index = escrows.attestor_index(*escrow, command.attestor);
    if (!index) return Outcome::attestor_not_in_set;
    if (((escrow->attested(command.action) >> *index) & 1U) != 0) return Outcome::already_attested;
    return judge_signature(context, *escrow, command);
}

Outcome decide(DecideContext const& context, ReleaseEscrow& command, Consequences&) {
    auto const* escrow = context.state.escrows().find(command.id);
    if (escrow == nullptr) return Outcome::escrow_not_found;
    auto const outcome = judge_funded(*escrow);
    if (outcome != Outcome::ok) return outcome;
    if (context.now < escrow->release_after) return Outcome::release_timelock_not_passed;
    if (context.now >= escrow->refund_after) return Outcome::escrow_expired;
    if (!escrow->has_quorum(EscrowAction::release)) return Outcome::quorum_not_reached;
    return judge_payment(context.state.ledger(), *escrow);
}

Outcome decide(DecideContext const& context, RefundEscrow& command, Consequences&) {
    auto const* escrow = context.state.escrows().find(command.id);
    if (escrow == nullptr) return Outcome::escrow_not_found;
    auto const outcome = judge_funded(*escrow);
    if (outcome != Outcome::ok) return outcome;
    if (context.now < escrow->refund_after) return Outcome::refund_timelock_not_passed;
    return Outcome::ok;
}

Outcome decide(DecideContext const& context, DisputeEscrow& command, Consequences&) {
    auto const* escrow = context.state.escrows().find(command.id);
    if (escrow == nullptr) return Outcome::escrow_not_found;
    auto const settled = judge_not_settled(*escrow);
    if (settled != Outcome::ok) return settled;
    if (escrow->state == EscrowState::disputed) return Outcome::already_disputed;
    if (escrow->state == EscrowState::created) return Outcome::escrow_not_funded;
    if (context.now >= escrow->refund_after) return Outcome::escrow_expired;
    bool const said = command.by != OwnerId{};
    if (said && command.by != escrow->buyer && command.by != escrow->seller)
        return Outcome::not_a_party;
    return Outcome::ok;
}

Outcome decide(DecideContext const& context, ResolveEscrow& command, Consequences&) {
    auto const* escrow = context.state.escrows().find(command.id);
    if (escrow == nullptr) return Outcome::escrow_not_found;
    if (!is_action(command.action)) return Outcome::action_invalid;
    auto const settled = judge_not_settled(*escrow);
    if (settled != Outcome::ok) return settled;
    if (escrow->state != EscrowState::disputed) return Outcome::escrow_not_disputed;
    if (!escrow->has_quorum(command.action)) return Outcome::quorum_not_reached;
    if (command.action == EscrowAction::refund) return Outcome::ok;
    if (context.now < escrow->release_after) return Outcome::release_timelock_not_passed;
    return judge_payment(context.state.ledger(), *escrow);
}

}  // namespace tally
