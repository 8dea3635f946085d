#include "journal/vocabulary/outcome.h"

namespace tally {

std::string_view name_of(Outcome outcome) {
    switch (outcome) {
#define TALLY_OUTCOME_NAME(name, number) \
    case Outcome::name:                  \
        return #name;
        TALLY_OUTCOMES(TALLY_OUTCOME_NAME)
#undef TALLY_OUTCOME_NAME
    }
    return {};
}

std::optional<Outcome> outcome_from_number(std::uint16_t number) {
    auto const outcome = static_cast<Outcome>(number);
    if (name_of(outcome).empty()) return std::nullopt;
    return outcome;
}

}  // namespace tally
