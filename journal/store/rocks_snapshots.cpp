#include "journal/store/rocks_snapshots.h"

#include "journal/store/rocks_status.h"
#include "journal/store/snapshot_reader.h"
#include "journal/store/snapshot_rows.h"
#include "journal/store/snapshot_writer.h"
#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {
namespace {

Failure bad_manifest(RocksDatabase const& database, Sequence next) {
    return Failure{FailureKind::integrity,
                   database.path().string() + ": the snapshot after " + std::to_string(next.value) +
                       " entries is damaged: it does not say what it holds: it is not used, and "
                       "made anew from the record"};
}

bool is_manifest(rocksdb::Iterator const& iterator) {
    return iterator.Valid() && iterator.key().starts_with("m");
}

}  // namespace

Result<std::unique_ptr<SnapshotWriter>> RocksSnapshots::begin(Tip const& tip, Timestamp time) {
    TALLY_CHECK(database_ != nullptr);
    TALLY_TRYV(drop(tip.next));
    TALLY_TRYV(sweep());
    return std::unique_ptr<SnapshotWriter>{
        std::make_unique<RocksSnapshotWriter>(*database_, tip, time)};
}

Result<std::vector<SnapshotInfo>> RocksSnapshots::list() {
    std::vector<SnapshotInfo> infos;
    if (database_ == nullptr) return infos;
    auto const iterator = database_->iterate(Column::snapshots);
    for (iterator->Seek("m"); is_manifest(*iterator); iterator->Next()) {
        auto const key = iterator->key().ToStringView();
        auto const manifest = decode_manifest(key, iterator->value().ToStringView());
        if (!manifest) return bad_manifest(*database_, next_of(key));
        infos.push_back(manifest->info());
    }
    if (!iterator->status().ok()) return database_->failure(iterator->status(), "cannot read");
    return infos;
}

Result<std::unique_ptr<SnapshotReader>> RocksSnapshots::newest(Sequence at_most) {
    std::unique_ptr<SnapshotReader> reader;
    if (database_ == nullptr) return reader;
    auto const iterator = database_->iterate(Column::snapshots);
    iterator->SeekForPrev(as_view(manifest_key(at_most)));
    if (!iterator->status().ok()) return database_->failure(iterator->status(), "cannot read");
    if (!is_manifest(*iterator)) return reader;
    auto const key = iterator->key().ToStringView();
    auto manifest = decode_manifest(key, iterator->value().ToStringView());
    if (manifest) {
        reader = std::make_unique<RocksSnapshotReader>(*database_, std::move(*manifest));
    } else {
        reader = std::make_unique<RocksSnapshotReader>(
            *database_, next_of(key), bad_manifest(*database_, next_of(key)));
    }
    return reader;
}

Result<void> RocksSnapshots::drop_old(std::size_t keep) {
    TALLY_TRY(all, committed());
    for (std::size_t i = 0; i + keep < all.size(); ++i) {
        TALLY_TRYV(drop(all[i]));
    }
    return success();
}

Result<void> RocksSnapshots::drop(Sequence next) {
    TALLY_CHECK(database_ != nullptr);
    auto* const column = database_->column(Column::snapshots);
    rocksdb::WriteBatch batch;
    batch.Delete(column, as_view(manifest_key(next)));
    batch.DeleteRange(column, as_view(chunk_key(next, 0, 0)), as_view(chunk_end(next)));
    return database_->write(batch, true);
}

Result<std::vector<Sequence>> RocksSnapshots::committed() const {
    std::vector<Sequence> all;
    if (database_ == nullptr) return all;
    auto const iterator = database_->iterate(Column::snapshots);
    for (iterator->Seek("m"); is_manifest(*iterator); iterator->Next()) {
        all.push_back(next_of(iterator->key().ToStringView()));
    }
    if (!iterator->status().ok()) return database_->failure(iterator->status(), "cannot read");
    return all;
}

Result<void> RocksSnapshots::sweep() {
    TALLY_TRY(all, committed());
    auto const iterator = database_->iterate(Column::snapshots);
    iterator->Seek("c");
    while (iterator->Valid() && iterator->key().starts_with("c")) {
        auto const next = next_of(iterator->key().ToStringView());
        if (!std::binary_search(all.begin(), all.end(), next)) {
            TALLY_TRYV(drop(next));
        }
        iterator->Seek(as_view(chunk_end(next)));
    }
    if (!iterator->status().ok()) return database_->failure(iterator->status(), "cannot read");
    return success();
}

}  // namespace tally
