#include "engine/ledger/decide.h"
#include "engine/ledger/transfer_rules.h"
#include "engine/reconciliations/decide.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tally {

namespace {

struct FoundBreak {
    Outcome outcome = Outcome::ok;
    Reconciliation const* run = nullptr;
    ReconciliationBreak const* found = nullptr;
    DecidedBreak const* decided = nullptr;
};

// The run, if anything may still be said about it.
template <class Command>
FoundBreak find_run(DecideContext const& context, Command const& command) {
    auto const& kept = context.state.reconciliations();
    ReconciliationKey const key{command.account, command.run};
    if (kept.was_closed(key)) return {.outcome = Outcome::reconciliation_closed};
    auto const* run = kept.find(key);
    if (run == nullptr) return {.outcome = Outcome::reconciliation_not_found};
    return {.run = run};
}

template <class Command>
FoundBreak find_break(DecideContext const& context, Command const& command) {
    auto result = find_run(context, command);
    if (result.outcome != Outcome::ok) return result;
    auto const& breaks = result.run->found.breaks;
    auto const at = std::find_if(
        breaks.begin(), breaks.end(), [&](auto const& one) { return one.id == command.break_id; });
    if (at == breaks.end()) return {.outcome = Outcome::break_not_found};
    result.found = &*at;
    result.decided =
        context.state.reconciliations().find(BreakKey{command.account, command.break_id});
    return result;
}

// What was signed once stays as it is until the signature is withdrawn.
Outcome check_undecided(FoundBreak const& found, BreakDecision decision, TransferId transfer) {
    auto const& decided = *found.decided;
    if (decided.decision == decision && decided.transfer == transfer) return Outcome::exists;
    if (decided.decision > BreakDecision::explained) return Outcome::break_already_decided;
    bool const open = found.run->stage == ReconciliationStage::open;
    return open ? Outcome::ok : Outcome::already_prepared;
}

std::string hex(std::uint64_t value) {
    constexpr std::array digits{
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    std::string text(16, '0');
    for (auto at = text.rbegin(); at != text.rend(); ++at, value >>= 4U)
        *at = digits[value & 15U];
    return text;
}

// What the statement has more, the account has to gain.
CreateTransfer write_off(WriteOffBreak const& command, FoundBreak const& found) {
    auto const& run = found.run->found;
    bool const gains = found.found->more_on == MoreOn::statement;
    bool const debit = gains == (run.gains_by == GainsBy::debit);
    CreateTransfer transfer;
    transfer.id = command.transfer;
    transfer.debit = debit ? command.account : command.against;
    transfer.credit = debit ? command.against : command.account;
    transfer.asset = run.asset;
    transfer.requested = found.found->amount;
    transfer.code = command.code;
    transfer.effective_date = run.cut_off;
    transfer.metadata = "write-off " + hex(command.break_id.value);
    return transfer;
}

// A transfer that posts what was pending may leave its accounts to that one.
bool is_of(DecideContext const& context, CreateTransfer const& transfer, AccountId account) {
    if (transfer.debit == account || transfer.credit == account) return true;
    if (!ends_pending(transfer)) return false;
    auto const pending = context.past.transfer(transfer.pending_id);
    return pending && (pending->debit == account || pending->credit == account);
}

}  // namespace

Outcome decide(DecideContext const& context, CommentBreak& command, Consequences&) {
    if (command.commitment.is_zero()) return Outcome::commitment_must_not_be_zero;
    bool const of_run = command.break_id == no_break;
    if (of_run && command.explains) return Outcome::break_id_must_not_be_zero;
    auto const found = of_run ? find_run(context, command) : find_break(context, command);
    if (found.outcome != Outcome::ok) return found.outcome;
    bool const open = found.run->stage == ReconciliationStage::open;
    return open || !command.explains ? Outcome::ok : Outcome::already_prepared;
}

Outcome decide(DecideContext const& context, WriteOffBreak& command, Consequences& out) {
    auto const found = find_break(context, command);
    if (found.outcome != Outcome::ok) return found.outcome;
    auto outcome = check_undecided(found, BreakDecision::written_off, command.transfer);
    if (outcome != Outcome::ok) return outcome;
    if (found.found->amount.is_zero()) return Outcome::break_has_no_amount;
    if (context.state.access().waiting(command.transfer) != nullptr)
        return Outcome::id_waits_for_approval;
    auto transfer = write_off(command, found);
    Consequences none;
    outcome = decide(context, transfer, none);
    if (outcome != Outcome::ok) return outcome;
    transfer.outcome = Outcome::ok;
    out.emplace_back(std::move(transfer));
    return Outcome::ok;
}

Outcome decide(DecideContext const& context, CorrectBreak& command, Consequences&) {
    auto const found = find_break(context, command);
    if (found.outcome != Outcome::ok) return found.outcome;
    auto const outcome = check_undecided(found, BreakDecision::corrected, command.transfer);
    if (outcome != Outcome::ok) return outcome;
    auto const transfer = context.past.transfer(command.transfer);
    if (!transfer || transfer->outcome != Outcome::ok) return Outcome::transfer_not_found;
    bool const fits = is_of(context, *transfer, command.account);
    return fits ? Outcome::ok : Outcome::transfer_not_of_account;
}

}  // namespace tally
