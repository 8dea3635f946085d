#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/uint128.h"

#include <rapidcheck/gen/Arbitrary.h>

#include <cstdint>
#include <string>

// Random values of the record for RapidCheck, biased to edges: 0, 1, powers of two, the largest.
// Every field of every body is drawn independently, so most entries could not come from a decider.
namespace tally::generators {

[[nodiscard]] rc::Gen<std::uint64_t> edge_u64();
[[nodiscard]] rc::Gen<uint128> edge_u128();
[[nodiscard]] rc::Gen<std::string> bytes_up_to(std::size_t size);

[[nodiscard]] rc::Gen<Body> any_body();
[[nodiscard]] rc::Gen<Entry> any_entry();

// Of one kind: `index` counts the alternatives of Body.
[[nodiscard]] rc::Gen<Body> body_of_kind(std::size_t index);
[[nodiscard]] rc::Gen<Entry> entry_of_kind(std::size_t index);

}  // namespace tally::generators
