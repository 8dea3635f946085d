#pragma once

#include "projections/state.h"

#include <utility>

namespace tally::testing {

// A State, and the entries that are put into it as they would be recorded; nothing decides.
class PutEntries {
public:
    void put(Body body) {
        auto const sequence = state_.next_sequence();
        state_.apply(Entry{sequence, Timestamp{}, sequence, false, {}, std::move(body)});
    }

    [[nodiscard]] State const& state() const { return state_; }

private:
    State state_;
};

}  // namespace tally::testing
