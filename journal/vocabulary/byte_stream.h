#pragma once

#include <cstdint>
#include <span>

namespace tally {

// Where a stream of bytes goes: a snapshot, a file, or a hash.
class ByteSink {
public:
    virtual ~ByteSink() = default;
    virtual void write(std::span<std::uint8_t const> bytes) = 0;
};

// Where it comes from. Fills all of `bytes` or returns false.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    [[nodiscard]] virtual bool read(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace tally
