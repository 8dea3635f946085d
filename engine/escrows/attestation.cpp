#include "engine/escrows/attestation.h"

namespace tally {

namespace {

// A number as an address: big-endian, right-aligned.
Address address_from(uint128 number) {
    Address address;
    for (std::size_t i = Address::size; number != 0; number >>= 8U)
        address.bytes[--i] = static_cast<std::uint8_t>(number & 0xFFU);
    return address;
}

// Whole Unix seconds, rounded down.
std::uint64_t seconds_floor(Timestamp moment) {
    return moment.ns / ns_per_second;
}

}  // namespace

Attestation attestation_of(Escrow const& escrow, EscrowAction action) {
    Attestation attestation;
    attestation.escrow = escrow.id;
    attestation.action = action;
    attestation.payee = escrow.payee.is_zero() ? address_from(escrow.seller.value) : escrow.payee;
    attestation.token = escrow.token.is_zero() ? address_from(escrow.asset.value) : escrow.token;
    attestation.amount = escrow.amount;
    attestation.content_hash = escrow.content_hash;
    attestation.not_before = seconds_floor(escrow.release_after);
    attestation.deadline = seconds_floor(escrow.refund_after);
    attestation.evm_chain_id = escrow.evm_chain_id;
    attestation.contract = escrow.contract;
    return attestation;
}

}  // namespace tally
