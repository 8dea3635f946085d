#pragma once

#include "journal/store/data_directory.h"
#include "journal/store/record_end.h"
#include "journal/store/rocks_database.h"
#include "journal/store/rocks_id_index.h"
#include "journal/store/rocks_snapshots.h"
#include "journal/store/rocks_store.h"
#include "journal/store/witness.h"

#include <condition_variable>
#include <mutex>

namespace tally {

class RocksStore::Impl {
public:
    Impl(DirectoryPaths paths, OpenMode mode, RocksOptions options);

    [[nodiscard]] Result<void> create(StoreMeta const& meta);
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> close();

    [[nodiscard]] Result<OpenedEpoch> open_epoch();
    [[nodiscard]] Result<Appended> append(Tip const& expected, Commit const& commit);
    [[nodiscard]] Result<bool> await(Sequence size, std::chrono::milliseconds timeout);

    // Writes beside the appends: durable on return, and fatal to the store if they fail.
    [[nodiscard]] Result<void> put_checkpoint(StoredCheckpoint const& checkpoint);
    [[nodiscard]] Result<void> put_blob(Hash32 const& hash, ByteSpan bytes);

    // The record as it is now. A reader that is refreshed gets another database; who holds the old
    // one may go on with it.
    [[nodiscard]] std::shared_ptr<RocksDatabase> record();
    [[nodiscard]] Tip tip();

    [[nodiscard]] StoreMeta const& meta() const { return meta_; }

    [[nodiscard]] Snapshots& snapshots() { return *snapshots_; }

    [[nodiscard]] IdIndex& ids() { return *ids_; }

    [[nodiscard]] std::string const& derived_notice() const { return derived_notice_; }

    [[nodiscard]] std::uint64_t torn_bytes() const { return torn_bytes_; }

private:
    [[nodiscard]] DatabasePlace record_place() const;
    [[nodiscard]] DatabasePlace derived_place() const;

    [[nodiscard]] Result<void> open_for_reading();
    [[nodiscard]] Result<void> try_open_for_reading();
    [[nodiscard]] Result<void> reopen_for_writing();
    [[nodiscard]] Result<void> open_witness();
    [[nodiscard]] Result<void> open_derived();
    [[nodiscard]] Result<void> make_derived_anew();
    void set_derived(std::unique_ptr<RocksDatabase> database);

    [[nodiscard]] Result<void> check_writable();
    [[nodiscard]] Result<void> write(rocksdb::WriteBatch& batch, RecordEnd after);
    void fill_batch(BlockHeader const& header, Commit const& commit);
    [[nodiscard]] Result<bool> await_other_process(Sequence size,
                                                   std::chrono::milliseconds timeout);

    DirectoryPaths paths_;
    OpenMode mode_;
    RocksOptions options_;
    DirectoryLock lock_;
    StoreMeta meta_;
    std::optional<Witness> witness_;
    std::unique_ptr<RocksDatabase> derived_;  // null for a reader if there is none to read
    std::unique_ptr<Snapshots> snapshots_;
    std::unique_ptr<IdIndex> ids_;
    std::string derived_notice_;
    std::uint64_t torn_bytes_ = 0;
    Epoch epoch_;                // ours; zero until open_epoch
    rocksdb::WriteBatch batch_;  // kept for its memory

    std::mutex writing_;  // held for the whole of a write
    std::mutex mutex_;
    std::condition_variable grown_;
    // guarded by mutex_; changed only under writing_ as well, or before the store is shared
    std::shared_ptr<RocksDatabase> record_;
    RecordEnd end_;
    std::optional<Failure> broken_;  // the first failed write: nothing is taken after it
};

}  // namespace tally
