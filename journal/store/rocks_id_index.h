#pragma once

#include "journal/store/id_index.h"
#include "journal/store/rocks_database.h"

namespace tally {

// The id index in the column `ids`. Key: kind (1), id (16, big-endian); value: u64. Progress is a
// row of its own, under a kind that no id has, so that it is written, flushed and lost with the
// rows.
class RocksIdIndex final : public IdIndex {
public:
    // `database` is null where there is none to read: the index is then empty.
    explicit RocksIdIndex(RocksDatabase* database) : database_(database) {}

    [[nodiscard]] Result<std::optional<std::uint64_t>> get(IdKey key) const override;
    [[nodiscard]] Result<void> put(std::span<IdRow> rows, Sequence progress) override;
    [[nodiscard]] Result<Sequence> progress() const override;
    [[nodiscard]] Result<void> flush() override;

private:
    [[nodiscard]] Result<void> put_batch(std::span<IdRow const> rows, Sequence progress);
    [[nodiscard]] Result<void> put_file(std::span<IdRow const> rows, Sequence progress);

    RocksDatabase* database_;
};

}  // namespace tally
