#pragma once

#include "engine/decider.h"

#include <cstdint>

namespace tally {

// A set of roles: bit r is Role r.
using RoleSet = std::uint8_t;

[[nodiscard]] constexpr RoleSet role_set(Role role) {
    return static_cast<RoleSet>(1U << static_cast<unsigned>(role));
}

// What a command is about, as far as the scope of a grant asks. Zero where it is about none; two
// owners or assets where either is enough.
struct Subjects {
    RoleSet roles = 0;  // any of which may send the command
    OwnerId owner = {};
    OwnerId other_owner = {};
    MarketNumber market = {};
    AssetNumber asset = {};
    AssetNumber other_asset = {};
};

// Looks into the past only for what is no longer in the state.
[[nodiscard]] Subjects subjects_of(DecideContext const& context, Body const& command);

// Zero if there is no such account.
[[nodiscard]] OwnerId owner_of(DecideContext const& context, AccountId id);

// The account that a transfer takes from: its own, or that of the pending transfer that it ends.
// Zero if there is none.
[[nodiscard]] AccountId debit_of(DecideContext const& context, CreateTransfer const& command);

}  // namespace tally
