#pragma once

#include "engine/attestation_oracle.h"
#include "engine/past.h"
#include "journal/entry.h"
#include "projections/state.h"

#include <vector>

namespace tally {

// What a decider may look at. All of it is const, and all of it a function of the record.
struct DecideContext {
    State const& state;
    Past const& past;
    AttestationOracle const& oracle;
    Timestamp now;
    Sequence next;          // the sequence that the command's own entry will have
    KeyNumber key = {};     // who sent it
    bool in_chain = false;  // it is one of a linked chain
    CommandSignature const* signature = nullptr;  // verified; null if there is none
};

// Where a decider leaves the consequences of a command, in order. Nothing is emitted before the
// verdict: a decider that refuses has emitted nothing.
using Consequences = std::vector<Body>;

// The contract of every decider:
//
//     Outcome decide(DecideContext const&, Command& command, Consequences& out);
//
// It may change nothing but the "decided" fields of `command` and append to `out`. On `ok`,
// applying the command's entry and then each consequence succeeds; on anything else `out` is as it
// was. One overload for each command body, in the room that the body belongs to:
//   engine/ledger/decide.h   engine/markets/decide.h   engine/escrows/decide.h
//   engine/chains/decide.h   engine/audit/decide.h     engine/access/decide.h
//   engine/reconciliations/decide.h

}  // namespace tally
