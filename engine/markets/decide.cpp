#include "engine/markets/decide.h"

namespace tally {

Outcome decide(DecideContext const&, CreateMarket&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, ControlMarket&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, PlaceOrder&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, AmendOrder&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, CancelOrder&, Consequences&) {
    return Outcome::reserved_flag;
}

Outcome decide(DecideContext const&, CancelAll&, Consequences&) {
    return Outcome::reserved_flag;
}

void decide_expired_orders(DecideContext const&, Consequences&) {}

void decide_triggered(DecideContext const&, Consequences&) {}

}  // namespace tally
