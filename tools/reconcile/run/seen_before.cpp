#include "tools/reconcile/run/seen_before.h"

#include <algorithm>
#include <utility>

namespace tally::reconcile {

SeenBefore::SeenBefore(std::vector<SeenBreak> seen) : seen_(std::move(seen)) {
    std::ranges::stable_sort(seen_, {}, &SeenBreak::id);
    auto const again = std::ranges::unique(seen_, {}, &SeenBreak::id);
    seen_.erase(again.begin(), again.end());
}

std::optional<Days> SeenBefore::find(BreakId id) const {
    auto const at = std::ranges::lower_bound(seen_, id, {}, &SeenBreak::id);
    if (at == seen_.end() || at->id != id) return std::nullopt;
    return at->first_seen;
}

std::vector<BreakId> SeenBefore::without(std::vector<BreakId> ids) const {
    std::ranges::sort(ids);
    std::vector<BreakId> gone;
    for (auto const& one : seen_)
        if (!std::ranges::binary_search(ids, one.id)) gone.push_back(one.id);
    return gone;
}

}  // namespace tally::reconcile
