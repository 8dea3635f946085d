#pragma once

#include "engine/decider.h"
#include "projections/chains/chain.h"
#include "projections/chains/withdrawal.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace tally {

// A block that is to join a chain's branch, with what its events will have done once it has.
struct JoiningBlock {
    std::uint64_t number = 0;
    Hash32 hash;
    std::vector<ObservedEvent> events;
};

// What it takes to lead a chain's branch over a path of new blocks, worked out against a copy of
// the few balances and withdrawals that it touches, so that a refusal comes before anything is
// emitted.
//
// Steps: what the dropped blocks did is undone, newest first, except what the path has too (that
// has moved); then the path's events are seen, oldest first; then what has become final is posted.
class BranchPlan {
public:
    BranchPlan(DecideContext const& context, Chain const& chain)
        : context_(context), chain_(chain) {}

    // `path` leads upwards from `ancestor`, a block of the branch, which it replaces above that. A
    // null ancestor: the chain's first block. May be called once.
    [[nodiscard]] Outcome lead(ChainBlock const* ancestor, std::vector<JoiningBlock> path);

    // After `ok`: the consequences, in order.
    [[nodiscard]] Consequences& steps() { return steps_; }

private:
    using TransferKey = std::pair<Hash32, std::uint32_t>;  // transaction, index

    struct Moving {
        Hash32 from;
        ObservedEvent what;
    };

    void announce(ChainBlock const& ancestor, JoiningBlock const& tip);
    [[nodiscard]] Outcome drop_above(ChainBlock const& ancestor, std::vector<JoiningBlock> const&);
    [[nodiscard]] Outcome drop(ChainBlock const& block, ObservedEvent const& observed);
    [[nodiscard]] Outcome reverse(ChainBlock const& block, ObservedEvent const& observed);
    [[nodiscard]] Outcome reverse_deposit(ObservedEvent const& observed, Amount& loss);
    [[nodiscard]] Outcome reverse_withdrawal(ObservedEvent const& observed);
    [[nodiscard]] Outcome join(JoiningBlock& block);
    [[nodiscard]] Outcome see(Hash32 const& block, ObservedEvent& observed);
    [[nodiscard]] Outcome see_deposit(ObservedEvent& observed);
    [[nodiscard]] bool see_withdrawal(ObservedEvent& observed);
    [[nodiscard]] Outcome finalize_up_to(std::uint64_t tip,
                                         std::uint64_t first_number,
                                         std::vector<JoiningBlock> const& path);
    [[nodiscard]] Outcome finalize(Hash32 const& block, std::vector<ObservedEvent> const& events);
    void emit(ChainEffect effect, Hash32 const& block, ChainEvent const& event, Amount loss = {});

    [[nodiscard]] Account& balance(AccountHandle handle);
    [[nodiscard]] WithdrawalState& withdrawal_state(Withdrawal const& withdrawal);
    [[nodiscard]] static bool add(Amount& total, Amount amount, Amount sum);

    DecideContext const& context_;
    Chain const& chain_;
    Consequences steps_;
    std::map<TransferKey, Moving> moving_;
    std::map<AccountHandle, Account> balances_;
    std::map<WithdrawalId, WithdrawalState> withdrawals_;
};

}  // namespace tally
