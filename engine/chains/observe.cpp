#include "engine/chains/branch_plan.h"
#include "engine/chains/decide.h"
#include "engine/chains/event_rules.h"
#include "journal/vocabulary/check.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tally {

namespace {

JoiningBlock joining(ObserveBlock const& block) {
    JoiningBlock joins{block.number, block.hash, {}};
    for (auto const& event : block.events)
        joins.events.push_back({event, EventState::none, {}, {}});
    return joins;
}

// The known blocks from above `ancestor` up to `tip`, oldest first.
std::vector<JoiningBlock> path_between(Chain const& chain,
                                       ChainBlock const& ancestor,
                                       Hash32 const& tip) {
    std::vector<JoiningBlock> path;
    for (auto const* block = chain.find(tip); block->hash != ancestor.hash;
         block = chain.parent_of(*block))
        path.push_back({block->number, block->hash, block->events});
    std::reverse(path.begin(), path.end());
    return path;
}

Outcome judge_known(Chain const& chain, ObserveBlock const& block) {
    if (chain.halted()) return Outcome::chain_halted;
    if (block.hash.is_zero()) return Outcome::block_hash_must_not_be_zero;
    auto const* known = chain.find(block.hash);
    if (known == nullptr) return Outcome::ok;
    return known->same_content(block) ? Outcome::block_already_known
                                      : Outcome::exists_with_different_block;
}

Outcome judge_connection(Chain const& chain, ObserveBlock const& block) {
    if (chain.tip() == nullptr) return Outcome::ok;  // the first block connects to nothing
    auto const* parent = chain.find(block.parent);
    if (parent == nullptr)
        return block.number <= chain.lowest() ? Outcome::block_below_finality
                                              : Outcome::block_does_not_connect;
    if (parent->number == UINT64_MAX || block.number != parent->number + 1)
        return Outcome::block_number_mismatch;
    if (chain.ancestor_on_branch(block.parent) == nullptr) return Outcome::block_below_finality;
    bool const beside = parent != chain.tip();
    if (beside && chain.known_blocks() - chain.branch_size() >= chain.max_side_blocks())
        return Outcome::block_limit_reached;
    return Outcome::ok;
}

void append(Consequences& steps, Consequences& out) {
    out.insert(
        out.end(), std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end()));
}

// Leads the branch to a block that may join it, or halts the chain if that reaches below finality.
Outcome follow(DecideContext const& context,
               Chain const& chain,
               ObserveBlock const& block,
               Consequences& out) {
    auto const* ancestor = chain.ancestor_on_branch(block.parent);
    auto const* final_block = chain.final_block();
    if (ancestor != nullptr && final_block != nullptr && ancestor->number < final_block->number) {
        out.push_back(ChainHalted{chain.number(), ancestor->hash, block.hash});
        return Outcome::ok;
    }
    std::vector<JoiningBlock> path;
    if (ancestor != nullptr) path = path_between(chain, *ancestor, block.parent);
    path.push_back(joining(block));
    BranchPlan plan{context, chain};
    auto const outcome = plan.lead(ancestor, std::move(path));
    if (outcome == Outcome::ok) append(plan.steps(), out);
    return outcome;
}

}  // namespace

// The chain follows the branch that reaches highest. A block that is no higher than the tip is kept
// beside the branch and does nothing yet, so a provider that lags behind reverts nothing.
Outcome decide(DecideContext const& context, ObserveBlock& command, Consequences& out) {
    auto const* chain = context.state.chains().find(command.chain);
    if (chain == nullptr) return Outcome::chain_not_found;
    auto outcome = judge_known(*chain, command);
    if (outcome == Outcome::ok && command.events.size() > Chains::max_events)
        outcome = Outcome::too_many_events;
    if (outcome == Outcome::ok) outcome = judge_connection(*chain, command);
    if (outcome == Outcome::ok) outcome = judge_events(context.state, *chain, command);
    if (outcome != Outcome::ok) return outcome;
    auto const* tip = chain->tip();
    if (tip != nullptr && command.number <= tip->number) return Outcome::ok;
    return follow(context, *chain, command, out);
}

Outcome decide(DecideContext const& context, ResumeChain& command, Consequences& out) {
    auto const* chain = context.state.chains().find(command.chain);
    if (chain == nullptr) return Outcome::chain_not_found;
    if (!chain->halted()) return Outcome::chain_not_halted;
    if (command.stay) return Outcome::ok;
    auto const* ancestor = chain->ancestor_on_branch(chain->halted_by());
    TALLY_CHECK(ancestor != nullptr);
    BranchPlan plan{context, *chain};
    auto const outcome = plan.lead(ancestor, path_between(*chain, *ancestor, chain->halted_by()));
    if (outcome == Outcome::ok) append(plan.steps(), out);
    return outcome;
}

}  // namespace tally
