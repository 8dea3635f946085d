#pragma once

#include "journal/store/rocks_database.h"
#include "journal/store/store.h"

#include <optional>
#include <string>

namespace tally {

// Keys of the column `meta`.
namespace meta_key {
inline constexpr std::string_view epoch = "epoch";        // u64, the newest opened
inline constexpr std::string_view frontier = "frontier";  // as Frontier saves itself
inline constexpr std::string_view store = "store";        // StoreMeta
}  // namespace meta_key

// How a record in RocksDB ends, after its parts have been found to agree.
struct RecordEnd {
    Tip tip;
    Epoch epoch;           // the newest opened; zero if none ever was
    std::string frontier;  // empty for an empty record
};

[[nodiscard]] Result<RecordEnd> read_record_end(RocksDatabase& database);

// An integrity failure if the record does not hold what the witness saw acknowledged.
[[nodiscard]] Result<void> check_against_witness(RocksDatabase& database,
                                                 RecordEnd const& end,
                                                 Tip const& witness);

// The block under the iterator, in `buffer`; an integrity failure if its key is not its own.
[[nodiscard]] Result<Block> block_at(rocksdb::Iterator& iterator,
                                     BlockBuffer& buffer,
                                     std::filesystem::path const& place);

[[nodiscard]] std::string encode_meta(StoreMeta const& meta);
[[nodiscard]] Result<StoreMeta> read_meta(RocksDatabase& database);

}  // namespace tally
