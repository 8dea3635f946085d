#include "engine/chains/branch_plan.h"

#include "engine/chains/event_rules.h"
#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {

namespace {

// The lowest height whose events may not be posted yet: one above what is final on the branch, or
// one above the ancestor if a deep reorg reaches below that.
std::uint64_t first_unposted(Chain const& chain, ChainBlock const* ancestor, std::uint64_t first) {
    if (ancestor == nullptr) return first;
    auto const* final_block = chain.final_block();
    if (final_block == nullptr) return chain.lowest();
    return std::min(final_block->number, ancestor->number) + 1;
}

}  // namespace

Outcome BranchPlan::lead(ChainBlock const* ancestor, std::vector<JoiningBlock> path) {
    TALLY_CHECK(!path.empty());
    auto const lowest = first_unposted(chain_, ancestor, path.front().number);
    if (ancestor != nullptr && ancestor != chain_.tip()) {
        announce(*ancestor, path.back());
        auto const outcome = drop_above(*ancestor, path);
        if (outcome != Outcome::ok) return outcome;
    }
    for (auto& block : path) {
        auto const outcome = join(block);
        if (outcome != Outcome::ok) return outcome;
    }
    return finalize_up_to(path.back().number, lowest, path);
}

void BranchPlan::announce(ChainBlock const& ancestor, JoiningBlock const& tip) {
    auto const* old_tip = chain_.tip();
    auto const depth = static_cast<std::uint32_t>(old_tip->number - ancestor.number);
    steps_.push_back(
        ChainReorganized{chain_.number(), ancestor.hash, old_tip->hash, tip.hash, depth});
}

// --- What leaves the branch

Outcome BranchPlan::drop_above(ChainBlock const& ancestor, std::vector<JoiningBlock> const& path) {
    std::map<TransferKey, ChainEvent const*> joining;
    for (auto const& block : path)
        for (auto const& observed : block.events)
            joining[{observed.event.transaction, observed.event.index}] = &observed.event;
    for (auto number = chain_.tip()->number; number > ancestor.number; --number) {
        auto const& block = *chain_.at(number);
        for (auto i = block.events.size(); i-- > 0;) {
            auto const& observed = block.events[i];
            TransferKey const key{observed.event.transaction, observed.event.index};
            auto const found = joining.find(key);
            bool const matched = observed.state != EventState::unmatched;
            if (matched && found != joining.end() && *found->second == observed.event) {
                moving_[key] = {block.hash, observed};
                continue;
            }
            auto const outcome = drop(block, observed);
            if (outcome != Outcome::ok) return outcome;
        }
    }
    return Outcome::ok;
}

Outcome BranchPlan::drop(ChainBlock const& block, ObservedEvent const& observed) {
    if (observed.state == EventState::finalized) return reverse(block, observed);
    emit(ChainEffect::dropped, block.hash, observed.event);
    if (observed.state == EventState::unmatched) return Outcome::ok;
    if (observed.event.type == ChainEventType::deposit) {
        balance(observed.custody).debits_pending -= observed.event.amount;
        balance(observed.account).credits_pending -= observed.event.amount;
    }
    if (observed.event.type == ChainEventType::withdrawal) {
        auto const* asked =
            context_.state.chains().withdrawal(WithdrawalId{observed.event.subject});
        withdrawal_state(*asked) = WithdrawalState::requested;
    }
    return Outcome::ok;
}

Outcome BranchPlan::reverse(ChainBlock const& block, ObservedEvent const& observed) {
    Amount loss;
    auto outcome = Outcome::ok;
    if (observed.event.type == ChainEventType::deposit) outcome = reverse_deposit(observed, loss);
    if (observed.event.type == ChainEventType::withdrawal) outcome = reverse_withdrawal(observed);
    if (outcome == Outcome::ok) emit(ChainEffect::reversed, block.hash, observed.event, loss);
    return outcome;
}

Outcome BranchPlan::reverse_deposit(ObservedEvent const& observed, Amount& loss) {
    auto& account = balance(observed.account);
    auto const returned = std::min(account.available(), observed.event.amount);
    loss = observed.event.amount - returned;
    account.debits_posted += returned;
    auto& custody = balance(observed.custody);
    if (!add(custody.credits_posted, observed.event.amount, custody.all_credits()))
        return Outcome::event_amount_overflow;
    if (loss.is_zero()) return Outcome::ok;
    auto const owner = chain_.terms().loss_owner;
    auto const bearer = context_.state.ledger().account_of(owner, observed.event.asset);
    if (bearer.is_none()) return Outcome::event_loss_account_not_found;
    auto& bears = balance(bearer);
    if (!add(bears.debits_posted, loss, bears.all_debits())) return Outcome::event_amount_overflow;
    bool const limited = bears.has(account_flag::debits_must_not_exceed_credits);
    if (limited && bears.all_debits() > bears.credits_posted) return Outcome::exceeds_credits;
    return Outcome::ok;
}

