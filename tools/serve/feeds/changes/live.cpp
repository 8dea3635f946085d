#include "tools/serve/feeds/changes/live.h"

namespace tally::serve {

void LiveChanges::watch(ChangeKind kind, State const& state) {
    for_nobody_[place_of(kind)] = 0;
    if (deriver_.watches(kind)) return;
    deriver_.watch(kind, state);
    ring_.start(kind, state.next_sequence().value);
}

void LiveChanges::folded(State const& state) {
    auto const end = state.next_sequence().value;
    for (std::size_t i = 0; i < change_kinds; ++i) {
        auto const kind = static_cast<ChangeKind>(i + 1);
        if (!deriver_.watches(kind)) continue;
        if (is_forgotten(kind)) {
            deriver_.ignore(kind);
            ring_.stop(kind);
        } else {
            ring_.put(kind, deriver_.rows(kind), end);
        }
    }
    position_.store(end);
    if (more_) more_();
}

bool LiveChanges::is_forgotten(ChangeKind kind) {
    auto& for_nobody = for_nobody_[place_of(kind)];
    if (followers_[place_of(kind)].load() != 0) {
        for_nobody = 0;
        return false;
    }
    for_nobody += deriver_.rows(kind).size() + 1;
    return for_nobody > linger_rows_;
}

}  // namespace tally::serve
