#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace tally {

// Twelve slots of a hash table, in one cache line: a tag of one byte each, made of the key's hash,
// and a handle each. All tags are compared at once.
class alignas(64) IndexLine {
public:
    static constexpr unsigned slots = 12;

    // Of the hash's high bits: the low ones choose the line. Zero marks an empty slot.
    [[nodiscard]] static constexpr std::uint8_t tag_of(std::uint64_t hash) {
        auto const tag = static_cast<std::uint8_t>(hash >> 56U);
        return tag == 0 ? std::uint8_t{1} : tag;
    }

    // A bit for each slot with this tag.
    [[nodiscard]] std::uint32_t matches(std::uint8_t tag) const { return equal(tag) & all; }

    // A bit for each slot that is in use.
    [[nodiscard]] std::uint32_t used() const { return ~equal(0) & all; }

    [[nodiscard]] bool full() const { return matches(0) == 0; }

    // The slot of the lowest bit.
    [[nodiscard]] static unsigned lowest(std::uint32_t bits) {
        return static_cast<unsigned>(std::countr_zero(bits));
    }

    [[nodiscard]] std::uint32_t handle(unsigned slot) const { return handles_[slot]; }

    // Into an empty slot; there must be one.
    void put(std::uint8_t tag, std::uint32_t handle) {
        auto const slot = lowest(matches(0));
        bytes_[slot] = tag;
        handles_[slot] = handle;
    }

    void replace(unsigned slot, std::uint32_t handle) { handles_[slot] = handle; }

    void erase(unsigned slot) { bytes_[slot] = 0; }

    // Whether a key whose way led here may stand in a later line.
    [[nodiscard]] bool turned_away() const { return bytes_[turned_away_at] != 0; }

    // One more key goes on to the next line. Past what a byte counts it stays for good, until the
    // table is made anew: then searches go on further than they must, and find what they should.
    void turn_away() {
        if (bytes_[turned_away_at] != most) ++bytes_[turned_away_at];
    }

    void forget_turned_away() {
        if (bytes_[turned_away_at] != most) --bytes_[turned_away_at];
    }

private:
    static constexpr std::uint32_t all = (1U << slots) - 1;
    static constexpr unsigned turned_away_at = slots;
    static constexpr std::uint8_t most = 255;

    [[nodiscard]] std::uint32_t equal(std::uint8_t tag) const {
#if defined(__SSE2__)
        // The compilers' own vectors: 16 bytes compared at once, then their signs as bits.
        using Bytes = char __attribute__((vector_size(16)));
        auto const bytes = std::bit_cast<Bytes>(bytes_);
        auto const same = std::bit_cast<Bytes>(bytes == (Bytes{} + static_cast<char>(tag)));
        return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(same));
#else
        std::uint32_t bits = 0;
        for (unsigned slot = 0; slot < slots; ++slot)
            bits |= static_cast<std::uint32_t>(bytes_[slot] == tag) << slot;
        return bits;
#endif
    }

    std::array<std::uint8_t, 16> bytes_{};  // the tags, then the count of keys turned away
    std::array<std::uint32_t, slots> handles_{};
};

static_assert(sizeof(IndexLine) == 64);

}  // namespace tally
