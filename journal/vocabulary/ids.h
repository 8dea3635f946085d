#pragma once

#include "journal/vocabulary/uint128.h"

#include <compare>
#include <cstdint>

namespace tally {

// An integer that only mixes with its own kind. `Tag` is never defined; it exists to tell two
// otherwise equal types apart. There is no arithmetic: an identifier is a name, not a quantity.
template <class Tag, class Rep>
struct StrongId {
    using Raw = Rep;

    Rep value{};

    constexpr StrongId() = default;

    constexpr explicit StrongId(Rep raw) : value(raw) {}

    friend constexpr auto operator<=>(StrongId, StrongId) = default;
};

// Chosen by clients; every 128-bit value is possible on the wire. 0 and 2^128 - 1 are never valid.
using AccountId = StrongId<struct AccountIdTag, uint128>;
using TransferId = StrongId<struct TransferIdTag, uint128>;
using OrderId = StrongId<struct OrderIdTag, uint128>;
using OwnerId = StrongId<struct OwnerIdTag, uint128>;
using EscrowId = StrongId<struct EscrowIdTag, uint128>;
using WithdrawalId = StrongId<struct WithdrawalIdTag, uint128>;

// Given by the engine: 1, 2, 3 ... in order of creation. 0 means none; `unknown` stands for a name
// in a command that named nothing at that time.
using AssetNumber = StrongId<struct AssetNumberTag, std::uint32_t>;
using MarketNumber = StrongId<struct MarketNumberTag, std::uint32_t>;
using ChainNumber = StrongId<struct ChainNumberTag, std::uint32_t>;

// Given by the engine to each key that is added: 1, 2, 3 ... 0 stands for whoever holds the files
// themselves. It has 15 bits in an entry; the largest value is kept for numbers that need more.
using KeyNumber = StrongId<struct KeyNumberTag, std::uint16_t>;

inline constexpr KeyNumber key_number_max{32'766};

inline constexpr AssetNumber unknown_asset{UINT32_MAX};
inline constexpr MarketNumber unknown_market{UINT32_MAX};
inline constexpr ChainNumber unknown_chain{UINT32_MAX};

// The position of an entry in the record: dense, from 0. Also the index of its leaf in the tree.
struct Sequence {
    std::uint64_t value = 0;

    [[nodiscard]] constexpr Sequence next() const { return Sequence{value + 1}; }

    friend constexpr auto operator<=>(Sequence, Sequence) = default;
};

}  // namespace tally
