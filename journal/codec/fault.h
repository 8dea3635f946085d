#pragma once

#include <cstdint>

namespace tally::codec {

// Why bytes are no leaf, or an entry cannot become one. Kept small, since it is returned on the
// fast path; texts are made only once one of them is reported.
enum class FaultKind : std::uint8_t {
    none,
    bad_length,
    bad_root,
    not_canonical,
    unknown_kind,
    unknown_field,
    bad_value,  // `field` says where
    bad_pointer,
    too_long,
};

struct Fault {
    FaultKind kind = FaultKind::none;
    char const* field = nullptr;

    [[nodiscard]] explicit operator bool() const { return kind != FaultKind::none; }
};

}  // namespace tally::codec
