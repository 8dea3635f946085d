#include "projections/chains/chain.h"

#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {

std::string_view name_of(EventState state) {
    switch (state) {
        case EventState::none:
            return "none";
        case EventState::seen:
            return "seen";
        case EventState::finalized:
            return "finalized";
        case EventState::unmatched:
            return "unmatched";
    }
    return {};
}

bool ChainBlock::same_content(ObserveBlock const& other) const {
    auto const same_event = [](ObservedEvent const& known, ChainEvent const& told) {
        return known.event == told;
    };
    return number == other.number && hash == other.hash && parent == other.parent &&
           timestamp == other.timestamp &&
           std::equal(
               events.begin(), events.end(), other.events.begin(), other.events.end(), same_event);
}

Chain::Chain(CreateChain const& terms, Timestamp created) : terms_(terms), created_(created) {}

ChainBlock const* Chain::tip() const {
    return branch_.empty() ? nullptr : find(branch_.back());
}

ChainBlock const* Chain::final_block() const {
    if (branch_.size() <= terms_.finality_depth) return nullptr;
    return find(branch_[branch_.size() - 1 - terms_.finality_depth]);
}

ChainBlock const* Chain::find(Hash32 const& hash) const {
    auto const found = blocks_.find(hash);
    return found == blocks_.end() ? nullptr : &found->second;
}

ChainBlock const* Chain::parent_of(ChainBlock const& block) const {
    auto const* parent = find(block.parent);
    if (parent == nullptr || block.number == 0 || parent->number != block.number - 1)
        return nullptr;
    return parent;
}

ChainBlock const* Chain::at(std::uint64_t number) const {
    if (number < lowest_ || number - lowest_ >= branch_.size()) return nullptr;
    return find(branch_[number - lowest_]);
}

bool Chain::on_branch(ChainBlock const& block) const {
    auto const* on_branch = at(block.number);
    return on_branch != nullptr && on_branch->hash == block.hash;
}

ChainBlock const* Chain::ancestor_on_branch(Hash32 const& from) const {
    auto const* block = find(from);
    while (block != nullptr && !on_branch(*block))
        block = parent_of(*block);
    return block;
}

bool Chain::is_final(std::uint64_t number) const {
    auto const* newest = final_block();
    return newest != nullptr && number <= newest->number;
}

std::size_t Chain::max_side_blocks() const {
    return std::size_t{4} * (terms_.finality_depth + history_blocks);
}

std::vector<ChainBlock const*> Chain::side_blocks() const {
    std::vector<ChainBlock const*> side;
    for (auto const& [hash, block] : blocks_)
        if (!on_branch(block)) side.push_back(&block);
    return side;
}

void Chain::add_block(ObserveBlock const& body, Sequence sequence) {
    ChainBlock block{body.number, body.hash, body.parent, body.timestamp, sequence, {}};
    block.events.reserve(body.events.size());
    for (auto const& event : body.events)
        block.events.push_back({event, EventState::none, {}, {}});
    bool const extends = branch_.empty() || branch_.back() == body.parent;
    if (branch_.empty()) lowest_ = body.number;
    TALLY_CHECK(blocks_.emplace(body.hash, std::move(block)).second);
    if (!extends) return;
    branch_.push_back(body.hash);
    prune();
}

void Chain::reorganize(ChainReorganized const& body) {
    auto const* ancestor = find(body.ancestor);
    TALLY_CHECK(ancestor != nullptr && on_branch(*ancestor));
    TALLY_CHECK(branch_.back() == body.old_tip);
    branch_.resize(ancestor->number - lowest_ + 1);
    std::vector<Hash32> path;
    for (auto const* block = find(body.new_tip); block != ancestor; block = parent_of(*block)) {
        TALLY_CHECK(block != nullptr);
        path.push_back(block->hash);
    }
    branch_.insert(branch_.end(), path.rbegin(), path.rend());
    prune();
}

void Chain::halt(Hash32 const& by) {
    halted_ = true;
    halted_by_ = by;
}

ObservedEvent& Chain::event(Hash32 const& block, ChainEvent const& key) {
    auto const found = blocks_.find(block);
    TALLY_CHECK(found != blocks_.end());
    auto& events = found->second.events;
    auto const at = std::find_if(
        events.begin(), events.end(), [&](auto const& event) { return event.same_transfer(key); });
    TALLY_CHECK(at != events.end());
    return *at;
}

void Chain::prune() {
    std::size_t const kept = std::size_t{terms_.finality_depth} + history_blocks + 1;
    if (branch_.size() <= kept) return;
    auto const excess = branch_.size() - kept;
    lowest_ += excess;
    branch_.erase(branch_.begin(), branch_.begin() + static_cast<std::ptrdiff_t>(excess));
    std::erase_if(blocks_, [&](auto const& known) { return known.second.number < lowest_; });
}

}  // namespace tally
