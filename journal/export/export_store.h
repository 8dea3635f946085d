#pragma once

#include "journal/export/tile_files.h"
#include "journal/store/record_store.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tally {

// An export as a record that can be read and never written, so that whatever looks at a data
// directory, replays or proves it can do so with an export. It ends where its checkpoint says; what
// it says is believed here and proven by verify (replay/verify.h).
//
// Its blocks are made up, of up to 4,096 entries each, with the roots that the tiles have.
class ExportStore final : public RecordStore {
public:
    [[nodiscard]] static Result<std::unique_ptr<ExportStore>> open(
        std::filesystem::path const& directory);

    // These are usage failures: an export has no writer.
    [[nodiscard]] Result<OpenedEpoch> open_epoch() override;
    [[nodiscard]] Result<Appended> append(Tip const& expected, Commit const& commit) override;
    [[nodiscard]] Result<bool> resolve(BlockHeader const& block) override;

    [[nodiscard]] Result<std::unique_ptr<BlockCursor>> read(Sequence from) override;

    // Does not wait: an export stays as it is.
    [[nodiscard]] Result<bool> await(Sequence size, std::chrono::milliseconds timeout) override;
    [[nodiscard]] Result<Tip> observed_tip() override;

    [[nodiscard]] Durability durability() const override { return Durability::disk; }

    [[nodiscard]] StoreMeta const& meta() const override { return meta_; }

    [[nodiscard]] Result<std::optional<Hash32>> tree_node(std::uint8_t height,
                                                          std::uint64_t index) override;
    [[nodiscard]] Result<std::optional<StoredCheckpoint>> newest_checkpoint(
        Sequence at_most) override;
    [[nodiscard]] Result<std::vector<StoredCheckpoint>> checkpoints() override;

    // There are none.
    [[nodiscard]] Snapshots& snapshots() override { return *snapshots_; }

private:
    ExportStore(std::filesystem::path directory, Tip const& tip, StoreMeta meta);

    std::filesystem::path directory_;
    Tip tip_;
    StoreMeta meta_;
    TileHashes hashes_;
    std::unique_ptr<Snapshots> snapshots_;
};

}  // namespace tally
