#include "engine/audit/decide.h"

namespace tally {

namespace {

Outcome found(bool there, Outcome otherwise) {
    return there ? Outcome::ok : otherwise;
}

Outcome find_subject(DecideContext const& context, AttachData const& command) {
    auto const id = command.subject;
    switch (command.subject_kind) {
        case SubjectKind::owner:
            return Outcome::ok;  // a number that the client keeps, like its accounts' user data
        case SubjectKind::account:
            return found(!context.state.ledger().find(AccountId{id}).is_none(),
                         Outcome::account_not_found);
        case SubjectKind::transfer: {
            auto const transfer = context.past.transfer(TransferId{id});
            return found(transfer && transfer->outcome == Outcome::ok, Outcome::transfer_not_found);
        }
        case SubjectKind::order: {
            auto const order = context.past.order(OrderId{id});
            return found(order && order->outcome == Outcome::ok, Outcome::order_not_found);
        }
        case SubjectKind::escrow:
            return found(context.state.escrows().find(EscrowId{id}) != nullptr,
                         Outcome::escrow_not_found);
    }
    return Outcome::subject_invalid;
}

}  // namespace

Outcome decide(DecideContext const& context, AttachData& command, Consequences&) {
    if (command.subject == 0) return Outcome::id_must_not_be_zero;
    if (command.commitment.is_zero()) return Outcome::commitment_must_not_be_zero;
    return find_subject(context, command);
}

Outcome decide(DecideContext const&, RedactData& command, Consequences&) {
    return found(!command.commitment.is_zero(), Outcome::commitment_must_not_be_zero);
}

Outcome decide(DecideContext const& context, RecordLiabilities& command, Consequences&) {
    if (context.state.assets().find(command.asset) == nullptr) return Outcome::asset_not_found;
    bool const in_range = command.size != 0 && command.size <= context.next.value;
    if (!in_range) return Outcome::liabilities_size_out_of_range;
    bool const something = command.accounts != 0 && !command.total.is_zero();
    return found(something, Outcome::liabilities_must_not_be_empty);
}

}  // namespace tally
