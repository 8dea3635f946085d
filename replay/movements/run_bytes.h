#pragma once

#include "journal/vocabulary/uint128.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tally {

// Seven bits a byte, least first; the top bit says that there is more.
inline void put_varint(std::vector<std::uint8_t>& bytes, uint128 value) {
    for (; value >= 0x80; value >>= 7U)
        bytes.push_back(static_cast<std::uint8_t>((value & 0x7FU) | 0x80U));
    bytes.push_back(static_cast<std::uint8_t>(value));
}

// Little-endian, as many bytes as the type has.
template <std::unsigned_integral Number>
void put_number(std::vector<std::uint8_t>& bytes, Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i)
        bytes.push_back(static_cast<std::uint8_t>(std::uint64_t{value} >> (8 * i)));
}

// Takes such numbers off the front. Past the end everything is zero, and ok() false.
class RunReader {
public:
    explicit RunReader(std::span<std::uint8_t const> bytes) : rest_(bytes) {}

    [[nodiscard]] bool ok() const { return ok_; }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    [[nodiscard]] uint128 varint() {
        uint128 value = 0;
        for (unsigned shift = 0; shift < 128; shift += 7) {
            auto const byte = number<std::uint8_t>();
            value |= uint128{byte & 0x7FU} << shift;
            if (byte < 0x80U) return value;
        }
        ok_ = false;
        return 0;
    }

    template <std::unsigned_integral Number>
    [[nodiscard]] Number number() {
        std::uint64_t value = 0;
        auto const taken = bytes(sizeof(Number));
        for (std::size_t i = 0; i < taken.size(); ++i)
            value |= std::uint64_t{taken[i]} << (8 * i);
        return static_cast<Number>(value);
    }

    [[nodiscard]] std::span<std::uint8_t const> bytes(std::size_t count) {
        ok_ = ok_ && count <= rest_.size();
        if (!ok_) return {};
        auto const taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

private:
    std::span<std::uint8_t const> rest_;
    bool ok_ = true;
};

}  // namespace tally
