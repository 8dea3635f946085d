#include "engine/control/decide.h"

#include "engine/access/decide.h"
#include "engine/ledger/decide.h"
#include "engine/markets/decide.h"

namespace tally {

Outcome decide(DecideContext const& context, Tick&, Consequences& out) {
    decide_expired_transfers(context, out);
    decide_expired_orders(context, out);
    decide_expired_approvals(context, out);
    return Outcome::ok;
}

}  // namespace tally
