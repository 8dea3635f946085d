#include "journal/vocabulary/check.h"
#include "projections/chains/chains.h"

// The postings of what happens on a chain: one ChainEventApplied, one event, one step.
namespace tally {

ObservedEvent& Chains::mutate_event(ChainEventApplied const& body) {
    TALLY_CHECK(find(body.chain) != nullptr);
    auto& event = chains_[body.chain.value - 1].event(body.block, body.event);
    if (undo_.open()) {
        undo_.on_roll_back([this, chain = body.chain, block = body.block, before = event] {
            chains_[chain.value - 1].event(block, before.event) = before;
        });
    }
    return event;
}

void Chains::apply(ChainEventApplied const& body,
                   Entry const& entry,
                   Ledger const& ledger,
                   Effects& effects) {
    switch (body.effect) {
        case ChainEffect::seen:
            return see(body, entry, ledger, effects);
        case ChainEffect::moved:
            return move(body);
        case ChainEffect::dropped:
            return drop(body, entry, effects);
        case ChainEffect::finalized:
            return finalize(body, entry, effects);
        case ChainEffect::reversed:
            return reverse(body, entry, ledger, effects);
        case ChainEffect::unmatched:
            mutate_event(body).state = EventState::unmatched;
            return;
    }
}

void Chains::see(ChainEventApplied const& body,
                 Entry const& entry,
                 Ledger const& ledger,
                 Effects& effects) {
    auto& event = mutate_event(body);
    TALLY_CHECK(event.state == EventState::none);
    event.state = EventState::seen;
    if (body.event.type == ChainEventType::deposit) {
        auto const owner = find(body.chain)->terms().custody_owner;
        event.account = ledger.find(AccountId{body.event.subject});
        event.custody = ledger.account_of(owner, body.event.asset);
        TALLY_CHECK(!event.account.is_none() && !event.custody.is_none());
        effects.post(
            {event.custody, event.account, body.event.amount, PostingLayer::pending_reserve});
    }
    if (body.event.type == ChainEventType::withdrawal) {
        Withdrawal& withdrawal = mutate(WithdrawalId{body.event.subject});
        TALLY_CHECK(withdrawal.state == WithdrawalState::requested);
        withdrawal.state = WithdrawalState::seen;
        withdrawal.transaction = body.event.transaction;
        withdrawal.index = body.event.index;
        withdrawal.changed = entry.time;
        event.account = withdrawal.account;
        event.custody = withdrawal.custody;
    }
}

// Nothing changes in the books: the same transfer is in another block now.
void Chains::move(ChainEventApplied const& body) {
    ChainEventApplied before = body;
    before.block = body.from;
    auto& old = mutate_event(before);
    TALLY_CHECK(old.state != EventState::none && old.event == body.event);
    auto const moved = old;
    old = {body.event, EventState::none, {}, {}};
    auto& event = mutate_event(body);
    TALLY_CHECK(event.state == EventState::none);
    event = moved;
}

void Chains::finalize(ChainEventApplied const& body, Entry const& entry, Effects& effects) {
    auto& event = mutate_event(body);
    TALLY_CHECK(event.state == EventState::seen);
    event.state = EventState::finalized;
    Amount const amount = body.event.amount;
    if (body.event.type == ChainEventType::deposit) {
        effects.post({event.custody, event.account, amount, PostingLayer::pending_release});
        effects.post({event.custody, event.account, amount, PostingLayer::posted});
    }
    if (body.event.type == ChainEventType::withdrawal) {
        Withdrawal& withdrawal = mutate(WithdrawalId{body.event.subject});
        TALLY_CHECK(withdrawal.state == WithdrawalState::seen);
        withdrawal.state = WithdrawalState::finalized;
        withdrawal.changed = entry.time;
        effects.hold({event.account, amount, Amount{}});
        effects.post({event.account, event.custody, amount, PostingLayer::posted});
    }
}

// Before finality: what was reserved is let go. The hold of a withdrawal stays: it is still wanted.
void Chains::drop(ChainEventApplied const& body, Entry const& entry, Effects& effects) {
    auto& event = mutate_event(body);
    TALLY_CHECK(event.state == EventState::seen || event.state == EventState::unmatched);
    bool const was_seen = event.state == EventState::seen;
    if (was_seen && body.event.type == ChainEventType::deposit) {
        effects.post(
            {event.custody, event.account, body.event.amount, PostingLayer::pending_release});
    }
    if (was_seen && body.event.type == ChainEventType::withdrawal) {
        Withdrawal& withdrawal = mutate(WithdrawalId{body.event.subject});
        TALLY_CHECK(withdrawal.state == WithdrawalState::seen);
        withdrawal.state = WithdrawalState::requested;
        withdrawal.transaction = {};
        withdrawal.index = 0;
        withdrawal.changed = entry.time;
    }
    event = {body.event, EventState::none, {}, {}};
}

// After finality: posted back. Of a deposit the account gives what it still has, and the loss owner
// the rest, so that custody shows what the chain really holds. A withdrawal is wanted again.
void Chains::reverse(ChainEventApplied const& body,
                     Entry const& entry,
                     Ledger const& ledger,
                     Effects& effects) {
    auto& event = mutate_event(body);
    TALLY_CHECK(event.state == EventState::finalized);
    Amount const amount = body.event.amount;
    if (body.event.type == ChainEventType::deposit) {
        effects.post({event.account, event.custody, amount - body.loss, PostingLayer::posted});
        if (!body.loss.is_zero()) {
            auto const owner = find(body.chain)->terms().loss_owner;
            auto const bearer = ledger.account_of(owner, body.event.asset);
            TALLY_CHECK(!bearer.is_none());
            effects.post({bearer, event.custody, body.loss, PostingLayer::posted});
        }
    }
    if (body.event.type == ChainEventType::withdrawal) {
        Withdrawal& withdrawal = mutate(WithdrawalId{body.event.subject});
        TALLY_CHECK(withdrawal.state == WithdrawalState::finalized);
        withdrawal.state = WithdrawalState::requested;
        withdrawal.transaction = {};
        withdrawal.index = 0;
        withdrawal.changed = entry.time;
        effects.post({event.custody, event.account, amount, PostingLayer::posted});
        effects.hold({event.account, Amount{}, amount});
    }
    event = {body.event, EventState::none, {}, {}};
}

}  // namespace tally
