#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/bytes.h"

#include <compare>
#include <cstdint>
#include <vector>

namespace tally::look {

enum class SubjectKind : std::uint8_t {
    transfer,
    order,
    escrow,
    withdrawal,
    chain_transfer,  // a transaction on a chain, and the place in it
};

// Something that lives through several entries: what ties a cause to its late consequences.
struct Subject {
    SubjectKind kind = SubjectKind::transfer;
    uint128 id = 0;  // of a client; for a chain's transfer, the index
    Hash32 transaction{};

    friend auto operator<=>(Subject const&, Subject const&) = default;
};

// What an entry is about, in the order in which it names them.
[[nodiscard]] std::vector<Subject> subjects_of(Body const& body);

}  // namespace tally::look
