#include "engine/chains/decide.h"

namespace tally {

Outcome decide(DecideContext const&, CreateChain&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, ObserveBlock&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, ResumeChain&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, RequestWithdrawal&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, CancelWithdrawal&, Consequences&) {
    return Outcome::reserved_flag;
}

}  // namespace tally
