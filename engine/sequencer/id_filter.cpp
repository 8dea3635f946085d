#include "engine/sequencer/id_filter.h"

#include "projections/containers/flat_index.h"

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
    if (saturated_.load(std::memory_order_relaxed)) return;
    if (count() == 0 || generations_[count() - 1].room.load(std::memory_order_relaxed) == 0) {
        if (!add_generation()) {
            saturated_.store(true, std::memory_order_relaxed);
            return;
        }
    }
    auto& generation = generations_[count() - 1];
    auto const hash = mix_key(id);
    auto& line = generation.lines[hash & (generation.lines.size() - 1)];
    each_bit(line.bits, hash, [](auto& word, std::uint64_t bit) {
        word.store(word.load(std::memory_order_relaxed) | bit, std::memory_order_relaxed);
    });
    generation.room.store(generation.room.load(std::memory_order_relaxed) - 1,
                          std::memory_order_relaxed);
}

bool IdFilter::may_contain(uint128 id) const {
    if (saturated_.load(std::memory_order_relaxed)) return true;
    auto const hash = mix_key(id);
    for (std::size_t i = 0; i < count(); ++i) {
        auto const& lines = generations_[i].lines;
        auto const& line = lines[hash & (lines.size() - 1)];
        bool all = true;
        each_bit(line.bits, hash, [&all](auto const& word, std::uint64_t bit) {
            all = all && (word.load(std::memory_order_relaxed) & bit) != 0;
        });
        if (all) return true;
    }
    return false;
}

void IdFilter::prefetch(uint128 id) const {
    auto const hash = mix_key(id);
    for (std::size_t i = 0; i < count(); ++i) {
        auto const& lines = generations_[i].lines;
        tally::prefetch(&lines[hash & (lines.size() - 1)]);
    }
}

void IdFilter::save(Saver& saver) const {
    auto const generations = count_.load(std::memory_order_acquire);
    saver.put<std::uint8_t>(saturated_.load(std::memory_order_relaxed) ? 1 : 0);
    saver.put<std::uint64_t>(generations);
    for (std::size_t i = 0; i < generations; ++i) {
        saver.put<std::uint64_t>(generations_[i].room.load(std::memory_order_relaxed));
        for (auto const& line : generations_[i].lines)
            for (auto const& word : line.bits)
                saver.put(word.load(std::memory_order_relaxed));
    }
}

bool IdFilter::load(Loader& loader) {
    auto const saturated = loader.get<std::uint8_t>();
    auto const generations = loader.get<std::uint64_t>();
    for (std::uint64_t i = 0; loader.ok() && i < generations; ++i) {
        if (!add_generation()) return false;
        auto& generation = generations_[count() - 1];
        auto const room = loader.get<std::uint64_t>();
        if (room > generation.room.load(std::memory_order_relaxed)) return false;
        generation.room.store(room, std::memory_order_relaxed);
        for (auto& line : generation.lines)
            for (auto& word : line.bits)
                word.store(loader.get<std::uint64_t>(), std::memory_order_relaxed);
    }
    saturated_.store(saturated == 1, std::memory_order_relaxed);
    return loader.ok();
}

bool IdFilter::add_generation() {
    if (count() == generations_max) return false;
    auto const lines = first_lines << count();
    if (bytes_ + lines * sizeof(Line) > bytes_max_) return false;
    bytes_ += lines * sizeof(Line);
    auto& generation = generations_[count()];
    generation.lines = std::vector<Line>(lines);
    generation.room.store(lines * ids_per_line, std::memory_order_relaxed);
    count_.store(count() + 1, std::memory_order_release);
    return true;
}

}  // namespace tally
