#pragma once

#include "journal/vocabulary/bytes.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace tally {

// Writes small records field by field, little-endian, without padding.
class FieldWriter {
public:
    template <class Integer>
    FieldWriter& put(Integer value) {
        static_assert(std::is_integral_v<Integer>);
        bytes_.append(reinterpret_cast<char const*>(&value), sizeof value);
        return *this;
    }

    FieldWriter& put_bytes(ByteSpan bytes) {
        bytes_.append(reinterpret_cast<char const*>(bytes.data()), bytes.size());
        return *this;
    }

    FieldWriter& put_text(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        bytes_.append(text);
        return *this;
    }

    [[nodiscard]] std::string const& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

// Reads what a FieldWriter wrote. After a short read `ok` is false and every value is zero.
class FieldReader {
public:
    explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool ok() const { return ok_; }

    [[nodiscard]] bool at_end() const { return ok_ && rest_.empty(); }

    template <class Integer>
    [[nodiscard]] Integer get() {
        static_assert(std::is_integral_v<Integer>);
        Integer value{};
        auto const bytes = take(sizeof value);
        if (ok_) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    template <class Fixed>
    [[nodiscard]] Fixed get_bytes() {
        Fixed fixed;
        auto const bytes = take(Fixed::size);
        if (ok_) std::memcpy(fixed.bytes.data(), bytes.data(), bytes.size());
        return fixed;
    }

    [[nodiscard]] std::string get_text() { return std::string{take(get<std::uint32_t>())}; }

private:
    [[nodiscard]] std::string_view take(std::size_t size) {
        ok_ = ok_ && size <= rest_.size();
        if (!ok_) return {};
        auto const taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    std::string_view rest_;
    bool ok_ = true;
};

}  // namespace tally
