#include "replay/reconcile/matcher.h"

namespace tally::reconcile {

std::string_view name_of(BreakCode code) {
    switch (code) {
        case BreakCode::missing_external:
            return "MISSING_EXTERNAL";
        case BreakCode::missing_internal:
            return "MISSING_INTERNAL";
        case BreakCode::amount:
            return "AMOUNT";
        case BreakCode::direction:
            return "DIRECTION";
        case BreakCode::duplicate_internal:
            return "DUPLICATE_INTERNAL";
        case BreakCode::duplicate_external:
            return "DUPLICATE_EXTERNAL";
        case BreakCode::ambiguous:
            return "AMBIGUOUS";
        case BreakCode::timing:
            return "TIMING";
        case BreakCode::fee:
            return "FEE";
        case BreakCode::balance:
            return "BALANCE";
        case BreakCode::statement_gap:
            return "STATEMENT_GAP";
        case BreakCode::asset:
            return "ASSET";
        case BreakCode::reorg:
            return "REORG";
        case BreakCode::unconfirmed:
            return "UNCONFIRMED";
        case BreakCode::projection_drift:
            return "PROJECTION_DRIFT";
        case BreakCode::invariant:
            return "INVARIANT";
        case BreakCode::unclassified:
            break;
    }
    return "UNCLASSIFIED";
}

std::string_view name_of(MatchRule rule) {
    switch (rule) {
        case MatchRule::reference_amount_date:
            return "reference_amount_date";
        case MatchRule::reference_amount:
            return "reference_amount";
        case MatchRule::reference_tolerance:
            return "reference_tolerance";
        case MatchRule::reference_group:
            return "reference_group";
        case MatchRule::written_off:
            return "written_off";
        case MatchRule::reference_set:
            return "reference_set";
        case MatchRule::corrected:
            return "corrected";
        case MatchRule::amount_date:
            break;
    }
    return "amount_date";
}

}  // namespace tally::reconcile
