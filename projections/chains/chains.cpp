#include "projections/chains/chains.h"

#include "journal/vocabulary/check.h"

namespace tally {

std::string_view name_of(WithdrawalState state) {
    switch (state) {
        case WithdrawalState::requested:
            return "requested";
        case WithdrawalState::seen:
            return "seen";
        case WithdrawalState::finalized:
            return "finalized";
        case WithdrawalState::cancelled:
            return "cancelled";
    }
    return {};
}

Chains::Chains(UndoLog& undo) : undo_(undo), withdrawals_(undo), by_id_(undo) {}

Chain const* Chains::find(ChainNumber number) const {
    if (number.value == 0 || number.value > chains_.size()) return nullptr;
    return &chains_[number.value - 1];
}

Chain const* Chains::find(ChainName const& name) const {
    for (auto const& chain : chains_)
        if (chain.terms().name == name) return &chain;
    return nullptr;
}

Withdrawal const* Chains::withdrawal(WithdrawalId id) const {
    auto const at = by_id_.find(id.value, IdOf{*this});
    return at == FlatIndex::none ? nullptr : &withdrawals_[at];
}

Withdrawal& Chains::mutate(WithdrawalId id) {
    auto const at = by_id_.find(id.value, IdOf{*this});
    TALLY_CHECK(at != FlatIndex::none);
    return withdrawals_.mutate(at);
}

Chain& Chains::mutate(ChainNumber number) {
    TALLY_CHECK(number.value != 0 && number.value <= chains_.size());
    Chain& chain = chains_[number.value - 1];
    if (undo_.open()) undo_.on_roll_back([&chain, before = chain] { chain = before; });
    return chain;
}

void Chains::apply(CreateChain const& body, Entry const& entry, Ledger const&, Effects&) {
    if (body.outcome != Outcome::ok) return;
    TALLY_CHECK(body.number.value == chains_.size() + 1);
    chains_.emplace_back(body, entry.time);
    undo_.on_roll_back([this] { chains_.pop_back(); });
}

void Chains::apply(ObserveBlock const& body, Entry const& entry, Ledger const&, Effects&) {
    if (body.outcome == Outcome::ok) mutate(body.chain).add_block(body, entry.sequence);
}

void Chains::apply(ResumeChain const& body, Entry const&, Ledger const&, Effects&) {
    if (body.outcome == Outcome::ok) mutate(body.chain).resume();
}

void Chains::apply(ChainReorganized const& body, Entry const&, Ledger const&, Effects&) {
    mutate(body.chain).reorganize(body);
}

void Chains::apply(ChainHalted const& body, Entry const&, Ledger const&, Effects&) {
    mutate(body.chain).halt(body.new_tip);
}

void Chains::apply(RequestWithdrawal const& body,
                   Entry const& entry,
                   Ledger const& ledger,
                   Effects& effects) {
    if (body.outcome != Outcome::ok) return;
    auto const* chain = find(body.chain);
    TALLY_CHECK(chain != nullptr);
    Withdrawal withdrawal;
    withdrawal.id = body.id;
    withdrawal.account_id = body.account;
    withdrawal.chain = body.chain;
    withdrawal.asset = body.asset;
    withdrawal.amount = body.amount;
    withdrawal.destination = body.destination;
    withdrawal.created = withdrawal.changed = entry.time;
    withdrawal.account = ledger.find(body.account);
    withdrawal.custody = ledger.account_of(chain->terms().custody_owner, body.asset);
    TALLY_CHECK(!withdrawal.account.is_none() && !withdrawal.custody.is_none());
    by_id_.insert(body.id.value, withdrawals_.push_back(withdrawal), IdOf{*this});
    effects.hold({withdrawal.account, Amount{}, withdrawal.amount});
}

void Chains::apply(CancelWithdrawal const& body,
                   Entry const& entry,
                   Ledger const&,
                   Effects& effects) {
    if (body.outcome != Outcome::ok) return;
    Withdrawal& withdrawal = mutate(body.id);
    TALLY_CHECK(withdrawal.state == WithdrawalState::requested);
    withdrawal.state = WithdrawalState::cancelled;
    withdrawal.changed = entry.time;
    effects.hold({withdrawal.account, withdrawal.amount, Amount{}});
}

void Chains::reserve(std::size_t commands) {
    by_id_.reserve(commands, IdOf{*this});
    chains_.reserve(chains_.size() + commands);  // what was kept for a roll-back must not move
}

}  // namespace tally
