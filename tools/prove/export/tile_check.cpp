#include "tools/prove/export/tile_check.h"

#include "journal/codec/codec.h"
#include "journal/crypto/sha256.h"
#include "journal/export/file.h"
#include "journal/export/tile_files.h"

#include <algorithm>
#include <utility>

namespace tally::prove {

namespace {

class TileCheck final : public TileSink {
public:
    TileCheck(Record const& record, FullTileSink const& full, AuditTrail& trail)
        : record_(record), full_(full), trail_(trail) {}

    // Called with what the leaves make; the file must have it.
    Result<void> tile(Tile const& tile, ByteSpan bytes) override {
        auto const path = path_of(tile);
        TALLY_TRY(file, read_file(record_.directory() / path, bundle_bytes_max));
        if (!file)
            return integrity_failure(path + " is missing: it is about " +
                                     span_of(tile, 0, tile.width));
        auto const differs = std::mismatch(bytes.begin(), bytes.end(), file->begin(), file->end());
        if (differs.first != bytes.end()) return different(tile, differs.first - bytes.begin());
        if (file->size() != bytes.size())
            return integrity_failure(path + " has more than the " + std::to_string(tile.width) +
                                     " items of " + span_of(tile, 0, tile.width));
        ++checked_.tiles;
        if (tile.is_full()) return full_(path, hash_.hash(bytes));
        checked_.partial[path] = hash_.hash(bytes);
        return success();
    }

    Result<CheckedTiles> run(std::vector<SignedHead> const& heads,
                             std::function<void(std::uint64_t, std::uint64_t)> const& progress) {
        auto const size = record_.size();
        Tiler tiler{size, *this};
        auto next = heads.begin();
        TALLY_TRYV(compare(tiler, next, heads.end()));
        while (tiler.size() < size) {
            auto const tile = tile_with(Tile::entries, tiler.size(), size);
            TALLY_TRYV(read_bundle(record_.directory(), tile, bytes_, leaves_));
            for (auto const leaf : leaves_) {
                TALLY_TRYV(check_leaf(leaf, tiler.size()));
                TALLY_TRYV(tiler.append(leaf));
                TALLY_TRYV(compare(tiler, next, heads.end()));
            }
            if (progress) progress(tiler.size(), size);
        }
        checked_.head = {tiler.size(), tiler.root()};
        return std::move(checked_);
    }

private:
    using Head = std::vector<SignedHead>::const_iterator;

    Result<void> check_leaf(ByteSpan leaf, std::uint64_t number) {
        auto decoded = decode_leaf(leaf, entry_);
        if (!decoded) return std::move(decoded).error().in("entry " + std::to_string(number));
        trail_.see(entry_);
        if (entry_.sequence.value == number) return success();
        return integrity_failure("entry " + std::to_string(number) + ": it says that it is entry " +
                                 std::to_string(entry_.sequence.value));
    }

    // Every head that is signed over as many entries as have been read. The tiles come first: they
    // name the entry that is wrong, and a root only says that one is.
    Result<void> compare(Tiler& tiler, Head& next, Head end) {
        auto const here = [&](Head head) { return head != end && head->head.size == tiler.size(); };
        bool exported = false;
        for (auto head = next; here(head); ++head)
            exported = exported || head->exported;
        if (exported) {
            TALLY_TRYV(tiler.mark());
        }
        for (; here(next); ++next)
            if (tiler.root() != next->head.root)
                return integrity_failure(next->name + ": the first " +
                                         std::to_string(next->head.size) +
                                         " entries are not those that were signed");
        return success();
    }

    [[nodiscard]] Failure different(Tile const& tile, std::ptrdiff_t at) const {
        if (tile.is_bundle())
            return integrity_failure(path_of(tile) + " does not have " +
                                     span_of(tile, 0, tile.width));
        auto const item = static_cast<std::uint64_t>(at) / Hash32::size;
        return integrity_failure(span_of(tile, item, 1) + ": " + path_of(tile) +
                                 " does not have the hash that the leaves have there");
    }

    // "entry 17", "entries 256 to 511": what items of a tile are about.
    static std::string span_of(Tile const& tile, std::uint64_t item, std::uint64_t count) {
        auto const each = std::uint64_t{1} << (tile.is_bundle() ? 0 : tile_height * tile.level);
        auto const first = (tile.first() + item) * each;
        if (count * each == 1) return "entry " + std::to_string(first);
        return "entries " + std::to_string(first) + " to " +
               std::to_string(first + count * each - 1);
    }

    Record const& record_;
    FullTileSink const& full_;
    AuditTrail& trail_;
    Sha256 hash_;
    CheckedTiles checked_;
    Entry entry_;
    std::vector<std::uint8_t> bytes_;
    std::vector<ByteSpan> leaves_;
};

}  // namespace

Result<CheckedTiles> check_tiles(
    Record const& record,
    std::vector<SignedHead> const& heads,
    FullTileSink const& full,
    AuditTrail& trail,
    std::function<void(std::uint64_t, std::uint64_t)> const& progress) {
    return TileCheck{record, full, trail}.run(heads, progress);
}

}  // namespace tally::prove
