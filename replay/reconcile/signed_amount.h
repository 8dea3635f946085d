#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/check.h"
#include "journal/vocabulary/uint128.h"

#include <compare>
#include <optional>

namespace tally::reconcile {

// `__extension__` as for uint128.
__extension__ typedef __int128 int128;

inline constexpr int128 int128_max = static_cast<int128>(uint128_max >> 1U);

// A movement or a difference in an asset's smallest unit, below 2^127 either way, so that it can
// always be negated. The books' own amounts have no sign; statements and breaks do.
class SignedAmount {
public:
    constexpr SignedAmount() = default;

    // Nothing if it does not fit.
    [[nodiscard]] static constexpr std::optional<SignedAmount> from(Amount size, bool negative) {
        if (size.units() > static_cast<uint128>(int128_max)) return std::nullopt;
        auto const units = static_cast<int128>(size.units());
        return SignedAmount{negative ? -units : units};
    }

    // Aborts on the one value that has no opposite.
    constexpr explicit SignedAmount(int128 units) : units_(units) {
        TALLY_CHECK(units >= -int128_max);
    }

    [[nodiscard]] constexpr int128 units() const { return units_; }

    [[nodiscard]] constexpr bool is_zero() const { return units_ == 0; }

    [[nodiscard]] constexpr bool is_negative() const { return units_ < 0; }

    [[nodiscard]] constexpr Amount size() const {
        return Amount{static_cast<uint128>(units_ < 0 ? -units_ : units_)};
    }

    [[nodiscard]] constexpr std::optional<SignedAmount> checked_add(SignedAmount other) const {
        int128 sum = 0;
        if (__builtin_add_overflow(units_, other.units_, &sum)) return std::nullopt;
        if (sum < -int128_max) return std::nullopt;
        return SignedAmount{sum};
    }

    [[nodiscard]] constexpr std::optional<SignedAmount> checked_sub(SignedAmount other) const {
        return checked_add(-other);
    }

    friend constexpr SignedAmount operator-(SignedAmount amount) {
        return SignedAmount{-amount.units_};
    }

    friend constexpr auto operator<=>(SignedAmount, SignedAmount) = default;

private:
    int128 units_ = 0;
};

}  // namespace tally::reconcile
