#include "engine/escrows/decide.h"

namespace tally {

Outcome decide(DecideContext const&, CreateEscrow&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, FundEscrow&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, AttestEscrow&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, ReleaseEscrow&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, RefundEscrow&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, DisputeEscrow&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, ResolveEscrow&, Consequences&) {
    return Outcome::reserved_flag;
}

}  // namespace tally
