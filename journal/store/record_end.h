#pragma once

#include "journal/store/rocks_database.h"
#include "journal/store/store.h"
#include "journal/store/witness.h"

#include <optional>
#include <string>

namespace tally {

// Keys of the column `meta`.
namespace meta_key {
inline constexpr std::string_view epoch = "epoch";        // u64, the newest opened
inline constexpr std::string_view frontier = "frontier";  // as Frontier saves itself
inline constexpr std::string_view store = "store";        // StoreMeta
inline constexpr std::string_view totals = "totals";      // revision u64, checkpoints u64
}  // namespace meta_key

// How a record in RocksDB ends, after its parts have been found to agree.
struct RecordEnd {
    Tip tip;
    Epoch epoch;                    // the newest opened; zero if none ever was
    std::string frontier;           // empty for an empty record
    std::uint64_t revision = 0;     // synced writes so far
    std::uint64_t checkpoints = 0;  // stored ones
};

[[nodiscard]] std::string encode_totals(RecordEnd const& end);

[[nodiscard]] Result<RecordEnd> read_record_end(RocksDatabase& database);

// An integrity failure if the record does not hold what the witness saw acknowledged.
[[nodiscard]] Result<void> check_against_witness(RocksDatabase& database,
                                                 RecordEnd const& end,
                                                 Acknowledged const& witness);

// The block under the iterator, in `buffer`; an integrity failure if its key is not its own.
[[nodiscard]] Result<Block> block_at(rocksdb::Iterator& iterator,
                                     BlockBuffer& buffer,
                                     std::filesystem::path const& place);

[[nodiscard]] std::string encode_meta(StoreMeta const& meta);
[[nodiscard]] Result<StoreMeta> read_meta(RocksDatabase& database);

}  // namespace tally
