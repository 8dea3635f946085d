#pragma once

#include "journal/store/rocks_database.h"
#include "journal/store/snapshot_rows.h"

namespace tally {

class RocksSnapshotReader final : public SnapshotReader, private ByteSource {
public:
    RocksSnapshotReader(RocksDatabase& database, SnapshotManifest manifest);

    // For a snapshot whose manifest cannot be read: only says so.
    RocksSnapshotReader(RocksDatabase& database, Sequence next, Failure failure);

    [[nodiscard]] SnapshotInfo const& info() const override { return info_; }

    [[nodiscard]] ByteSource* part(std::uint16_t kind) override;
    [[nodiscard]] bool at_end() const override;

    [[nodiscard]] std::optional<Failure> const& failure() const override { return failure_; }

private:
    [[nodiscard]] bool read(std::span<std::uint8_t> bytes) override;
    [[nodiscard]] bool read_chunk();
    void fail(std::string_view what);

    RocksDatabase& database_;
    SnapshotManifest manifest_;
    SnapshotInfo info_;
    PartRow row_;  // of the current part
    std::uint32_t next_chunk_ = 0;
    std::uint64_t read_ = 0;  // bytes of the current part handed out
    std::string sealed_;      // the current chunk
    std::string_view rest_;   // what is left of it
    std::optional<Failure> failure_;
};

}  // namespace tally
