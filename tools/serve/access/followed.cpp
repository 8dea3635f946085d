#include "tools/serve/access/followed.h"

#include <utility>

namespace tally::serve {

bool Followed::add(wire::Subscribe const& subscribe) {
    return feeds_.try_emplace(subscribe.subscription_id, Feed{subscribe, {}}).second;
}

// The generation is looked at before the keys: what changes meanwhile is looked at the next time.
std::vector<std::uint64_t> Followed::lost(Gate const& gate, KeyNumber key) {
    auto const generation = gate.generation();
    if (std::exchange(generation_, generation) == generation) return {};
    std::vector<std::uint64_t> lost;
    for (auto& [id, feed] : feeds_) {
        auto const may = gate.may_follow(key, feed.wanted);
        if (may || !feed.why_lost.empty()) continue;
        feed.why_lost = "the keys have changed: " + may.error().text;
        lost.push_back(id);
    }
    return lost;
}

bool Followed::may_tell(std::uint64_t id) const {
    auto const found = feeds_.find(id);
    return found != feeds_.end() && found->second.why_lost.empty();
}

std::string Followed::remove(std::uint64_t id) {
    auto const found = feeds_.find(id);
    if (found == feeds_.end()) return {};
    auto why = std::move(found->second.why_lost);
    feeds_.erase(found);
    return why;
}

}  // namespace tally::serve
