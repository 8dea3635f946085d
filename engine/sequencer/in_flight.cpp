#include "engine/sequencer/in_flight.h"

#include <algorithm>
#include <utility>

namespace tally {

namespace {

Entry const* find_in(EntryBlock const& block, Sequence sequence) {
    if (block.entries.empty() || sequence < block.first()) return nullptr;
    auto const offset = sequence.value - block.first().value;
    return offset < block.entries.size() ? &block.entries[offset] : nullptr;
}

}  // namespace

bool InFlight::hand_over(BlockWriter& writer) {
    if (filling_->entries.empty()) return !writer.failed();
    if (!writer.push(*filling_)) return false;
    handed_over_.push_back(std::move(filling_));
    prune(writer.durable_size());
    if (spare_.empty()) spare_.push_back(std::make_unique<EntryBlock>());
    filling_ = std::move(spare_.back());
    spare_.pop_back();
    filling_->clear();
    return true;
}

void InFlight::prune(std::uint64_t durable_size) {
    while (!handed_over_.empty() && handed_over_.front()->next().value <= durable_size) {
        spare_.push_back(std::move(handed_over_.front()));
        handed_over_.pop_front();
    }
}

Entry const* InFlight::find(Sequence sequence) const {
    if (auto const* entry = find_in(*filling_, sequence)) return entry;
    auto const after = std::upper_bound(
        handed_over_.begin(), handed_over_.end(), sequence, [](Sequence wanted, auto const& block) {
            return wanted < block->first();
        });
    return after == handed_over_.begin() ? nullptr : find_in(**std::prev(after), sequence);
}

}  // namespace tally
