#pragma once

#include "journal/store/rocks_store.h"
#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace tally::backup {

// Told how many entries of how many are there.
using Told = std::function<void(std::uint64_t, std::uint64_t)>;

struct Copied {
    std::uint64_t before = 0;  // entries that the target had
    Tip tip;                   // of the target now, which is the source's
};

// Brings `target` to what `source` was when it was opened. Each leaf is hashed on its way, and the
// tree over them must be the source's; the blocks are made anew, larger ones of whole old ones, so
// that what happened at once stays together. An integrity failure if the target is not the
// beginning of the source; then nothing was written.
[[nodiscard]] Result<Copied> copy_entries(Record const& source,
                                          RocksStore& target,
                                          Told const& told);

// What a record has beside its entries: signed checkpoints, where its keys changed, personal
// values. A personal value that was erased at the source is erased here too. The target must hold
// the entries already.
[[nodiscard]] Result<void> copy_beside(Record const& source,
                                       RocksStore& target,
                                       std::filesystem::path const& directory);

}  // namespace tally::backup
