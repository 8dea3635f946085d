#include "journal/store/rocks_database.h"

#include "journal/store/rocks_log.h"
#include "journal/store/rocks_status.h"
#include "journal/threads/this_thread.h"
#include "journal/vocabulary/check.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <array>
#include <memory>
#include <utility>

namespace tally {
namespace {

struct ColumnName {
    Column column;
    char const* name;
};

constexpr std::array record_columns{
    ColumnName{Column::blocks, "blocks"},
    ColumnName{Column::meta, "meta"},
    ColumnName{Column::tree, "tree"},
    ColumnName{Column::checkpoints, "checkpoints"},
    ColumnName{Column::blobs, "blobs"},
};

constexpr std::array derived_columns{
    ColumnName{Column::snapshots, "snapshots"},
    ColumnName{Column::ids, "ids"},
};

std::span<ColumnName const> columns_of(DatabaseKind kind) {
    if (kind == DatabaseKind::record) return record_columns;
    return derived_columns;
}

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

// What was acknowledged must be there: damage is found and told, never stepped over.
// Point-in-time recovery takes the log up to the first record that is not whole. That is right for
// a torn tail, and what it drops of the acknowledged is found by the witness (witness.h), before
// anything is written. The mode that "tolerates a corrupted tail" would neither notice a
// lost tail nor start after an honest torn one whose bytes are of the right length.
void be_strict(rocksdb::DBOptions& options) {
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    options.paranoid_checks = true;
    options.track_and_verify_wals_in_manifest = true;
    options.verify_sst_unique_id_in_manifest = true;
    options.flush_verify_memtable_count = true;
    options.best_efforts_recovery = false;
    options.max_bgerror_resume_count = 0;  // after an error: stop, open again
}

// RocksDB's own threads write memory tables out and merge files while somebody waits for the
// writer.
class InTheBackground : public rocksdb::EventListener {
public:
    void OnFlushBegin(rocksdb::DB* /*database*/, rocksdb::FlushJobInfo const& /*job*/) override {
        step_back("flush");
    }

