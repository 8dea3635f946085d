#pragma once

#include "journal/store/rocks_database.h"
#include "journal/store/snapshots.h"

namespace tally {

class RocksSnapshots final : public Snapshots {
public:
    // `database` is null where there is none to read: there are then no snapshots.
    explicit RocksSnapshots(RocksDatabase* database) : database_(database) {}

    [[nodiscard]] Result<std::unique_ptr<SnapshotWriter>> begin(Tip const& tip,
                                                                Timestamp time) override;
    [[nodiscard]] Result<std::vector<SnapshotInfo>> list() override;
    [[nodiscard]] Result<std::unique_ptr<SnapshotReader>> newest(Sequence at_most) override;
    [[nodiscard]] Result<void> drop_old(std::size_t keep) override;
    [[nodiscard]] Result<void> drop(Sequence next) override;

private:
    [[nodiscard]] Result<std::vector<Sequence>> committed() const;
    [[nodiscard]] Result<void> sweep();

    RocksDatabase* database_;
};

}  // namespace tally
