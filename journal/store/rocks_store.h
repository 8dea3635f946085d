#pragma once

#include "journal/store/id_index.h"
#include "journal/store/record_store.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rocksdb {
class FileSystem;
}

namespace tally {

enum class OpenMode : std::uint8_t {
    read_write = 1,  // one process; a second one is told so
    read_only = 2,   // any number, while another writes; writes nothing at all
};

struct RocksOptions {
    // Open although the witness of the last acknowledged entry is missing or damaged, or tells of
    // more than the record holds: what is missing is lost for good. For salvage, on a human's word.
    bool without_witness = false;
    std::shared_ptr<rocksdb::FileSystem>
        file_system;  // below RocksDB; null for the machine's. For tests.
};

// The embedded store: a directory with
//     TALLY      one line of text: that this is a data directory, and its format
//     LOCK       held by the process that writes
//     witness    the last acknowledged tip, rewritten in place: finds a record that lost its end
//     record/    RocksDB: blocks, tree nodes, frontier, checkpoints, blobs. Synced; precious.
//     derived/   RocksDB: snapshots and the id index. Can be deleted at any time, and is when
//     damaged.
// The files are described byte by byte in docs/store_format.md.
//
// Whatever was acknowledged and is not there when the directory is opened or read is an integrity
// failure that names the place. After a failed write nothing more is taken: open again.
class RocksStore final : public RecordStore {
public:
    // Makes a new data directory: `directory` must not exist, or be empty.
    [[nodiscard]] static Result<std::unique_ptr<RocksStore>> create(
        std::filesystem::path const& directory, StoreMeta const& meta, RocksOptions options = {});

    [[nodiscard]] static Result<std::unique_ptr<RocksStore>> open(
        std::filesystem::path const& directory, OpenMode mode, RocksOptions options = {});

    ~RocksStore() override;

    [[nodiscard]] Result<OpenedEpoch> open_epoch() override;
    [[nodiscard]] Result<Appended> append(Tip const& expected, Commit const& commit) override;
    [[nodiscard]] Result<bool> resolve(BlockHeader const& block) override;
    [[nodiscard]] Result<std::unique_ptr<BlockCursor>> read(Sequence from) override;
    [[nodiscard]] Result<bool> await(Sequence size, std::chrono::milliseconds timeout) override;
    [[nodiscard]] Result<Tip> observed_tip() override;

    [[nodiscard]] Durability durability() const override { return Durability::disk; }

    [[nodiscard]] StoreMeta const& meta() const override;

    // The frontier as it is at observed_tip(), as Frontier saved itself; empty for an empty record.
    [[nodiscard]] Result<std::vector<std::uint8_t>> frontier();

    [[nodiscard]] Result<std::optional<Hash32>> tree_node(std::uint8_t height,
                                                          std::uint64_t index) override;

    // Signed checkpoints by tree size. Durable on return. The same size overwrites.
    [[nodiscard]] Result<void> put_checkpoint(StoredCheckpoint const& checkpoint);
    [[nodiscard]] Result<std::optional<StoredCheckpoint>> newest_checkpoint(
        Sequence at_most) override;
    [[nodiscard]] Result<std::vector<StoredCheckpoint>> checkpoints() override;

    // Payloads too big for a leaf, by their SHA-256, checked on the way out. Durable on return.
    [[nodiscard]] Result<Hash32> put_blob(ByteSpan bytes);
    [[nodiscard]] Result<std::optional<std::vector<std::uint8_t>>> blob(Hash32 const& hash);

    [[nodiscard]] Snapshots& snapshots() override;
    [[nodiscard]] IdIndex& ids();

    // What had to be said about derived/ when it was opened ("was damaged (...) and is made anew"),
    // or empty. Its snapshots and index then start empty.
    [[nodiscard]] std::string const& derived_notice() const;

    // How many bytes of the log's end were left out when it was opened for writing: a block that
    // was being written when the machine or the process died. It was acknowledged to nobody.
    [[nodiscard]] std::uint64_t torn_bytes() const;

    // An orderly end, with its failures; the destructor does the same and cannot tell.
    [[nodiscard]] Result<void> close();

private:
    class Impl;
    explicit RocksStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace tally
