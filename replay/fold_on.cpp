#include "replay/fold_on.h"

#include <string>

namespace tally {

namespace {

constexpr std::uint64_t asked_every = 1'024;  // entries

Result<void> check(Entry const& entry, State const& state) {
    bool const follows = entry.sequence == state.next_sequence() && entry.time >= state.last_time();
    if (follows) return success();
    return Failure{FailureKind::integrity,
                   "entry " + std::to_string(state.next_sequence().value) +
                       ": what stands there does not follow the entry before it; run tally verify"};
}

}  // namespace

Result<void> fold_on(Record const& record,
                     State& state,
                     std::uint64_t size,
                     std::function<bool()> const& goes_on) {
    return fold_on(record, state, size, goes_on, {});
}

Result<void> fold_on(Record const& record,
                     State& state,
                     std::uint64_t size,
                     std::function<bool()> const& goes_on,
                     std::function<void(Entry const&)> const& after) {
    Result<void> checked = success();
    auto const fold = [&](Entry const& entry) {
        checked = check(entry, state);
        if (!checked) return false;
        state.apply(entry);
        if (after) after(entry);
        return state.next_sequence().value % asked_every != 0 || goes_on();
    };
    TALLY_TRYV(for_each_entry(record, state.next_sequence().value, size, fold));
    return checked;
}

}  // namespace tally
