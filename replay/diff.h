#pragma once

#include "journal/vocabulary/result.h"
#include "journal/vocabulary/uint128.h"
#include "projections/state.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tally {

// One value of one field, as a report shows it.
struct DiffValue {
    bool is_number = false;
    uint128 number = 0;      // in units of 10^-scale
    std::uint8_t scale = 0;  // digits after the point
    std::string text;        // if it is no number

    friend bool operator==(DiffValue const&, DiffValue const&) = default;
};

// What two states do not have in common. Without `field` a thing is there on one side only.
struct Difference {
    std::string kind;  // "asset", "account", "transfer", "market", "order", "escrow", "chain", ...
    uint128 id = 0;    // the client's id, or the engine's number
    std::string field;
    std::optional<DiffValue> left;
    std::optional<DiffValue> right;
};

// Calls `found` for every difference: kinds in the order above, things in order of creation on the
// left and then those that only the right has. Returns how many there are.
std::uint64_t diff_states(State const& left,
                          State const& right,
                          std::function<void(Difference const&)> const& found);

// The first of the first `size` entries that is not the same in both records; nothing if all are.
// Found by the roots of their trees, without reading them.
[[nodiscard]] Result<std::optional<Sequence>> first_different_entry(Record const& left,
                                                                    Record const& right,
                                                                    std::uint64_t size);

}  // namespace tally
