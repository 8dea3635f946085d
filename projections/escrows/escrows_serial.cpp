#include "projections/escrows/escrows.h"
#include "projections/slices.h"

namespace tally {

namespace {

void save_escrow(Saver& saver, Escrow const& escrow) {
    saver.put(escrow.id.value);
    saver.put(escrow.buyer.value);
    saver.put(escrow.seller.value);
    saver.put(escrow.amount.units());
    saver.put(escrow.release_after.ns);
    saver.put(escrow.refund_after.ns);
    saver.put(escrow.created.ns);
    saver.put(escrow.changed.ns);
    saver.put(escrow.evm_chain_id);
    saver.put(escrow.asset.value);
    saver.put(escrow.buyer_account.value);
    saver.put(escrow.seller_account.value);
    saver.put(escrow.first_attestor);
    saver.put(escrow.release_attested);
    saver.put(escrow.refund_attested);
    saver.put_bytes(escrow.content_hash.span());
    saver.put_bytes(escrow.contract.span());
    saver.put_bytes(escrow.payee.span());
    saver.put_bytes(escrow.token.span());
    saver.put(escrow.attestor_count);
    saver.put(escrow.quorum);
    saver.put(static_cast<std::uint8_t>(escrow.state));
}

Escrow read_escrow(Loader& loader) {
    Escrow escrow;
    escrow.id = EscrowId{loader.get<uint128>()};
    escrow.buyer = OwnerId{loader.get<uint128>()};
    escrow.seller = OwnerId{loader.get<uint128>()};
    escrow.amount = Amount{loader.get<uint128>()};
    escrow.release_after = Timestamp{loader.get<std::uint64_t>()};
    escrow.refund_after = Timestamp{loader.get<std::uint64_t>()};
    escrow.created = Timestamp{loader.get<std::uint64_t>()};
    escrow.changed = Timestamp{loader.get<std::uint64_t>()};
    escrow.evm_chain_id = loader.get<std::uint64_t>();
    escrow.asset = AssetNumber{loader.get<std::uint32_t>()};
    escrow.buyer_account = AccountHandle{loader.get<std::uint32_t>()};
    escrow.seller_account = AccountHandle{loader.get<std::uint32_t>()};
    escrow.first_attestor = loader.get<std::uint32_t>();
    escrow.release_attested = loader.get<std::uint32_t>();
    escrow.refund_attested = loader.get<std::uint32_t>();
    loader.get_bytes(escrow.content_hash.bytes);
    loader.get_bytes(escrow.contract.bytes);
    loader.get_bytes(escrow.payee.bytes);
    loader.get_bytes(escrow.token.bytes);
    escrow.attestor_count = loader.get<std::uint8_t>();
    escrow.quorum = loader.get<std::uint8_t>();
    escrow.state = static_cast<EscrowState>(loader.get<std::uint8_t>());
    return escrow;
}

}  // namespace

void Escrows::save(Saver& saver) const {
    saver.put(static_cast<std::uint32_t>(attestors_.size()));
    for (std::uint32_t i = 0; i < attestors_.size(); ++i)
        saver.put_bytes(attestors_[i].span());
    saver.put(static_cast<std::uint32_t>(escrows_.size()));
    for (std::uint32_t i = 0; i < escrows_.size(); ++i)
        save_escrow(saver, escrows_[i]);
}

std::uint32_t Escrows::slices() const {
    return slices_for(slice_escrows, escrows_.size());
}

void Escrows::save_slice(Saver& saver, std::uint32_t slice) const {
    auto const range = SliceRange::of(slice, slice_escrows, escrows_.size());
    saver.put(slice);
    saver.put(range.count());
    for (auto i = range.from; i < range.to; ++i) {
        auto const& escrow = escrows_[i];
        save_escrow(saver, escrow);
        for (std::uint32_t index = 0; index < escrow.attestor_count; ++index)
            saver.put_bytes(attestor(escrow, index).span());
    }
}

bool Escrows::load(Loader& loader) {
    load_attestors(loader);
    auto const count = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i)
        load_escrow(loader);
    return loader.ok();
}

void Escrows::load_attestors(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i) {
        Address address;
        loader.get_bytes(address.bytes);
        attestors_.push_back(address);
    }
}

void Escrows::load_escrow(Loader& loader) {
    auto const escrow = read_escrow(loader);
    bool const attestors_known =
        escrow.attestor_count <= Escrow::max_attestors &&
        std::uint64_t{escrow.first_attestor} + escrow.attestor_count <= attestors_.size();
    if (!attestors_known || name_of(escrow.state).empty() || find(escrow.id) != nullptr)
        loader.fail();
    if (loader.ok()) by_id_.insert(escrow.id.value, escrows_.push_back(escrow), IdOf{*this});
}

}  // namespace tally
