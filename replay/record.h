#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tally {

class BlockCache;
class IdIndex;
class RecordStore;

// A data directory, opened to be read: also while a sequencer writes it, of which one then sees the
// entries that were durable when it was opened, or looked at again. Or an export. Nothing here
// changes the directory.
class Record {
public:
    [[nodiscard]] static Result<std::unique_ptr<Record>> open(
        std::filesystem::path const& directory);

    // The same over a store that this process has open already, and may be writing: one sees the
    // entries that were durable when this was called. The store must outlive the record.
    [[nodiscard]] static Result<std::unique_ptr<Record>> over(
        std::filesystem::path const& directory, RecordStore& store, IdIndex const& ids);

    // Sees what is durable now, and keeps the blocks that it has read: they do not change. False if
    // its store does not follow the writer; then it has to be opened again.
    [[nodiscard]] Result<bool> look_again();

    Record(Record const&) = delete;
    Record& operator=(Record const&) = delete;
    ~Record();

    [[nodiscard]] std::filesystem::path const& directory() const { return directory_; }

    [[nodiscard]] std::string const& origin() const;

    // The lines with which checkpoints are verified, as stored by `tally init`; may be empty.
    [[nodiscard]] std::vector<std::string> const& verifier_keys() const;

    // Entries in the record, and the root of the tree over them, as the newest block says.
    [[nodiscard]] std::uint64_t size() const { return size_; }

    [[nodiscard]] Hash32 const& root() const { return root_; }

    // One entry. Asking for one that is not there is a failure of kind `incomplete`.
    [[nodiscard]] Result<Entry> entry(Sequence sequence) const;

    // The signed notes over this record's trees, smallest tree first.
    [[nodiscard]] Result<std::vector<std::string>> checkpoints() const;

    // The note in the file beside the store, where the newest one is kept a second time. Read
    // before the store was opened, so that it is never ahead of it.
    [[nodiscard]] std::optional<std::string> const& note_beside() const { return note_beside_; }

    // From ids to entries (engine/sequencer/id_kinds.h), as far as it has come. Null if there is
    // none, as in an export.
    [[nodiscard]] IdIndex const* ids() const { return ids_; }

    // The store below, for what is not wrapped here.
    [[nodiscard]] RecordStore& store() const { return *store_; }

private:
    Record(std::filesystem::path directory, RecordStore& store, IdIndex const* ids);

    [[nodiscard]] Result<void> look_at_end();

    std::filesystem::path directory_;
    std::unique_ptr<RecordStore> owned_;  // null: somebody else's
    RecordStore* store_;
    IdIndex const* ids_;
    std::unique_ptr<BlockCache> cache_;
    std::optional<std::string> note_beside_;
    std::uint64_t size_ = 0;
    Hash32 root_;
};

// Reads entries [from, to) in order, without any State: for lists that need none. `to` is cut to
// the record's size. The function returns false to stop.
[[nodiscard]] Result<void> for_each_entry(Record const& record,
                                          std::uint64_t from,
                                          std::uint64_t to,
                                          std::function<bool(Entry const&)> const& function);

}  // namespace tally
