#include "engine/sequencer/id_table.h"

#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {

void IdTable::clear() {
    rows_.clear();
    index_->places.clear();
}

void IdTable::make_room(std::size_t ids) {
    TALLY_CHECK(size() == 0);
    rows_.reserve(ids);
    index_->places.reserve(ids, IdOf{rows_});
    room_ = ids;
}

void IdTable::put(uint128 id, std::uint64_t value) {
    TALLY_CHECK(id != 0);
    auto const known = index_->places.find(id, IdOf{rows_});
    if (known != FlatIndex::none) {
        rows_[known].value = value;
        return;
    }
    TALLY_CHECK(rows_.size() < FlatIndex::none);
    auto const place = static_cast<FlatIndex::Handle>(rows_.size());
    rows_.push_back({high_half(id), low_half(id), value});
    index_->places.insert(id, place, IdOf{rows_});
}

void IdTable::erase(uint128 id) {
    auto const place = index_->places.take(id, IdOf{rows_});
    TALLY_CHECK(place != FlatIndex::none);
    rows_[place] = Row{};
}

std::vector<IdValue> IdTable::sorted() const {
    std::vector<IdValue> all;
    all.reserve(size());
    for (auto const& row : rows_)
        if (row.id() != 0) all.push_back({row.id(), row.value});
    auto const smaller = [](auto const& a, auto const& b) { return a.id < b.id; };
    if (!std::is_sorted(all.begin(), all.end(), smaller))
        std::sort(all.begin(), all.end(), smaller);
    return all;
}

}  // namespace tally
