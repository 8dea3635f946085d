#pragma once

#include "journal/vocabulary/check.h"
#include "journal/vocabulary/uint128.h"

#include <compare>
#include <cstdint>
#include <optional>

namespace tally {

// A non-negative count of an asset's smallest unit, 128 bits. Direction lives in debit and credit,
// never in a sign. Plain operators are for values that an invariant bounds; they check it. Values
// from outside go through checked_add and checked_sub.
class Amount {
public:
    constexpr Amount() = default;

    constexpr explicit Amount(uint128 units) : units_(units) {}

    [[nodiscard]] constexpr uint128 units() const { return units_; }

    [[nodiscard]] constexpr bool is_zero() const { return units_ == 0; }

    // The sum, or nothing if it does not fit.
    [[nodiscard]] constexpr std::optional<Amount> checked_add(Amount other) const {
        if (other.units_ > uint128_max - units_) return std::nullopt;
        return Amount{units_ + other.units_};
    }

    // The difference, or nothing if it would be negative.
    [[nodiscard]] constexpr std::optional<Amount> checked_sub(Amount other) const {
        if (other.units_ > units_) return std::nullopt;
        return Amount{units_ - other.units_};
    }

    friend constexpr Amount operator+(Amount left, Amount right) {
        TALLY_CHECK(right.units_ <= uint128_max - left.units_);
        return Amount{left.units_ + right.units_};
    }

    friend constexpr Amount operator-(Amount minuend, Amount subtrahend) {
        TALLY_CHECK(subtrahend.units_ <= minuend.units_);
        return Amount{minuend.units_ - subtrahend.units_};
    }

    constexpr Amount& operator+=(Amount other) { return *this = *this + other; }

    constexpr Amount& operator-=(Amount other) { return *this = *this - other; }

    friend constexpr auto operator<=>(Amount, Amount) = default;

private:
    uint128 units_ = 0;
};

inline constexpr Amount amount_max{uint128_max};

// A price in a market's price units (10^-scale of its tick, quote per whole base). Not an Amount:
// it becomes one only together with a quantity and a market. See docs/markets.md.
struct Price {
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(Price, Price) = default;
};

// A quantity of base in a market's quantity units (10^-scale of its lot).
class Quantity {
public:
    constexpr Quantity() = default;

    constexpr explicit Quantity(std::uint64_t units) : units_(units) {}

    [[nodiscard]] constexpr std::uint64_t units() const { return units_; }

    [[nodiscard]] constexpr bool is_zero() const { return units_ == 0; }

    friend constexpr Quantity operator+(Quantity left, Quantity right) {
        TALLY_CHECK(right.units_ <= UINT64_MAX - left.units_);
        return Quantity{left.units_ + right.units_};
    }

    friend constexpr Quantity operator-(Quantity minuend, Quantity subtrahend) {
        TALLY_CHECK(subtrahend.units_ <= minuend.units_);
        return Quantity{minuend.units_ - subtrahend.units_};
    }

    constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }

    constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }

    friend constexpr auto operator<=>(Quantity, Quantity) = default;

private:
    std::uint64_t units_ = 0;
};

}  // namespace tally