Outcome BranchPlan::reverse_withdrawal(ObservedEvent const& observed) {
    auto const amount = observed.event.amount;
    auto& account = balance(observed.account);
    auto& custody = balance(observed.custody);
    if (!add(account.credits_posted, amount, account.all_credits()) ||
        !add(account.held, amount, account.all_debits()) ||
        !add(custody.debits_posted, amount, custody.all_debits()))
        return Outcome::event_amount_overflow;
    auto const* asked = context_.state.chains().withdrawal(WithdrawalId{observed.event.subject});
    withdrawal_state(*asked) = WithdrawalState::requested;
    return Outcome::ok;
}

// --- What joins it

Outcome BranchPlan::join(JoiningBlock& block) {
    for (auto& observed : block.events) {
        auto const found = moving_.find({observed.event.transaction, observed.event.index});
        if (found == moving_.end()) {
            auto const outcome = see(block.hash, observed);
            if (outcome != Outcome::ok) return outcome;
            continue;
        }
        observed = found->second.what;
        emit(ChainEffect::moved, block.hash, observed.event);
        std::get<ChainEventApplied>(steps_.back()).from = found->second.from;
    }
    return Outcome::ok;
}

Outcome BranchPlan::see(Hash32 const& block, ObservedEvent& observed) {
    bool matched = true;
    if (observed.event.type == ChainEventType::deposit) {
        auto const outcome = see_deposit(observed);
        if (outcome != Outcome::ok) return outcome;
    } else if (observed.event.type == ChainEventType::withdrawal) {
        matched = see_withdrawal(observed);
    } else {
        matched = context_.state.escrows().find(EscrowId{observed.event.subject}) != nullptr;
    }
    observed.state = matched ? EventState::seen : EventState::unmatched;
    emit(matched ? ChainEffect::seen : ChainEffect::unmatched, block, observed.event);
    return Outcome::ok;
}

// Judged again here: a block that waited beside the branch was judged when it was observed.
Outcome BranchPlan::see_deposit(ObservedEvent& observed) {
    auto const outcome = judge_event(context_.state, chain_, observed.event);
    if (outcome != Outcome::ok) return outcome;
    auto const& ledger = context_.state.ledger();
    observed.account = ledger.find(AccountId{observed.event.subject});
    observed.custody = ledger.account_of(chain_.terms().custody_owner, observed.event.asset);
    auto& account = balance(observed.account);
    auto& custody = balance(observed.custody);
    if (!add(custody.debits_pending, observed.event.amount, custody.all_debits()) ||
        !add(account.credits_pending, observed.event.amount, account.all_credits()))
        return Outcome::event_amount_overflow;
    return Outcome::ok;
}

bool BranchPlan::see_withdrawal(ObservedEvent& observed) {
    auto const* asked = context_.state.chains().withdrawal(WithdrawalId{observed.event.subject});
    if (asked == nullptr || asked->chain != chain_.number() ||
        asked->asset != observed.event.asset || asked->amount != observed.event.amount)
        return false;
    auto& state = withdrawal_state(*asked);
    if (state != WithdrawalState::requested) return false;
    state = WithdrawalState::seen;
    observed.account = asked->account;
    observed.custody = asked->custody;
    return true;
}

// --- What becomes final

Outcome BranchPlan::finalize_up_to(std::uint64_t tip,
                                   std::uint64_t first_number,
                                   std::vector<JoiningBlock> const& path) {
    auto const depth = chain_.terms().finality_depth;
    if (tip < depth) return Outcome::ok;
    for (auto number = first_number; number <= tip - depth; ++number) {
        bool const joins = number >= path.front().number;
        auto const* known = joins ? nullptr : chain_.at(number);
        auto const& joining = path[joins ? number - path.front().number : 0];
        auto const outcome =
            joins ? finalize(joining.hash, joining.events) : finalize(known->hash, known->events);
        if (outcome != Outcome::ok) return outcome;
    }
    return Outcome::ok;
}

Outcome BranchPlan::finalize(Hash32 const& block, std::vector<ObservedEvent> const& events) {
    for (auto const& observed : events) {
        if (observed.state != EventState::seen) continue;
        if (observed.event.type == ChainEventType::withdrawal) {
            auto& custody = balance(observed.custody);
            if (!add(custody.credits_posted, observed.event.amount, custody.all_credits()))
                return Outcome::event_amount_overflow;
        }
        emit(ChainEffect::finalized, block, observed.event);
    }
    return Outcome::ok;
}

// --- The copies

void BranchPlan::emit(ChainEffect effect,
                      Hash32 const& block,
                      ChainEvent const& event,
                      Amount loss) {
    steps_.push_back(ChainEventApplied{chain_.number(), effect, block, event, loss, {}});
}

Account& BranchPlan::balance(AccountHandle handle) {
    auto const found = balances_.find(handle);
    if (found != balances_.end()) return found->second;
    return balances_.emplace(handle, context_.state.ledger().account(handle)).first->second;
}

WithdrawalState& BranchPlan::withdrawal_state(Withdrawal const& withdrawal) {
    return withdrawals_.emplace(withdrawal.id, withdrawal.state).first->second;
}

// Adds to one total if the sum that it belongs to stays within 128 bits.
bool BranchPlan::add(Amount& total, Amount amount, Amount sum) {
    if (!sum.checked_add(amount)) return false;
    total += amount;
    return true;
}

}  // namespace tally
