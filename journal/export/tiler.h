#pragma once

#include "journal/export/tile.h"
#include "journal/tree/hash_source.h"
#include "journal/tree/hashing.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <vector>

namespace tally {

// Takes tiles and bundles as they are made: writes them, or compares them with what is there.
class TileSink {
public:
    virtual ~TileSink() = default;

    [[nodiscard]] virtual Result<void> tile(Tile const& tile, ByteSpan bytes) = 0;
};

// Makes the tlog-tiles of a tree from its leaves, in order, in memory that does not grow with them.
//
//     Tiler tiler{tree_size, sink};
//     tiler.append(leaf) ...      // full tiles go to the sink as they are complete
//     tiler.mark();               // a checkpoint is here: the partial tiles, too
class Tiler {
public:
    // `tree_size` is that of the finished tree: partial tiles that will be full by then are not
    // made.
    Tiler(std::uint64_t tree_size, TileSink& sink) : tree_size_(tree_size), sink_(sink) {}

    // Goes on after the first `size` leaves, a multiple of 256, whose hashes the source has.
    [[nodiscard]] Result<void> resume(HashSource& source, std::uint64_t size);

    [[nodiscard]] Result<void> append(ByteSpan leaf);
    [[nodiscard]] Result<void> mark();

    [[nodiscard]] std::uint64_t size() const { return size_; }

    // Of the tree over the leaves so far.
    [[nodiscard]] Hash32 root() const;

private:
    struct Level {
        std::uint64_t index = 0;  // of the tile that is being filled
        std::vector<Hash32> hashes;
    };

    [[nodiscard]] Result<void> push(unsigned level, Hash32 const& hash);
    [[nodiscard]] Result<void> put_hashes(unsigned level);
    [[nodiscard]] Result<void> put_bundle();
    [[nodiscard]] bool will_be_full(unsigned level, std::uint64_t index) const;

    std::uint64_t tree_size_;
    TileSink& sink_;
    std::uint64_t size_ = 0;
    std::vector<Level> levels_;
    std::vector<std::uint8_t> bundle_;
    std::vector<std::uint8_t> bytes_;
    TreeHasher hasher_;
};

}  // namespace tally
