#pragma once

#include "journal/store/rocks_database.h"
#include "journal/store/snapshot_rows.h"

namespace tally {

class RocksSnapshotWriter final : public SnapshotWriter, private ByteSink {
public:
    RocksSnapshotWriter(RocksDatabase& database, Tip const& tip, Timestamp time);

    [[nodiscard]] ByteSink& part(SnapshotPart part) override;
    [[nodiscard]] Result<void> commit() override;

private:
    void write(std::span<std::uint8_t const> bytes) override;
    void write_chunk();

    RocksDatabase& database_;
    SnapshotManifest manifest_;
    std::string chunk_;
    std::optional<Failure> failure_;  // the first one
};

}  // namespace tally
