#include "engine/reconciliations/decide.h"

namespace tally {

namespace {

// Signed with open eyes: what is material is settled, or its signer says that it is not.
Outcome check_settled(DecideContext const& context,
                      Reconciliation const& run,
                      SignReconciliation const& command) {
    if (command.accept_breaks) return Outcome::ok;
    bool const opinion = run.found.verdict != ReconciliationVerdict::incomplete;
    bool const settled = context.state.reconciliations().undecided(run) == 0;
    return opinion && settled ? Outcome::ok : Outcome::breaks_undecided;
}

}  // namespace

Outcome decide(DecideContext const& context, SignReconciliation& command, Consequences&) {
    auto const& kept = context.state.reconciliations();
    ReconciliationKey const key{command.account, command.run};
    if (kept.was_closed(key)) return Outcome::reconciliation_closed;
    auto const* run = kept.find(key);
    if (run == nullptr) return Outcome::reconciliation_not_found;
    bool const prepared = run->stage == ReconciliationStage::prepared;
    switch (command.action) {
        case SignAction::prepare:
            return prepared ? Outcome::already_prepared : check_settled(context, *run, command);
        case SignAction::review:
            if (!prepared) return Outcome::not_prepared;
            if (run->preparer == context.key) return Outcome::reviewer_must_be_another_key;
            return check_settled(context, *run, command);
        case SignAction::withdraw:
            return prepared ? Outcome::ok : Outcome::not_prepared;
        case SignAction::abandon:
            return prepared ? Outcome::already_prepared : Outcome::ok;
    }
    return Outcome::sign_action_invalid;
}

}  // namespace tally
