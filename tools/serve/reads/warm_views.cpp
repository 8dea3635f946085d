#include "tools/serve/reads/warm_views.h"

#include "engine/sequencer/snapshot.h"
#include "journal/store/record_store.h"
#include "replay/fold_on.h"

#include <string>
#include <utility>
#include <vector>

namespace tally::serve {

namespace {

// What costs memory in a state.
std::size_t objects_in(State const& state) {
    return state.ledger().account_count() + state.ledger().pending_count() +
           state.markets().order_count() + state.escrows().size();
}

// How many entries the newest snapshot before a point has; a list that cannot be read has none.
Result<std::uint64_t> snapshot_before(Record const& record, std::uint64_t size) {
    auto const list = record.store().snapshots().list();
    std::uint64_t newest = 0;
    if (!list) return newest;
    for (auto const& info : list.value())
        if (info.tip.next.value <= size) newest = info.tip.next.value;
    return newest;
}

}  // namespace

Result<std::optional<look::View>> WarmViews::at(std::uint64_t size, Time until) {
    TALLY_TRY(record, open_());
    TALLY_TRYV(bring_to_front(*record, size));
    auto& state = *views_.front().state;
    auto const begun = state.next_sequence().value;
    auto const in_time = [until] { return std::chrono::steady_clock::now() < until; };
    auto const folded = fold_on(*record, state, size, in_time);
    position_ = state.next_sequence().value;
    figures_.entries += position_ - begun;
    if (!folded) {
        views_.pop_front();
        return folded.error();
    }
    shrink();
    if (position_ != size) return std::optional<look::View>{};
    look::View view;
    view.record = record;
    view.point = Point{size};
    view.state = views_.front().state;
    return std::optional{std::move(view)};
}

// The state from which the least is to be folded comes to the front.
Result<void> WarmViews::bring_to_front(Record const& record, std::uint64_t size) {
    auto const found = nearest(size);
    bool const is_exact = found != views_.end() && found->size() == size;
    TALLY_TRY(saved, is_exact ? Result<std::uint64_t>{0} : snapshot_before(record, size));
    if (found != views_.end() && found->size() >= saved) {
        (is_exact ? figures_.warm : figures_.went_on) += 1;
        views_.splice(views_.begin(), views_, found);
        return success();
    }
    figures_.loaded += 1;
    std::vector<std::string> notes;  // said already, when the server opened its record
    TALLY_TRY(loaded, load_snapshot(record.store(), Sequence{size}, notes));
    views_.push_front(Warm{std::move(loaded.state)});
    return success();
}

std::list<WarmViews::Warm>::iterator WarmViews::nearest(std::uint64_t size) {
    auto best = views_.end();
    for (auto at = views_.begin(); at != views_.end(); ++at)
        if (at->size() <= size && (best == views_.end() || at->size() > best->size())) best = at;
    return best;
}

void WarmViews::shrink() {
    std::size_t objects = 0;
    for (auto const& warm : views_)
        objects += objects_in(*warm.state);
    while (views_.size() > 1 && (views_.size() > views_max || objects > objects_max_)) {
        objects -= objects_in(*views_.back().state);
        views_.pop_back();
    }
}

}  // namespace tally::serve
