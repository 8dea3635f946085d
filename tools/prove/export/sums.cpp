#include "tools/prove/export/sums.h"

#include "journal/crypto/text.h"
#include "journal/export/export_files.h"

#include <fstream>
#include <system_error>

namespace tally::prove {

namespace {

constexpr std::size_t path_at = 66;  // in a line: after the digits and two blanks

std::filesystem::path draft_of(std::filesystem::path const& directory) {
    return directory / (std::string{export_file::sums} + ".new");
}

bool is_partial(std::string_view path) {
    return path.starts_with("tile/") && path.find(".p/") != path.npos;
}

}  // namespace

std::string sum_line(std::string const& path, Hash32 const& hash) {
    return to_hex(hash.span()) + "  " + path + "\n";
}

std::uint64_t full_tiles(std::uint64_t tree_size) {
    auto count = tree_size / tile_width;
    for (unsigned level = 0; items_in(level, tree_size) != 0; ++level)
        count += items_in(level, tree_size) / tile_width;
    return count;
}

Result<Sums> Sums::begin(std::filesystem::path const& directory) {
    TALLY_TRY(file, AppendFile::open(draft_of(directory), 0));
    return Sums{directory, std::move(file)};
}

Result<void> Sums::keep(std::uint64_t size) {
    auto const place = directory_ / export_file::sums;
    auto left = full_tiles(size);
    std::ifstream old{place};
    for (std::string line; std::getline(old, line);) {
        auto const path = line.size() > path_at ? line.substr(path_at) : std::string{};
        auto const hash = line.size() > path_at ? fixed_from_hex<Hash32>(line.substr(0, 64))
                                                : std::optional<Hash32>{};
        if (!hash)
            return Failure{FailureKind::integrity,
                           place.string() + " is damaged: '" + line + "' is no line of it"};
        if (is_partial(path)) {
            others_[path] = *hash;
        } else if (left != 0 && path.starts_with("tile/")) {
            TALLY_TRYV(file_.write(sum_line(path, *hash)));
            --left;
        }
    }
    if (left == 0) return success();
    return Failure{FailureKind::integrity,
                   place.string() + " does not list the " + std::to_string(full_tiles(size)) +
                       " tiles that an export of " + std::to_string(size) +
                       " entries has; export into a new directory"};
}

Result<void> Sums::full_tile(Tile const& tile, Hash32 const& hash) {
    auto const partials = partials_of(tile);
    auto const first = others_.lower_bound(partials + "/");
    auto last = first;
    while (last != others_.end() && last->first.starts_with(partials + "/"))
        ++last;
    if (first != last) {
        std::error_code ignored;
        std::filesystem::remove_all(directory_ / partials, ignored);
        others_.erase(first, last);
    }
    return file_.write(sum_line(path_of(tile), hash));
}

bool Sums::has(std::string const& path, Hash32 const& hash) const {
    auto const found = others_.find(path);
    return found != others_.end() && found->second == hash;
}

Result<void> Sums::finish() {
    for (auto const& [path, hash] : others_) {
        TALLY_TRYV(file_.write(sum_line(path, hash)));
    }
    TALLY_TRYV(file_.close());
    std::error_code error;
    std::filesystem::rename(draft_of(directory_), directory_ / export_file::sums, error);
    if (!error) return success();
    return Failure{
        FailureKind::system,
        "cannot replace " + (directory_ / export_file::sums).string() + ": " + error.message()};
}

}  // namespace tally::prove
