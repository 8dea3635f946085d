#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/outcome.h"

#include <cstdint>

// Bodies of the entries by which the engine keeps its own house.
namespace tally {

// Time passed. Written by a client, or by the sequencer before a command when something is due:
// expiries are consequences of a tick and of nothing else.
struct Tick {
    Outcome outcome = Outcome::ok;

    friend bool operator==(Tick const&, Tick const&) = default;
};

// The projections, in the order in which a State folds. Stored: append, never renumber.
enum class ProjectionKind : std::uint16_t {
    assets = 1,
    ledger = 2,
    markets = 3,
    escrows = 4,
    chains = 5,
    access = 6,
    limits = 7,
    reconciliations = 8,
};

// The digest of one projection, or of one slice of it, after every entry before this one. Written
// at checkpoints, and slices between them; its own cause. A replay that comes to another digest has
// found a fault.
struct ProjectionDigest {
    ProjectionKind projection = ProjectionKind::assets;
    std::uint16_t version = 0;
    Hash32 digest;
    std::uint32_t slice = 0;   // which one, from 0
    std::uint32_t slices = 0;  // of how many, at least 2; 0: the whole projection

    friend bool operator==(ProjectionDigest const&, ProjectionDigest const&) = default;
};

}  // namespace tally
