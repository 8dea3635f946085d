#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tally {

using ByteSpan = std::span<std::uint8_t const>;

// A fixed run of bytes with a meaning of its own; `Tag` keeps the meanings apart.
template <class Tag, std::size_t Size>
struct FixedBytes {
    static constexpr std::size_t size = Size;

    std::array<std::uint8_t, Size> bytes{};

    [[nodiscard]] constexpr bool is_zero() const { return *this == FixedBytes{}; }

    [[nodiscard]] constexpr ByteSpan span() const { return bytes; }

    friend constexpr auto operator<=>(FixedBytes const&, FixedBytes const&) = default;
};

using Hash32 = FixedBytes<struct Hash32Tag, 32>;             // SHA-256, Keccak-256, block hash
using Address = FixedBytes<struct AddressTag, 20>;           // an Ethereum-style address
using RecoverableSignature = FixedBytes<struct SigTag, 65>;  // r (32) || s (32) || v (27 or 28)

}  // namespace tally
