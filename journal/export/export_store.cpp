#include "journal/export/export_store.h"

#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/lines.h"
#include "journal/export/export_files.h"
#include "journal/export/file.h"
#include "journal/store/rocks_snapshots.h"
#include "journal/tree/proof.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace tally {

namespace {

constexpr std::uint64_t block_entries = 16 * tile_width;

Failure read_only(std::filesystem::path const& directory) {
    return {FailureKind::usage,
            directory.string() + " is an export, which is only read; give the data directory"};
}

class ExportCursor final : public BlockCursor {
public:
    ExportCursor(std::filesystem::path directory, std::uint64_t from, std::uint64_t size)
        : directory_(std::move(directory)),
          hashes_(directory_, size),
          next_(from / block_entries * block_entries) {}

    Result<bool> next(BlockBuffer& buffer, Block& block) override {
        auto const size = hashes_.tree_size();
        if (next_ >= size) return false;
        if (!started_) {
            TALLY_TRY(root, root_of(hashes_, next_));
            root_ = root;
            started_ = true;
        }
        builder_.start(Epoch{1}, Sequence{next_}, root_);
        auto const end = std::min(next_ + block_entries, size);
        while (next_ < end) {
            TALLY_TRYV(add_bundle());
        }
        TALLY_TRY(root, root_of(hashes_, next_));
        root_ = root;
        buffer.assign(builder_.finish(root_));
        TALLY_TRY(decoded, Block::decode(buffer.bytes()));
        block = decoded;
        return true;
    }

private:
    Result<void> add_bundle() {
        auto const tile = tile_with(Tile::entries, next_, hashes_.tree_size());
        TALLY_TRYV(read_bundle(directory_, tile, bytes_, leaves_));
        for (auto const leaf : leaves_) {
            bool const fits =
                !leaf.empty() && leaf.size() <= block_leaf_max && leaf.size() % 8 == 0;
            if (!fits)
                return Failure{FailureKind::integrity,
                               "entry " + std::to_string(next_) + ": no leaf has " +
                                   std::to_string(leaf.size()) + " bytes"};
            builder_.append(leaf);
            ++next_;
        }
        return success();
    }

    std::filesystem::path directory_;
    TileHashes hashes_;
    std::uint64_t next_;
    Hash32 root_;
    bool started_ = false;
    BlockBuilder builder_;
    std::vector<std::uint8_t> bytes_;
    std::vector<ByteSpan> leaves_;
};

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (auto const line = take_line(text))
        if (!line->empty() && !line->starts_with('#')) lines.emplace_back(*line);
    return lines;
}

Failure not_there(std::filesystem::path const& file) {
    return {FailureKind::integrity, file.string() + " is missing"};
}

}  // namespace

bool is_export(std::filesystem::path const& directory) {
    std::error_code error;
    auto const there = [&](char const* name) {
        return std::filesystem::exists(directory / name, error);
    };
    return !there("TALLY") && there(export_file::checkpoint) && !there("record");
}

ExportStore::ExportStore(std::filesystem::path directory, Tip const& tip, StoreMeta meta)
    : directory_(std::move(directory)),
      tip_(tip),
      meta_(std::move(meta)),
      hashes_(directory_, tip.next.value),
      snapshots_(std::make_unique<RocksSnapshots>(nullptr)) {}

Result<std::unique_ptr<ExportStore>> ExportStore::open(std::filesystem::path const& directory) {
    auto const place = directory / export_file::checkpoint;
    TALLY_TRY(note, read_text(place, note_bytes_max));
    if (!note) return not_there(place);
    auto checkpoint = parse_checkpoint(*note);
    if (!checkpoint) return std::move(checkpoint.error()).in(place.string());
    auto const& head = checkpoint.value().head;
    TALLY_TRY(keys, read_text(directory / export_file::keys, note_bytes_max));
    if (!keys) return not_there(directory / export_file::keys);
    StoreMeta meta;
    meta.origin = checkpoint.value().origin;
    meta.verifier_keys = lines_of(*keys);
    return std::unique_ptr<ExportStore>{
        new ExportStore{directory, Tip{Sequence{head.size}, head.root}, std::move(meta)}};
}

Result<OpenedEpoch> ExportStore::open_epoch() {
    return read_only(directory_);
}

Result<Appended> ExportStore::append(Tip const&, Commit const&) {
    return read_only(directory_);
}

Result<bool> ExportStore::resolve(BlockHeader const&) {
    return read_only(directory_);
}

Result<std::unique_ptr<BlockCursor>> ExportStore::read(Sequence from) {
    return std::unique_ptr<BlockCursor>{
        std::make_unique<ExportCursor>(directory_, from.value, tip_.next.value)};
}

Result<bool> ExportStore::await(Sequence size, std::chrono::milliseconds) {
    return tip_.next > size;
}

Result<Tip> ExportStore::observed_tip() {
    return tip_;
}

Result<std::optional<Hash32>> ExportStore::tree_node(std::uint8_t height, std::uint64_t index) {
    if (index >= tip_.next.value >> height) return std::optional<Hash32>{};
    TALLY_TRY(hash, hashes_.subtree(height, index));
    return std::optional{hash};
}

Result<std::optional<StoredCheckpoint>> ExportStore::newest_checkpoint(Sequence at_most) {
    TALLY_TRY(all, checkpoints());
    std::optional<StoredCheckpoint> newest;
    for (auto& checkpoint : all)
        if (checkpoint.size <= at_most) newest = std::move(checkpoint);
    return newest;
}

Result<std::vector<StoredCheckpoint>> ExportStore::checkpoints() {
    std::vector<StoredCheckpoint> all;
    std::error_code error;
    auto const place = directory_ / export_file::checkpoints;
    for (auto const& file : std::filesystem::directory_iterator{place, error}) {
        auto const name = file.path().filename().string();
        auto const size = parse_decimal(name);
        if (!size)
            return Failure{FailureKind::integrity,
                           file.path().string() + " is not named as a checkpoint is, by its size"};
        TALLY_TRY(note, read_text(file.path(), note_bytes_max));
        if (note) all.push_back({Sequence{*size}, std::move(*note)});
    }
    if (error) return Failure{FailureKind::integrity, place.string() + ": " + error.message()};
    std::sort(all.begin(), all.end(), [](auto const& left, auto const& right) {
        return left.size < right.size;
    });
    return all;
}

}  // namespace tally
