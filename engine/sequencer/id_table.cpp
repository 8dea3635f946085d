#include "engine/sequencer/id_table.h"

#include <algorithm>

namespace tally {

namespace {

constexpr std::size_t smallest = 1024;

}  // namespace

void IdTable::clear() {
    if (slots_.empty()) slots_.resize(smallest);
    if (size_ != 0) std::fill(slots_.begin(), slots_.end(), Slot{});
    size_ = 0;
}

void IdTable::put(uint128 id, std::uint64_t value) {
    TALLY_CHECK(id != 0);
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    std::size_t i = home(id);
    while (slots_[i].id() != 0 && slots_[i].id() != id)
        i = next(i);
    if (slots_[i].id() == 0) ++size_;
    slots_[i] = Slot{high_half(id), low_half(id), value};
}

void IdTable::erase(uint128 id) {
    std::size_t hole = home(id);
    while (slots_[hole].id() != id) {
        TALLY_CHECK(slots_[hole].id() != 0);
        hole = next(hole);
    }
    auto const mask = slots_.size() - 1;
    for (std::size_t i = next(hole); slots_[i].id() != 0; i = next(i)) {
        auto const from_home = (i - home(slots_[i].id())) & mask;
        if (from_home < ((i - hole) & mask)) continue;  // lies at or after its home already
        slots_[hole] = slots_[i];
        hole = i;
    }
    slots_[hole] = Slot{};
    --size_;
}

std::vector<IdValue> IdTable::sorted() const {
    std::vector<IdValue> all;
    all.reserve(size_);
    for (auto const& slot : slots_)
        if (slot.id() != 0) all.push_back({slot.id(), slot.value});
    std::sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
    return all;
}

void IdTable::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (auto const& slot : old) {
        if (slot.id() == 0) continue;
        std::size_t i = home(slot.id());
        while (slots_[i].id() != 0)
            i = next(i);
        slots_[i] = slot;
    }
}

}  // namespace tally
