#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tally {

// Which nonces of one key were used: the highest, and which of those shortly before it. The sliding
// window of RFC 4303, section 3.4.3: commands of several connections may arrive in another order
// than they were signed in, and what must be remembered is bounded whatever is sent. A nonce that
// is behind the window counts as used.
class NonceWindow {
public:
    static constexpr std::uint64_t width = 1'024;
    static constexpr std::size_t word_count = width / 64;

    using Words = std::array<std::uint64_t, word_count>;

    // Nonces begin at 1; zero is never fresh.
    [[nodiscard]] constexpr bool is_fresh(std::uint64_t nonce) const {
        if (nonce == 0) return false;
        if (nonce > highest_) return true;
        return highest_ - nonce < width && (words_[word_of(nonce)] & bit_of(nonce)) == 0;
    }

    // Nothing happens for one that is not fresh.
    constexpr void use(std::uint64_t nonce) {
        if (!is_fresh(nonce)) return;
        if (nonce > highest_) move_to(nonce);
        words_[word_of(nonce)] |= bit_of(nonce);
    }

    [[nodiscard]] constexpr std::uint64_t highest() const { return highest_; }

    // Bit n % width is nonce n's.
    [[nodiscard]] constexpr Words const& words() const { return words_; }

    // What a snapshot has kept.
    constexpr void restore(std::uint64_t highest, Words const& words) {
        highest_ = highest;
        words_ = words;
    }

    friend bool operator==(NonceWindow const&, NonceWindow const&) = default;

private:
    static constexpr std::size_t word_of(std::uint64_t nonce) { return nonce % width / 64; }

    static constexpr std::uint64_t bit_of(std::uint64_t nonce) {
        return std::uint64_t{1} << (nonce % 64);
    }

    constexpr void move_to(std::uint64_t nonce) {
        if (nonce - highest_ >= width) {
            words_ = {};
        } else {
            for (auto passed = highest_ + 1; passed != nonce; ++passed)
                words_[word_of(passed)] &= ~bit_of(passed);
            words_[word_of(nonce)] &= ~bit_of(nonce);
        }
        highest_ = nonce;
    }

    std::uint64_t highest_ = 0;
    Words words_{};
};

}  // namespace tally
