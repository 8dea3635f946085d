#pragma once

#include "journal/vocabulary/byte_stream.h"
#include "journal/vocabulary/uint128.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace tally {

// Writes fields, little-endian, one after another, through a buffer. The saved form of a projection
// is what its digest is taken of, so it names every field and no padding. `finish` before use.
class Saver {
public:
    explicit Saver(ByteSink& sink) : sink_(sink) {}

    Saver(Saver const&) = delete;
    Saver& operator=(Saver const&) = delete;

    ~Saver() { finish(); }

    template <class Integer>
    void put(Integer value) {
        static_assert(std::is_integral_v<Integer> || std::is_same_v<Integer, uint128>);
        if (used_ + sizeof value > buffer_.size()) finish();
        std::memcpy(buffer_.data() + used_, &value, sizeof value);
        used_ += sizeof value;
    }

    void put_bytes(std::span<std::uint8_t const> bytes) {
        finish();
        sink_.write(bytes);
    }

    void finish() {
        if (used_ != 0) sink_.write(std::span{buffer_}.first(used_));
        used_ = 0;
    }

private:
    ByteSink& sink_;
    std::array<std::uint8_t, 16384> buffer_{};
    std::size_t used_ = 0;
};

// Reads what a Saver wrote. After a short or impossible read `ok` is false and every value is zero;
// the caller then throws the projection away and rebuilds it from the record.
class Loader {
public:
    explicit Loader(ByteSource& source) : source_(source) {}

    [[nodiscard]] bool ok() const { return ok_; }

    void fail() { ok_ = false; }

    template <class Integer>
    [[nodiscard]] Integer get() {
        Integer value{};
        std::array<std::uint8_t, sizeof(Integer)> bytes{};
        get_bytes(bytes);
        if (ok_) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    void get_bytes(std::span<std::uint8_t> bytes) { ok_ = ok_ && source_.read(bytes); }

private:
    ByteSource& source_;
    bool ok_ = true;
};

}  // namespace tally
