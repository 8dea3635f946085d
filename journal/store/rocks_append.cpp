#include "journal/store/keys.h"
#include "journal/store/little_endian.h"
#include "journal/store/rocks_status.h"
#include "journal/store/rocks_store_impl.h"
#include "journal/vocabulary/check.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace tally {
namespace {

// How often a reader looks whether another process has appended.
constexpr std::chrono::milliseconds look_interval{10};

}  // namespace

std::shared_ptr<RocksDatabase> RocksStore::Impl::record() {
    std::lock_guard const lock{mutex_};
    TALLY_CHECK(record_ != nullptr);
    return record_;
}

Tip RocksStore::Impl::tip() {
    std::lock_guard const lock{mutex_};
    return end_.tip;
}

Result<void> RocksStore::Impl::check_writable() {
    std::lock_guard const lock{mutex_};
    if (broken_) return *broken_;
    if (mode_ == OpenMode::read_write && record_) return success();
    return Failure{FailureKind::usage,
                   paths_.root.string() + ": opened for reading only: nothing can be appended"};
}

// Every write counts up the revision, which the witness then tells of.
Result<void> RocksStore::Impl::write(rocksdb::WriteBatch& batch, RecordEnd after) {
    after.revision = end_.revision + 1;
    batch.Put(record_->column(Column::meta), meta_key::totals, encode_totals(after));
    auto written = record_->write(batch, true);
    if (written) written = witness_->write({after.tip, after.revision});
    std::lock_guard const lock{mutex_};
    if (!written) {
        broken_ = std::move(written).error();
        return *broken_;
    }
    end_ = std::move(after);
    grown_.notify_all();
    return success();
}

Result<void> RocksStore::Impl::put_checkpoint(StoredCheckpoint const& checkpoint) {
    std::lock_guard const writing{writing_};
    TALLY_TRYV(check_writable());
    auto const key = number_key(checkpoint.size.value);
    TALLY_TRY(present, record_->get(Column::checkpoints, as_view(key)));
    auto after = end_;
    if (!present) ++after.checkpoints;
    rocksdb::WriteBatch batch;
    batch.Put(record_->column(Column::checkpoints), as_view(key), checkpoint.note);
    return write(batch, std::move(after));
}

Result<void> RocksStore::Impl::put_blob(Hash32 const& hash, ByteSpan bytes) {
    std::lock_guard const writing{writing_};
    TALLY_TRYV(check_writable());
    rocksdb::WriteBatch batch;
    batch.Put(record_->column(Column::blobs), as_view(hash.span()), as_view(bytes));
    return write(batch, end_);
}

Result<OpenedEpoch> RocksStore::Impl::open_epoch() {
    std::lock_guard const writing{writing_};
    TALLY_TRYV(check_writable());
    auto after = end_;
    after.epoch = Epoch{end_.epoch.value + 1};
    rocksdb::WriteBatch batch;
    batch.Put(record_->column(Column::meta),
              meta_key::epoch,
              FieldWriter{}.put(after.epoch.value).bytes());
    TALLY_TRYV(write(batch, std::move(after)));
    epoch_ = end_.epoch;
    auto const frontier = as_bytes(end_.frontier);
    return OpenedEpoch{epoch_, end_.tip, {frontier.begin(), frontier.end()}};
}

Result<Appended> RocksStore::Impl::append(Tip const& expected, Commit const& commit) {
    std::lock_guard const writing{writing_};
    TALLY_TRYV(check_writable());
    TALLY_TRY(block, Block::decode(commit.block));
    auto const& header = block.header();
    if (header.epoch != epoch_ || expected != end_.tip) return Appended::fenced;
    TALLY_CHECK(extends(end_.tip, epoch_, header));
    fill_batch(header, commit);
    auto after = end_;
    after.tip = Tip{header.next(), header.root_after};
    after.frontier.assign(as_view(commit.frontier));
    TALLY_TRYV(write(batch_, std::move(after)));
    return Appended::ok;
}

void RocksStore::Impl::fill_batch(BlockHeader const& header, Commit const& commit) {
    batch_.Clear();
    auto* const blocks = record_->column(Column::blocks);
    auto* const tree = record_->column(Column::tree);
    batch_.Put(blocks, as_view(number_key(header.first.value)), as_view(commit.block));
    batch_.Put(record_->column(Column::meta), meta_key::frontier, as_view(commit.frontier));
    for (auto const& node : commit.nodes) {
        batch_.Put(tree, as_view(tree_key(node.height, node.index)), as_view(node.hash.span()));
    }
}

Result<bool> RocksStore::Impl::await(Sequence size, std::chrono::milliseconds timeout) {
    if (mode_ == OpenMode::read_only) return await_other_process(size, timeout);
    std::unique_lock lock{mutex_};
    return grown_.wait_for(lock, timeout, [&] { return end_.tip.next > size; });
}

// The witness says how far the writer has come, for the price of reading one small file.
Result<bool> RocksStore::Impl::await_other_process(Sequence size,
                                                   std::chrono::milliseconds timeout) {
    auto const deadline = std::chrono::steady_clock::now() + timeout;
    while (tip().next <= size) {
        auto const witness = Witness::read(paths_.witness, options_.file_system);
        if (witness && witness.value().tip.next > size) {
            TALLY_TRYV(open_for_reading());
            continue;
        }
        auto const now = std::chrono::steady_clock::now();
        if (now >= deadline) return false;
        std::this_thread::sleep_for(
            std::min<std::chrono::nanoseconds>(look_interval, deadline - now));
    }
    return true;
}

}  // namespace tally
