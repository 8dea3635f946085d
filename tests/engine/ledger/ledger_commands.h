#pragma once

#include "journal/entry.h"
#include "tests/support/engine_harness.h"

#include <cstdint>
#include <ostream>

namespace tally {

inline void PrintTo(Outcome outcome, std::ostream* out) {
    *out << name_of(outcome);
}

}  // namespace tally

namespace tally::testing {

inline constexpr AssetNumber usd{1};
inline constexpr AssetNumber eur{2};

inline Amount amount(uint128 units) {
    return Amount{units};
}

inline CreateAsset asset(char const* code, std::uint8_t scale) {
    return CreateAsset{*AssetCode::from(code), scale, {}, Outcome::ok};
}

inline CreateAccount account(std::uint64_t id, AssetNumber asset = usd, std::uint16_t flags = 0) {
    CreateAccount command;
    command.id = AccountId{id};
    command.owner = OwnerId{id};
    command.asset = asset;
    command.code = 10;
    command.flags = flags;
    return command;
}

inline CreateTransfer transfer(std::uint64_t id,
                               std::uint64_t debit,
                               std::uint64_t credit,
                               uint128 units,
                               std::uint16_t flags = 0) {
    CreateTransfer command;
    command.id = TransferId{id};
    command.debit = AccountId{debit};
    command.credit = AccountId{credit};
    command.asset = usd;
    command.requested = Amount{units};
    command.code = 7;
    command.flags = flags;
    return command;
}

inline CreateTransfer reserve(std::uint64_t id,
                              std::uint64_t debit,
                              std::uint64_t credit,
                              uint128 units,
                              std::uint32_t timeout = 0) {
    CreateTransfer command = transfer(id, debit, credit, units, transfer_flag::pending);
    command.timeout = timeout;
    return command;
}

// A post or void that inherits all it can.
inline CreateTransfer ending(std::uint64_t id,
                             std::uint64_t pending_id,
                             uint128 units,
                             std::uint16_t flag) {
    CreateTransfer command;
    command.id = TransferId{id};
    command.pending_id = TransferId{pending_id};
    command.requested = Amount{units};
    command.flags = flag;
    return command;
}

inline CreateTransfer post(std::uint64_t id,
                           std::uint64_t pending_id,
                           uint128 units = uint128_max) {
    return ending(id, pending_id, units, transfer_flag::post_pending_transfer);
}

inline CreateTransfer void_of(std::uint64_t id, std::uint64_t pending_id, uint128 units = 0) {
    return ending(id, pending_id, units, transfer_flag::void_pending_transfer);
}

}  // namespace tally::testing
