#include "journal/store/snapshot_reader.h"

#include "journal/store/rocks_status.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tally {

RocksSnapshotReader::RocksSnapshotReader(RocksDatabase& database, SnapshotManifest manifest)
    : database_(database), manifest_(std::move(manifest)), info_(manifest_.info()) {}

RocksSnapshotReader::RocksSnapshotReader(RocksDatabase& database, Sequence next, Failure failure)
    : database_(database), failure_(std::move(failure)) {
    info_.tip.next = next;
}

ByteSource* RocksSnapshotReader::part(std::uint16_t kind) {
    auto const found = std::find_if(manifest_.parts.begin(),
                                    manifest_.parts.end(),
                                    [&](PartRow const& row) { return row.part.kind == kind; });
    if (found == manifest_.parts.end()) return nullptr;
    row_ = *found;
    next_chunk_ = 0;
    read_ = 0;
    rest_ = {};
    return this;
}

bool RocksSnapshotReader::at_end() const {
    return !failure_ && rest_.empty() && next_chunk_ == row_.chunks && read_ == row_.bytes;
}

bool RocksSnapshotReader::read(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        if (failure_ || (rest_.empty() && !read_chunk())) return false;
        auto const size = std::min(bytes.size(), rest_.size());
        std::memcpy(bytes.data(), rest_.data(), size);
        rest_.remove_prefix(size);
        bytes = bytes.subspan(size);
        read_ += size;
    }
    return true;
}

bool RocksSnapshotReader::read_chunk() {
    if (next_chunk_ == row_.chunks) return false;
    auto const key = chunk_key(info_.tip.next, row_.part.kind, next_chunk_);
    auto value = database_.get(Column::snapshots, as_view(key));
    if (!value) {
        failure_ = std::move(value).error();
        return false;
    }
    sealed_ = std::move(value).value().value_or("");
    auto const chunk = unseal(as_view(key), sealed_);
    if (!chunk || chunk->empty()) {
        fail("a piece is missing, or is not what was written");
        return false;
    }
    rest_ = *chunk;
    next_chunk_ += 1;
    return true;
}

void RocksSnapshotReader::fail(std::string_view what) {
    failure_ = Failure{FailureKind::integrity,
                       database_.path().string() + ": the snapshot after " +
                           std::to_string(info_.tip.next.value) + " entries is damaged: part " +
                           std::to_string(row_.part.kind) + ": " + std::string{what} +
                           ": it is not used, and made anew from the record"};
}

}  // namespace tally
