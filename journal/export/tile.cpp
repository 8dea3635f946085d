#include "journal/export/tile.h"

#include <algorithm>

namespace tally {

namespace {

std::string three_digits(std::uint64_t number) {
    auto const digits = std::to_string(number);
    return std::string(3 - digits.size(), '0') + digits;
}

std::string full_path(Tile const& tile) {
    auto text = three_digits(tile.index % 1000);
    for (auto rest = tile.index / 1000; rest != 0; rest /= 1000)
        text = "x" + three_digits(rest % 1000) + "/" + text;
    return "tile/" + (tile.is_bundle() ? "entries" : std::to_string(tile.level)) + "/" + text;
}

}  // namespace

std::string partials_of(Tile const& tile) {
    return full_path(tile) + ".p";
}

std::string path_of(Tile const& tile) {
    if (tile.is_full()) return full_path(tile);
    return partials_of(tile) + "/" + std::to_string(tile.width);
}

std::uint64_t items_in(unsigned level, std::uint64_t tree_size) {
    if (level == Tile::entries || level == 0) return tree_size;
    return level < 8 ? tree_size >> (tile_height * level) : 0;
}

Tile tile_with(unsigned level, std::uint64_t item, std::uint64_t tree_size) {
    auto const index = item / tile_width;
    auto const left = items_in(level, tree_size) - index * tile_width;
    return {level, index, std::min(left, tile_width)};
}

}  // namespace tally
