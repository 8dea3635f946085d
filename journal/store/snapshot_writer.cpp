#include "journal/store/snapshot_writer.h"

#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {

RocksSnapshotWriter::RocksSnapshotWriter(RocksDatabase& database, Tip const& tip, Timestamp time)
    : database_(database), manifest_{tip, time, {}} {
    chunk_.reserve(snapshot_chunk_bytes);
}

ByteSink& RocksSnapshotWriter::part(SnapshotPart part) {
    for (auto const& row : manifest_.parts)
        TALLY_CHECK(row.part.kind != part.kind);
    write_chunk();
    manifest_.parts.push_back(PartRow{part, 0, 0});
    return *this;
}

void RocksSnapshotWriter::write(std::span<std::uint8_t const> bytes) {
    TALLY_CHECK(!manifest_.parts.empty());
    while (!bytes.empty()) {
        auto const size = std::min(bytes.size(), snapshot_chunk_bytes - chunk_.size());
        chunk_.append(as_view(bytes.first(size)));
        bytes = bytes.subspan(size);
        if (chunk_.size() == snapshot_chunk_bytes) write_chunk();
    }
}

void RocksSnapshotWriter::write_chunk() {
    if (chunk_.empty()) return;
    auto& row = manifest_.parts.back();
    auto const key = chunk_key(manifest_.tip.next, row.part.kind, row.chunks);
    row.chunks += 1;
    row.bytes += chunk_.size();
    if (!failure_) {
        rocksdb::WriteBatch batch;
        batch.Put(database_.column(Column::snapshots), as_view(key), seal(as_view(key), chunk_));
        auto written = database_.write(batch, false);
        if (!written) failure_ = written.error();
    }
    chunk_.clear();
}

Result<void> RocksSnapshotWriter::commit() {
    write_chunk();
    if (failure_) return *failure_;
    auto* const column = database_.column(Column::snapshots);
    auto const status = database_.db().Flush({}, column);
    if (!status.ok()) return database_.failure(status, "cannot write a snapshot to");
    return database_.put(
        Column::snapshots, as_view(manifest_key(manifest_.tip.next)), encode_manifest(manifest_));
}

}  // namespace tally
