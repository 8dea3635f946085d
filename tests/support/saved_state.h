#pragma once

#include "journal/vocabulary/byte_stream.h"
#include "projections/state.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tally::testing {

using Bytes = std::vector<std::uint8_t>;

class BytesSink final : public ByteSink {
public:
    void write(std::span<std::uint8_t const> bytes) override {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }

    [[nodiscard]] Bytes const& bytes() const { return bytes_; }

private:
    Bytes bytes_;
};

class BytesSource final : public ByteSource {
public:
    explicit BytesSource(Bytes const& bytes) : rest_(bytes) {}

    [[nodiscard]] bool read(std::span<std::uint8_t> bytes) override {
        if (rest_.size() < bytes.size()) return false;
        std::copy_n(rest_.begin(), bytes.size(), bytes.begin());
        rest_ = rest_.subspan(bytes.size());
        return true;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::span<std::uint8_t const> rest_;
};

inline Bytes saved(State const& state, ProjectionKind kind) {
    BytesSink sink;
    state.save(kind, sink);
    return sink.bytes();
}

// The saved bytes of every projection, one after another: equal bytes, equal states.
inline Bytes saved(State const& state) {
    BytesSink sink;
    for (auto const kind : State::kinds)
        state.save(kind, sink);
    return sink.bytes();
}

}  // namespace tally::testing
