#include "journal/store/rocks_status.h"
#include "journal/store/rocks_store_impl.h"

#include <chrono>
#include <thread>
#include <utility>

namespace tally {
namespace {

// A reader may come just when the writer drops a file that the reader was about to open.
constexpr int reader_attempts = 20;
constexpr std::chrono::milliseconds between_attempts{25};

}  // namespace

RocksStore::Impl::Impl(DirectoryPaths paths, OpenMode mode, RocksOptions options)
    : paths_(std::move(paths)), mode_(mode), options_(std::move(options)) {}

DatabasePlace RocksStore::Impl::record_place() const {
    return {DatabaseKind::record, paths_.record, options_.file_system};
}

DatabasePlace RocksStore::Impl::derived_place() const {
    return {DatabaseKind::derived, paths_.derived, options_.file_system};
}

Result<void> RocksStore::Impl::create(StoreMeta const& meta) {
    TALLY_TRYV(make_directory(paths_));
    TALLY_TRY(lock, DirectoryLock::take(paths_));
    TALLY_TRY(record, RocksDatabase::create(record_place()));
    TALLY_TRYV(record->put(Column::meta, meta_key::store, encode_meta(meta)));
    TALLY_TRYV(record->close());
    TALLY_TRY(derived, RocksDatabase::create(derived_place()));
    TALLY_TRYV(derived->close());
    Acknowledged const nothing{empty_tip(), 0};
    TALLY_TRY(witness, Witness::create(paths_.witness, options_.file_system, nothing));
    TALLY_TRYV(witness.sync());
    return write_marker(paths_);
}

// The record is first opened in a way that writes nothing: opening for writing would tidy away
// the evidence of a log that has lost its end.
Result<void> RocksStore::Impl::open() {
    TALLY_TRYV(check_marker(paths_));
    if (mode_ == OpenMode::read_write) {
        TALLY_TRY(lock, DirectoryLock::take(paths_));
        lock_ = std::move(lock);
    }
    TALLY_TRYV(open_for_reading());
    TALLY_TRY(meta, read_meta(*record_));
    meta_ = std::move(meta);
    if (meta_.format > directory_format) {
        return Failure{FailureKind::usage,
                       paths_.root.string() + ": this record has format " +
                           std::to_string(meta_.format) + ", this program knows formats up to " +
                           std::to_string(directory_format) +
                           ": use the newer program that made it"};
    }
    if (mode_ == OpenMode::read_write) {
        TALLY_TRYV(reopen_for_writing());
    }
    return open_derived();
}

Result<void> RocksStore::Impl::open_for_reading() {
    for (int attempt = 1;; ++attempt) {
        auto opened = try_open_for_reading();
        auto const again = !opened && mode_ == OpenMode::read_only && attempt < reader_attempts &&
                           DirectoryLock::is_taken(paths_);
        if (!again) return opened;
        std::this_thread::sleep_for(between_attempts);
    }
}

// The witness is read first: what it tells of was durable before.
Result<void> RocksStore::Impl::try_open_for_reading() {
    auto const witness = Witness::read(paths_.witness, options_.file_system);
    TALLY_TRY(opened, RocksDatabase::open(record_place(), OpenMode::read_only));
    std::shared_ptr<RocksDatabase> record{std::move(opened)};
    TALLY_TRY(end, read_record_end(*record));
    if (!options_.without_witness) {
        if (!witness) return witness.error();
        TALLY_TRYV(check_against_witness(*record, end, witness.value()));
    }
    std::lock_guard const lock{mutex_};
    record_ = std::move(record);
    end_ = std::move(end);
    return success();
}

Result<void> RocksStore::Impl::reopen_for_writing() {
    record_.reset();
    TALLY_TRY(record, RocksDatabase::open(record_place(), OpenMode::read_write));
    TALLY_TRY(end, read_record_end(*record));
    if (end.tip != end_.tip) return damaged(paths_.record, "it changed while it was opened");
    torn_bytes_ = record->torn_bytes();
    record_ = std::move(record);
    end_ = std::move(end);
    return open_witness();
}

Result<void> RocksStore::Impl::open_witness() {
    auto const& files = options_.file_system;
    Acknowledged const last{end_.tip, end_.revision};
    auto opened = options_.without_witness ? Witness::create(paths_.witness, files, last)
                                           : Witness::open(paths_.witness, files, last);
    if (!opened) return std::move(opened).error();
    witness_ = std::move(opened).value();
    return success();
}

Result<void> RocksStore::Impl::open_derived() {
    auto opened = RocksDatabase::open(derived_place(), mode_);
    if (opened) {
        set_derived(std::move(opened).value());
        return success();
    }
    derived_notice_ = "the snapshots and the id index cannot be used (" + opened.error().text + ")";
    if (mode_ == OpenMode::read_only) {
        set_derived(nullptr);
        return success();
    }
    derived_notice_ += " and are made anew from the record";
    return make_derived_anew();
}

Result<void> RocksStore::Impl::make_derived_anew() {
    static_cast<void>(RocksDatabase::destroy(derived_place()));  // what it leaves goes next
    std::error_code error;
    std::filesystem::remove_all(paths_.derived, error);
    TALLY_TRY(made, RocksDatabase::create(derived_place()));
    set_derived(std::move(made));
    return success();
}

void RocksStore::Impl::set_derived(std::unique_ptr<RocksDatabase> database) {
    derived_ = std::move(database);
    snapshots_ = std::make_unique<RocksSnapshots>(derived_.get());
    ids_ = std::make_unique<RocksIdIndex>(derived_.get());
}

Result<void> RocksStore::Impl::close() {
    auto const record = std::exchange(record_, nullptr);
    if (!record) return success();
    snapshots_ = std::make_unique<RocksSnapshots>(nullptr);
    ids_ = std::make_unique<RocksIdIndex>(nullptr);
    auto const witnessed = witness_ ? witness_->sync() : Result<void>{success()};
    witness_.reset();
    auto const derived = derived_ ? derived_->close() : Result<void>{success()};
    derived_.reset();
    auto const closed = record.use_count() == 1 ? record->close() : Result<void>{success()};
    lock_ = DirectoryLock{};
    TALLY_TRYV(witnessed);
    TALLY_TRYV(derived);
    return closed;
}

}  // namespace tally
