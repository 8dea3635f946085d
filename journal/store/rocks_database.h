#pragma once

#include "journal/store/rocks_store.h"
#include "journal/vocabulary/result.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tally {

// What a RocksDB of ours holds. Each kind of database has its columns; see rocks_database.cpp.
enum class Column : std::uint8_t { blocks, meta, tree, checkpoints, blobs, snapshots, ids };

enum class DatabaseKind : std::uint8_t {
    record,   // precious: blocks, meta, tree, checkpoints, blobs
    derived,  // can be made again: snapshots, ids
};

class RocksLog;

struct DatabasePlace {
    DatabaseKind kind;
    std::filesystem::path path;
    std::shared_ptr<rocksdb::FileSystem> file_system;  // null for the machine's
};

// One open RocksDB with its columns, and its answers as our results.
class RocksDatabase {
public:
    // Makes a new, empty one; fails if there is one.
    [[nodiscard]] static Result<std::unique_ptr<RocksDatabase>> create(DatabasePlace const& place);

    [[nodiscard]] static Result<std::unique_ptr<RocksDatabase>> open(DatabasePlace const& place,
                                                                     OpenMode mode);

    // Removes the database's files.
    [[nodiscard]] static Result<void> destroy(DatabasePlace const& place);

    RocksDatabase(RocksDatabase const&) = delete;
    RocksDatabase& operator=(RocksDatabase const&) = delete;
    ~RocksDatabase();

    [[nodiscard]] rocksdb::DB& db() { return *db_; }

    [[nodiscard]] rocksdb::ColumnFamilyHandle* column(Column column) const;

    [[nodiscard]] std::filesystem::path const& path() const { return place_.path; }

    // What of the end of its log was left out when it was opened: no write that was acknowledged.
    [[nodiscard]] std::uint64_t torn_bytes() const;

    [[nodiscard]] Failure failure(rocksdb::Status const& status, std::string_view doing) const;

    [[nodiscard]] Result<std::optional<std::string>> get(Column column, std::string_view key) const;

    // A single put, durable on return.
    [[nodiscard]] Result<void> put(Column column, std::string_view key, std::string_view value);

    [[nodiscard]] Result<void> write(rocksdb::WriteBatch& batch, bool synced);

    [[nodiscard]] std::unique_ptr<rocksdb::Iterator> iterate(Column column) const;

    [[nodiscard]] Result<void> close();

private:
    RocksDatabase(DatabasePlace place, std::unique_ptr<rocksdb::Env> env);

    [[nodiscard]] rocksdb::DBOptions options() const;
    [[nodiscard]] rocksdb::Status open_with_columns(OpenMode mode);
    [[nodiscard]] rocksdb::Status create_with_columns();

    DatabasePlace place_;
    std::unique_ptr<rocksdb::Env> env_;  // null for the machine's; outlives db_
    std::shared_ptr<RocksLog> log_;      // shared with RocksDB, which wants it so
    std::unique_ptr<rocksdb::DB> db_;
    std::vector<rocksdb::ColumnFamilyHandle*>
        handles_;  // in the order of the kind's columns; db_'s
};

}  // namespace tally
