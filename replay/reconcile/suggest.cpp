#include "replay/reconcile/suggest.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tally::reconcile {

namespace {

using Indexes = std::vector<std::uint32_t>;

constexpr std::size_t items_max = 200;
constexpr std::size_t candidates_max = 16;
constexpr std::size_t parts_max = 5;

// The nearest in date first, then by place.
Indexes nearest(std::span<Item const> items, Indexes const& list, Item const& to, Days window) {
    auto const away = [&](std::uint32_t at) {
        return items[at].date < to.date ? to.date - items[at].date : items[at].date - to.date;
    };
    Indexes found;
    for (auto const at : list)
        if (away(at) <= window) found.push_back(at);
    std::sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple{away(a), items[a].place} < std::tuple{away(b), items[b].place};
    });
    if (found.size() > candidates_max) found.resize(candidates_max);
    return found;
}

// The first set of so many candidates, in their order, with this sum. Empty if there is none.
class ExactSum {
public:
    ExactSum(std::span<Item const> items, Indexes const& candidates)
        : items_(items), candidates_(candidates) {}

    [[nodiscard]] Indexes find(SignedAmount sum, std::size_t parts) {
        chosen_.clear();
        return search(sum, 0, parts) ? chosen_ : Indexes{};
    }

private:
    bool search(SignedAmount rest, std::size_t from, std::size_t parts) {
        if (parts == 0) return rest.is_zero();
        for (std::size_t i = from; i + parts <= candidates_.size(); ++i) {
            auto const less = rest.checked_sub(items_[candidates_[i]].amount);
            if (!less) continue;
            chosen_.push_back(candidates_[i]);
            if (search(*less, i + 1, parts - 1)) return true;
            chosen_.pop_back();
        }
        return false;
    }

    std::span<Item const> items_;
    Indexes const& candidates_;
    Indexes chosen_;
};

Indexes explain(Item const& item, std::span<Item const> items, Indexes const& list, Days window) {
    auto const candidates = nearest(items, list, item, window);
    ExactSum exact{items, candidates};
    for (std::size_t parts = 2; parts <= parts_max; ++parts) {
        auto found = exact.find(item.amount, parts);
        if (!found.empty()) return found;
    }
    return {};
}

Indexes first_by_place(std::span<Item const> items, Indexes const& list) {
    Indexes first(std::min(list.size(), items_max));
    std::ranges::partial_sort_copy(
        list,
        first,
        {},
        [&](std::uint32_t at) { return items[at].place; },
        [&](std::uint32_t at) { return items[at].place; });
    return first;
}

}  // namespace

void suggest(Sides const& sides,
             Terms const& terms,
             std::vector<std::uint32_t> const& internal,
             std::vector<std::uint32_t> const& external,
             Matched& matched) {
    auto const ours = first_by_place(sides.internal, internal);
    auto const theirs = first_by_place(sides.external, external);
    for (auto const at : theirs) {
        auto found = explain(sides.external[at], sides.internal, ours, terms.window);
        if (!found.empty()) matched.suggestions.push_back({std::move(found), {at}});
    }
    for (auto const at : ours) {
        auto found = explain(sides.internal[at], sides.external, theirs, terms.window);
        if (!found.empty()) matched.suggestions.push_back({{at}, std::move(found)});
    }
}

}  // namespace tally::reconcile
