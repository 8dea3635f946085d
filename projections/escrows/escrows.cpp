#include "projections/escrows/escrows.h"

#include "journal/vocabulary/check.h"

namespace tally {

std::string_view name_of(EscrowState state) {
    switch (state) {
        case EscrowState::created:
            return "created";
        case EscrowState::funded:
            return "funded";
        case EscrowState::disputed:
            return "disputed";
        case EscrowState::released:
            return "released";
        case EscrowState::refunded:
            return "refunded";
    }
    return {};
}

Escrows::Escrows(UndoLog& undo) : escrows_(undo), attestors_(undo), by_id_(undo) {}

Escrow const* Escrows::find(EscrowId id) const {
    auto const at = by_id_.find(id.value, IdOf{*this});
    return at == FlatIndex::none ? nullptr : &escrows_[at];
}

std::uint32_t Escrows::position_of(EscrowId id) const {
    auto const at = by_id_.find(id.value, IdOf{*this});
    TALLY_CHECK(at != FlatIndex::none);
    return at;
}

std::vector<Address> Escrows::attestors(Escrow const& escrow) const {
    std::vector<Address> all;
    for (std::uint32_t i = 0; i < escrow.attestor_count; ++i)
        all.push_back(attestor(escrow, i));
    return all;
}

std::optional<std::uint32_t> Escrows::attestor_index(Escrow const& escrow,
                                                     Address const& address) const {
    for (std::uint32_t i = 0; i < escrow.attestor_count; ++i)
        if (attestor(escrow, i) == address) return i;
    return std::nullopt;
}

void Escrows::apply(CreateEscrow const& body, Entry const& entry, Ledger const& ledger, Effects&) {
    if (body.outcome != Outcome::ok) return;
    TALLY_CHECK(body.attestors.size() <= Escrow::max_attestors);
    Escrow escrow;
    escrow.id = body.id;
    escrow.buyer = body.buyer;
    escrow.seller = body.seller;
    escrow.asset = body.asset;
    escrow.amount = body.amount;
    escrow.content_hash = body.content_hash;
    escrow.quorum = body.quorum;
    escrow.release_after = body.release_after;
    escrow.refund_after = body.refund_after;
    escrow.evm_chain_id = body.evm_chain_id;
    escrow.contract = body.contract;
    escrow.payee = body.payee;
    escrow.token = body.token;
    escrow.created = escrow.changed = entry.time;
    escrow.buyer_account = ledger.account_of(body.buyer, body.asset);
    escrow.seller_account = ledger.account_of(body.seller, body.asset);
    TALLY_CHECK(!escrow.buyer_account.is_none() && !escrow.seller_account.is_none());
    escrow.first_attestor = static_cast<std::uint32_t>(attestors_.size());
    escrow.attestor_count = static_cast<std::uint8_t>(body.attestors.size());
    for (auto const& address : body.attestors)
        attestors_.push_back(address);
    by_id_.insert(body.id.value, escrows_.push_back(escrow), IdOf{*this});
}

void Escrows::apply(FundEscrow const& body, Entry const& entry, Ledger const&, Effects& effects) {
    if (body.outcome != Outcome::ok) return;
    Escrow& escrow = mutate(body.id);
    TALLY_CHECK(escrow.state == EscrowState::created);
    effects.hold({escrow.buyer_account, Amount{}, escrow.amount});
    escrow.state = EscrowState::funded;
    escrow.changed = entry.time;
}

void Escrows::apply(AttestEscrow const& body, Entry const&, Ledger const&, Effects&) {
    if (body.outcome != Outcome::ok) return;
    Escrow& escrow = mutate(body.id);
    auto const index = attestor_index(escrow, body.attestor);
    TALLY_CHECK(escrow.holds_funds() && index.has_value());
    auto& attested =
        body.action == EscrowAction::release ? escrow.release_attested : escrow.refund_attested;
    std::uint32_t const bit = std::uint32_t{1} << *index;
    TALLY_CHECK((attested & bit) == 0);
    attested |= bit;
}

void Escrows::apply(ReleaseEscrow const& body,
                    Entry const& entry,
                    Ledger const&,
                    Effects& effects) {
    if (body.outcome == Outcome::ok) settle(body.id, EscrowAction::release, entry, effects);
}

void Escrows::apply(RefundEscrow const& body, Entry const& entry, Ledger const&, Effects& effects) {
    if (body.outcome == Outcome::ok) settle(body.id, EscrowAction::refund, entry, effects);
}

void Escrows::apply(DisputeEscrow const& body, Entry const& entry, Ledger const&, Effects&) {
    if (body.outcome != Outcome::ok) return;
    Escrow& escrow = mutate(body.id);
    TALLY_CHECK(escrow.state == EscrowState::funded);
    escrow.state = EscrowState::disputed;
    escrow.changed = entry.time;
}

void Escrows::apply(ResolveEscrow const& body,
                    Entry const& entry,
                    Ledger const&,
                    Effects& effects) {
    if (body.outcome == Outcome::ok) settle(body.id, body.action, entry, effects);
}

// The end of an escrow: what was held is let go, and in the same entry paid if it is a release.
void Escrows::settle(EscrowId id, EscrowAction action, Entry const& entry, Effects& effects) {
    Escrow& escrow = mutate(id);
    TALLY_CHECK(escrow.holds_funds());
    bool const released = action == EscrowAction::release;
    effects.hold({escrow.buyer_account, escrow.amount, Amount{}});
    if (released) effects.post({escrow.buyer_account, escrow.seller_account, escrow.amount});
    escrow.state = released ? EscrowState::released : EscrowState::refunded;
    escrow.changed = entry.time;
}

void Escrows::reserve(std::size_t commands) {
    by_id_.reserve(commands, IdOf{*this});
}

}  // namespace tally
