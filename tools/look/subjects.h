#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/bytes.h"

#include <compare>
#include <cstdint>
#include <vector>

namespace tally::look {

enum class SubjectType : std::uint8_t {
    transfer,
    order,
    escrow,
    withdrawal,
    chain_transfer,  // a transaction on a chain, and the place in it
    data,            // something kept beside the record, by its commitment
};

// Something that lives through several entries: what ties a cause to its late consequences.
struct Subject {
    SubjectType type = SubjectType::transfer;
    uint128 id = 0;  // of a client; for a chain's transfer, the index
    Hash32 hash{};   // the transaction, the commitment

    friend auto operator<=>(Subject const&, Subject const&) = default;
};

// What an entry is about, in the order in which it names them.
[[nodiscard]] std::vector<Subject> subjects_of(Body const& body);

}  // namespace tally::look
