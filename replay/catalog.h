#pragma once

#include "journal/vocabulary/uint128.h"
#include "projections/state.h"
#include "replay/diff.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tally {

struct CatalogField {
    char const* name;
    DiffValue value;
};

// One kind of thing in a state, seen alike whatever it is: for comparing states.
struct Catalog {
    char const* kind = "";
    std::vector<uint128> ids;  // in order of creation
    std::function<bool(uint128)> has;
    std::function<std::vector<CatalogField>(uint128)> fields;  // of an id that it has
};

// Every kind, over a state that must outlive it.
[[nodiscard]] std::vector<Catalog> catalogs_of(State const& state);

}  // namespace tally
