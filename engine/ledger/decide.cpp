#include "engine/ledger/decide.h"

namespace tally {

Outcome decide(DecideContext const&, CreateAsset&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, CreateAccount&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, CreateTransfer&, Consequences&) {
    return Outcome::reserved_flag;
}

void decide_expired_transfers(DecideContext const&, Consequences&) {}

}  // namespace tally
