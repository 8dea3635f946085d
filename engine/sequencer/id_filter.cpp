#include "engine/sequencer/id_filter.h"

#include "projections/containers/flat_index.h"

#include <utility>

namespace tally {

namespace {

constexpr std::size_t first_lines = 1U << 15U;  // 2 MiB, a million ids

// One bit in each of six words of the line, from the hash's upper bits: the lower choose the line.
template <class Bits, class Function>
void each_bit(Bits& bits, std::uint64_t hash, Function function) {
    std::uint64_t mixed = hash * 0x9E3779B97F4A7C15U;
    for (std::size_t word = 0; word < 6; ++word, mixed <<= 6U)
        function(bits[(word + (hash >> 61U)) & 7U], std::uint64_t{1} << (mixed >> 58U));
}

}  // namespace

void IdFilter::add(uint128 id) {
    if (saturated_) return;
    if (generations_.empty() || generations_.back().room == 0) {
        saturated_ = !add_generation();
        if (saturated_) return;
    }
    auto& generation = generations_.back();
    auto const hash = mix_key(id);
    auto& line = generation.lines[hash & (generation.lines.size() - 1)];
    each_bit(line.bits, hash, [](std::uint64_t& word, std::uint64_t bit) { word |= bit; });
    --generation.room;
}

bool IdFilter::may_contain(uint128 id) const {
    if (saturated_) return true;
    auto const hash = mix_key(id);
    for (auto const& generation : generations_) {
        auto const& line = generation.lines[hash & (generation.lines.size() - 1)];
        bool all = true;
        each_bit(line.bits, hash, [&all](std::uint64_t word, std::uint64_t bit) {
            all = all && (word & bit) != 0;
        });
        if (all) return true;
    }
    return false;
}

void IdFilter::save(Saver& saver) const {
    saver.put<std::uint8_t>(saturated_ ? 1 : 0);
    saver.put<std::uint64_t>(generations_.size());
    for (auto const& generation : generations_) {
        saver.put<std::uint64_t>(generation.room);
        for (auto const& line : generation.lines)
            for (auto const word : line.bits)
                saver.put(word);
    }
}

bool IdFilter::load(Loader& loader) {
    auto const saturated = loader.get<std::uint8_t>();
    auto const generations = loader.get<std::uint64_t>();
    for (std::uint64_t i = 0; loader.ok() && i < generations; ++i) {
        if (!add_generation()) return false;
        auto& generation = generations_.back();
        auto const room = loader.get<std::uint64_t>();
        if (room > generation.room) return false;
        generation.room = room;
        for (auto& line : generation.lines)
            for (auto& word : line.bits)
                word = loader.get<std::uint64_t>();
    }
    saturated_ = saturated == 1;
    return loader.ok();
}

bool IdFilter::add_generation() {
    auto const lines = generations_.empty() ? first_lines : generations_.back().lines.size() * 2;
    if (bytes_ + lines * sizeof(Line) > bytes_max_) return false;
    bytes_ += lines * sizeof(Line);
    Generation generation;
    generation.lines.resize(lines);
    generation.room = lines * ids_per_line;
    generations_.push_back(std::move(generation));
    return true;
}

}  // namespace tally
