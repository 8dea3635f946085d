#pragma once

#include "journal/export/file.h"
#include "journal/export/tile.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace tally::prove {

// SHA256SUMS of an export, as it is made: first the full tiles and bundles, in the order in which
// the record completes them, so that a longer export only adds to them; then all other files by
// name. Memory grows with the other files only. The file is replaced at the end.
class Sums {
public:
    [[nodiscard]] static Result<Sums> begin(std::filesystem::path const& directory);

    // Takes over what an earlier export of `size` entries, a multiple of 256, has of full tiles,
    // and what it has of partial ones.
    [[nodiscard]] Result<void> keep(std::uint64_t size);

    [[nodiscard]] Result<void> full_tile(Tile const& tile, Hash32 const& hash);

    void other(std::string const& path, Hash32 const& hash) { others_[path] = hash; }

    [[nodiscard]] bool has(std::string const& path, Hash32 const& hash) const;

    [[nodiscard]] Result<void> finish();

private:
    Sums(std::filesystem::path directory, AppendFile file)
        : directory_(std::move(directory)), file_(std::move(file)) {}

    std::filesystem::path directory_;
    AppendFile file_;
    std::map<std::string, Hash32> others_;
};

// "<64 hex digits>  <path>\n", as sha256sum writes it.
[[nodiscard]] std::string sum_line(std::string const& path, Hash32 const& hash);

// How many full tiles and bundles a tree of this size has.
[[nodiscard]] std::uint64_t full_tiles(std::uint64_t tree_size);

}  // namespace tally::prove