    void OnCompactionBegin(rocksdb::DB* /*database*/,
                           rocksdb::CompactionJobInfo const& /*job*/) override {
        step_back("merge");
    }

private:
    static void step_back(char const* name) {
        thread_local bool done = false;
        if (!std::exchange(done, true)) introduce_this_thread(name, Urgency::serves);
    }
};

rocksdb::DBOptions database_options(DatabaseKind kind) {
    rocksdb::DBOptions options;
    be_strict(options);
    options.listeners.push_back(std::make_shared<InTheBackground>());
    // Else a synced write of the log waits for a whole file that another thread has just written.
    options.bytes_per_sync = mebibyte;
    options.max_background_jobs = 2;
    options.stats_dump_period_sec = 0;
    options.skip_stats_update_on_db_open = true;
    options.max_total_wal_size = (kind == DatabaseKind::record ? 128 : 16) * mebibyte;
    options.info_log = std::make_shared<RocksLog>();
    return options;
}

// Blocks come in order and are never rewritten: files move down the levels as they are. Small write
// buffers stay in the processor's cache and are flushed beside the writer without stopping it.
rocksdb::ColumnFamilyOptions block_options() {
    rocksdb::ColumnFamilyOptions options;
    options.compression = rocksdb::kNoCompression;
    options.write_buffer_size = 16 * mebibyte;
    options.max_write_buffer_number = 6;
    options.target_file_size_base = 256 * mebibyte;
    rocksdb::BlockBasedTableOptions table;
    table.no_block_cache = true;  // a block is read once, front to back
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return options;
}

// Point look-ups of ids that are mostly not there.
rocksdb::ColumnFamilyOptions id_options() {
    rocksdb::ColumnFamilyOptions options;
    options.compression = rocksdb::kNoCompression;
    options.write_buffer_size = 16 * mebibyte;
    options.target_file_size_base = 64 * mebibyte;
    rocksdb::BlockBasedTableOptions table;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.block_cache = rocksdb::NewLRUCache(64 * mebibyte);
    table.cache_index_and_filter_blocks = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return options;
}

rocksdb::ColumnFamilyOptions column_options(Column column) {
    if (column == Column::blocks) return block_options();
    if (column == Column::ids) return id_options();
    rocksdb::ColumnFamilyOptions options;
    options.compression = rocksdb::kNoCompression;
    options.write_buffer_size = 4 * mebibyte;
    return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors_of(DatabaseKind kind) {
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (auto const& [column, name] : columns_of(kind)) {
        descriptors.emplace_back(name, column_options(column));
    }
    descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, column_options(Column::meta));
    return descriptors;
}

std::unique_ptr<rocksdb::Env> env_of(DatabasePlace const& place) {
    if (place.file_system == nullptr) return nullptr;
    return rocksdb::NewCompositeEnv(place.file_system);
}

}  // namespace

RocksDatabase::RocksDatabase(DatabasePlace place, std::unique_ptr<rocksdb::Env> env)
    : place_(std::move(place)), env_(std::move(env)), log_(std::make_shared<RocksLog>()) {}

std::uint64_t RocksDatabase::torn_bytes() const {
    return log_->torn_bytes();
}

RocksDatabase::~RocksDatabase() {
    static_cast<void>(close());
}

rocksdb::DBOptions RocksDatabase::options() const {
    auto options = database_options(place_.kind);
    options.info_log = log_;
    if (env_) options.env = env_.get();
    return options;
}

rocksdb::Status RocksDatabase::open_with_columns(OpenMode mode) {
    auto const descriptors = descriptors_of(place_.kind);
    auto const path = place_.path.string();
    rocksdb::DB* db = nullptr;
    auto const status =
        mode == OpenMode::read_only
            ? rocksdb::DB::OpenForReadOnly(options(), path, descriptors, &handles_, &db)
            : rocksdb::DB::Open(options(), path, descriptors, &handles_, &db);
    db_.reset(db);
    return status;
}

// The columns are made in one go: each going costs several syncs.
rocksdb::Status RocksDatabase::create_with_columns() {
    auto descriptors = descriptors_of(place_.kind);
    descriptors.pop_back();  // the default column, which there always is
    auto made = options();
    made.create_if_missing = true;
    made.error_if_exists = true;
    rocksdb::DB* db = nullptr;
    auto const status = rocksdb::DB::Open({made, column_options(Column::meta)}, place_.path, &db);
    db_.reset(db);
    return status.ok() ? db_->CreateColumnFamilies(descriptors, &handles_) : status;
}

Result<std::unique_ptr<RocksDatabase>> RocksDatabase::create(DatabasePlace const& place) {
    std::unique_ptr<RocksDatabase> database{new RocksDatabase{place, env_of(place)}};
    auto const status = database->create_with_columns();
    if (!status.ok()) return rocks_failure(status, "cannot create", place.path);
    return database;
}

Result<std::unique_ptr<RocksDatabase>> RocksDatabase::open(DatabasePlace const& place,
                                                           OpenMode mode) {
    std::unique_ptr<RocksDatabase> database{new RocksDatabase{place, env_of(place)}};
    auto const status = database->open_with_columns(mode);
    if (!status.ok()) return rocks_failure(status, "cannot open", place.path);
    return database;
}

Result<void> RocksDatabase::destroy(DatabasePlace const& place) {
    auto const env = env_of(place);
    rocksdb::Options options{database_options(place.kind), {}};
    if (env) options.env = env.get();
    auto const status =
        rocksdb::DestroyDB(place.path.string(), options, descriptors_of(place.kind));
    if (!status.ok()) return rocks_failure(status, "cannot clear away", place.path);
    return success();
}

rocksdb::ColumnFamilyHandle* RocksDatabase::column(Column column) const {
    auto const columns = columns_of(place_.kind);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].column == column) return handles_[i];
    }
    TALLY_CHECK(false);
    return nullptr;
}

Failure RocksDatabase::failure(rocksdb::Status const& status, std::string_view doing) const {
    auto const if_damaged =
        place_.kind == DatabaseKind::record
            ? restore_it
            : "stop, delete that directory, which is made anew from the record, "
              "and start again";
    return rocks_failure(status, doing, place_.path, if_damaged);
}

Result<std::optional<std::string>> RocksDatabase::get(Column from, std::string_view key) const {
    std::string value;
    auto const status = db_->Get({}, column(from), key, &value);
    if (status.IsNotFound()) return std::optional<std::string>{};
    if (!status.ok()) return failure(status, "cannot read");
    return std::optional{std::move(value)};
}

Result<void> RocksDatabase::put(Column into, std::string_view key, std::string_view value) {
    rocksdb::WriteBatch batch;
    batch.Put(column(into), key, value);
    return write(batch, true);
}

Result<void> RocksDatabase::write(rocksdb::WriteBatch& batch, bool synced) {
    rocksdb::WriteOptions options;
    options.sync = synced;
    options.disableWAL = !synced;
    auto const status = db_->Write(options, &batch);
    if (!status.ok()) return failure(status, "cannot write to");
    return success();
}

std::unique_ptr<rocksdb::Iterator> RocksDatabase::iterate(Column over) const {
    return std::unique_ptr<rocksdb::Iterator>{db_->NewIterator({}, column(over))};
}

Result<void> RocksDatabase::close() {
    if (!db_) return success();
    for (auto* handle : std::exchange(handles_, {}))
        db_->DestroyColumnFamilyHandle(handle);
    auto const status = db_->Close();
    db_.reset();
    if (!status.ok()) return failure(status, "cannot close");
    return success();
}

}  // namespace tally
