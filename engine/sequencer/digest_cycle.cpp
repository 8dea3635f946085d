#include "engine/sequencer/digest_cycle.h"

#include "projections/serial.h"
#include "projections/state.h"

#include <algorithm>
#include <limits>

namespace tally {

namespace {

std::size_t place_of(ProjectionKind kind) {
    return static_cast<std::size_t>(kind) - 1;
}

// A sum that stays the largest number if it does not fit: never.
std::uint64_t later(std::uint64_t from, std::uint64_t by) {
    return from + std::min(by, std::numeric_limits<std::uint64_t>::max() - from);
}

}  // namespace

void DigestCycle::observe(Sequence sequence, ProjectionDigest const& digest) {
    if (digest.slice != 0) {
        if (follows(digest)) ++done_;
        return;
    }
    bool const goes_on = begin_ == sequence.value && begin_ != 0 && digest.projection > last_;
    if (!goes_on) *this = {};
    begin_ = sequence.value + 1;
    last_ = digest.projection;
    more_[place_of(last_)] = std::max(digest.slices, 1U) - 1;
}

bool DigestCycle::follows(ProjectionDigest const& digest) const {
    return digest.slice == 0 ||
           next() == DigestSlice{digest.projection, digest.slice, digest.slices};
}

std::optional<DigestSlice> DigestCycle::next() const {
    auto done = done_;
    for (auto const kind : State::kinds) {
        auto const more = more_[place_of(kind)];
        if (done < more) return DigestSlice{kind, static_cast<std::uint32_t>(done + 1), more + 1};
        done -= more;
    }
    return std::nullopt;
}

std::uint64_t DigestCycle::slices_after_the_first() const {
    std::uint64_t sum = 0;
    for (auto const more : more_)
        sum += more;
    return sum;
}

std::uint64_t DigestCycle::due(std::uint64_t every) const {
    auto const slices = slices_after_the_first();
    if (slices == 0) return later(begin_, every);
    auto const gap = std::max(every / (slices + 1), entries_between);
    if (done_ < slices) return later(begin_, (done_ + 1) * gap);
    return later(begin_, std::max(every, (slices + 1) * gap));
}

bool DigestCycle::is_whole_at(std::uint64_t size) const {
    return begin_ == size && slices_after_the_first() == 0;
}

void DigestCycle::save(ByteSink& sink) const {
    Saver saver{sink};
    saver.put(begin_);
    saver.put(done_);
    saver.put(static_cast<std::uint16_t>(last_));
    for (auto const more : more_)
        saver.put(more);
}

std::optional<DigestCycle> DigestCycle::load(ByteSource& source) {
    Loader loader{source};
    DigestCycle cycle;
    cycle.begin_ = loader.get<std::uint64_t>();
    cycle.done_ = loader.get<std::uint64_t>();
    cycle.last_ = static_cast<ProjectionKind>(loader.get<std::uint16_t>());
    for (auto& more : cycle.more_)
        more = loader.get<std::uint32_t>();
    bool const sound = loader.ok() && cycle.done_ <= cycle.slices_after_the_first() &&
                       std::ranges::find(State::kinds, cycle.last_) != State::kinds.end();
    if (!sound) return std::nullopt;
    return cycle;
}

}  // namespace tally
