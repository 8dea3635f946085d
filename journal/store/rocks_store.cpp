#include "journal/store/rocks_store.h"

#include "journal/crypto/sha256.h"
#include "journal/store/keys.h"
#include "journal/store/rocks_cursor.h"
#include "journal/store/rocks_status.h"
#include "journal/store/rocks_store_impl.h"
#include "journal/vocabulary/check.h"

#include <cstring>
#include <utility>

namespace tally {
namespace {

StoredCheckpoint checkpoint_at(rocksdb::Iterator const& iterator) {
    return {Sequence{get_big_endian(iterator.key().data())}, iterator.value().ToString()};
}

std::vector<std::uint8_t> to_vector(std::string_view text) {
    auto const bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

}  // namespace

RocksStore::RocksStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

RocksStore::~RocksStore() {
    static_cast<void>(close());
}

Result<std::unique_ptr<RocksStore>> RocksStore::create(std::filesystem::path const& directory,
                                                       StoreMeta const& meta,
                                                       RocksOptions options) {
    Impl impl{DirectoryPaths{directory}, OpenMode::read_write, options};
    TALLY_TRYV(impl.create(meta));
    return open(directory, OpenMode::read_write, std::move(options));
}

Result<std::unique_ptr<RocksStore>> RocksStore::open(std::filesystem::path const& directory,
                                                     OpenMode mode,
                                                     RocksOptions options) {
    auto impl = std::make_unique<Impl>(DirectoryPaths{directory}, mode, std::move(options));
    TALLY_TRYV(impl->open());
    return std::unique_ptr<RocksStore>{new RocksStore{std::move(impl)}};
}

Result<OpenedEpoch> RocksStore::open_epoch() {
    return impl_->open_epoch();
}

Result<Appended> RocksStore::append(Tip const& expected, Commit const& commit) {
    return impl_->append(expected, commit);
}

Result<bool> RocksStore::resolve(BlockHeader const& header) {
    TALLY_TRY(cursor, read(header.first));
    BlockBuffer buffer;
    Block block;
    TALLY_TRY(found, cursor->next(buffer, block));
    return found && block.header() == header;
}

Result<std::unique_ptr<BlockCursor>> RocksStore::read(Sequence from) {
    auto look = [impl = impl_.get()] {
        auto const tip = impl->tip();  // first: the database then holds at least that
        return RecordView{impl->record(), tip};
    };
    return std::unique_ptr<BlockCursor>{std::make_unique<RocksCursor>(std::move(look), from)};
}

Result<bool> RocksStore::await(Sequence size, std::chrono::milliseconds timeout) {
    return impl_->await(size, timeout);
}

Result<Tip> RocksStore::observed_tip() {
    return impl_->tip();
}

StoreMeta const& RocksStore::meta() const {
    return impl_->meta();
}

Result<std::vector<std::uint8_t>> RocksStore::frontier() {
    TALLY_TRY(value, impl_->record()->get(Column::meta, meta_key::frontier));
    return to_vector(value.value_or(""));
}

Result<std::optional<Hash32>> RocksStore::tree_node(std::uint8_t height, std::uint64_t index) {
    auto const record = impl_->record();
    TALLY_TRY(value, record->get(Column::tree, as_view(tree_key(height, index))));
    if (!value) return std::optional<Hash32>{};
    Hash32 hash;
    if (value->size() != Hash32::size) return damaged(record->path(), "a tree node is not a hash");
    std::memcpy(hash.bytes.data(), value->data(), Hash32::size);
    return std::optional{hash};
}

Result<void> RocksStore::put_checkpoint(StoredCheckpoint const& checkpoint) {
    return impl_->put_checkpoint(checkpoint);
}

Result<std::optional<StoredCheckpoint>> RocksStore::newest_checkpoint(Sequence at_most) {
    auto const record = impl_->record();
    auto const iterator = record->iterate(Column::checkpoints);
    iterator->SeekForPrev(as_view(number_key(at_most.value)));
    if (iterator->Valid()) return std::optional{checkpoint_at(*iterator)};
    if (!iterator->status().ok()) return record->failure(iterator->status(), "cannot read");
    return std::optional<StoredCheckpoint>{};
}

Result<std::vector<StoredCheckpoint>> RocksStore::checkpoints() {
    std::vector<StoredCheckpoint> all;
    auto const record = impl_->record();
    auto const iterator = record->iterate(Column::checkpoints);
    for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
        all.push_back(checkpoint_at(*iterator));
    }
    if (!iterator->status().ok()) return record->failure(iterator->status(), "cannot read");
    return all;
}

Result<Hash32> RocksStore::put_blob(ByteSpan bytes) {
    auto const hash = sha256(bytes);
    TALLY_TRYV(impl_->put_blob(hash, bytes));
    return hash;
}

Result<std::optional<std::vector<std::uint8_t>>> RocksStore::blob(Hash32 const& hash) {
    auto const record = impl_->record();
    TALLY_TRY(value, record->get(Column::blobs, as_view(hash.span())));
    if (!value) return std::optional<std::vector<std::uint8_t>>{};
    if (sha256(as_bytes(*value)) != hash) {
        return damaged(record->path(), "a payload does not have the hash that it is stored under");
    }
    return std::optional{to_vector(*value)};
}

Snapshots& RocksStore::snapshots() {
    return impl_->snapshots();
}

IdIndex& RocksStore::ids() {
    return impl_->ids();
}

std::string const& RocksStore::derived_notice() const {
    return impl_->derived_notice();
}

std::uint64_t RocksStore::torn_bytes() const {
    return impl_->torn_bytes();
}

Result<void> RocksStore::close() {
    return impl_->close();
}

}  // namespace tally
