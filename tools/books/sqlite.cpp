#include "tools/books/sqlite.h"

#include "journal/vocabulary/check.h"

#include <sqlite3.h>

#include <array>
#include <string>
#include <utility>

namespace tally::books {

namespace {

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// How a column is declared. Text is text even where it looks like a number.
std::string declaration(TableColumn const& column) {
    std::string const name{column.name};
    switch (column.kind) {
        case ValueKind::text:
        case ValueKind::decimal:
            return name + " TEXT";
        case ValueKind::number:
            return name + " INTEGER";
        case ValueKind::amount:
            return name + " TEXT, " + name + "_units INTEGER";
    }
    return name;
}

std::string create_table(TableShape const& shape) {
    std::string sql = "CREATE TABLE " + std::string{shape.name} + " (";
    std::string_view before;
    for (auto const& column : shape.columns) {
        sql.append(before).append(declaration(column));
        before = ", ";
    }
    if (shape.columns.front().name == "sequence" && shape.table == Table::entries)
        sql.replace(sql.find("INTEGER"), 7, "INTEGER PRIMARY KEY");
    return sql + ") STRICT";
}

std::string insert_into(TableShape const& shape) {
    std::string sql = "INSERT INTO " + std::string{shape.name} + " VALUES (";
    std::string_view before;
    for (auto const& column : shape.columns) {
        sql.append(before).append(column.kind == ValueKind::amount ? "?, ?" : "?");
        before = ", ";
    }
    return sql + ")";
}

class SqliteSink final : public TableSink {
public:
    explicit SqliteSink(std::filesystem::path file) : file_(std::move(file)) {}

    // The file is made beside its place and is thrown away if anything fails, so that SQLite needs
    // no journal; one transaction, whose pages leave memory as the cache fills.
    Result<void> begin() override {
        sqlite3* opened = nullptr;
        int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE;
        bool const open = sqlite3_open_v2(file_.c_str(), &opened, flags, nullptr) == SQLITE_OK;
        database_.reset(opened);
        if (!open) return failure("cannot make the database");
        TALLY_TRYV(
            run("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; "
                "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; "
                "PRAGMA encoding = 'UTF-8'; PRAGMA application_id = 0x74616c79; "
                "PRAGMA user_version = 1; PRAGMA temp_store = FILE; BEGIN"));
        for (auto const& shape : tables()) {
            TALLY_TRYV(run(create_table(shape)));
            TALLY_TRYV(prepare(shape));
        }
        return success();
    }

    Result<void> row(Table table, std::span<Value const> values) override {
        auto const& columns = shape_of(table).columns;
        TALLY_CHECK(values.size() == columns.size());
        auto* const statement = statements_[static_cast<std::size_t>(table)].get();
        int place = 1;
        for (std::size_t i = 0; i < values.size(); ++i)
            place = bind(statement, place, columns[i].kind, values[i]);
        int const stepped = sqlite3_step(statement);
        if (sqlite3_reset(statement) != SQLITE_OK || stepped != SQLITE_DONE)
            return failure("cannot write a row of " + std::string{shape_of(table).name});
        return success();
    }

    Result<void> end() override {
        for (auto& statement : statements_)
            statement.reset();
        TALLY_TRYV(run(std::string{sqlite_views()}));
        TALLY_TRYV(run("COMMIT"));
        if (sqlite3_close_v2(database_.release()) == SQLITE_OK) return success();
        return Failure{FailureKind::system, "cannot close the database " + file_.string()};
    }

private:
    Result<void> run(std::string const& sql) {
        if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK)
            return success();
        return failure("cannot set up the database");
    }

    Result<void> prepare(TableShape const& shape) {
        auto const sql = insert_into(shape);
        sqlite3_stmt* prepared = nullptr;
        bool const done =
            sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &prepared, nullptr) == SQLITE_OK;
        statements_[static_cast<std::size_t>(shape.table)].reset(prepared);
        if (!done) return failure("cannot write into " + std::string{shape.name});
        return success();
    }

    // Binds what outlives the step; returns the next place. Failures show when the row is stepped.
    static int bind(sqlite3_stmt* statement, int place, ValueKind kind, Value const& value) {
        bool const units = kind == ValueKind::amount;
        if (kind == ValueKind::number) {
            bind_number(statement, place, value);
            return place + 1;
        }
        auto const size = static_cast<int>(value.text.size());
        if (value.none)
            sqlite3_bind_null(statement, place);
        else
            sqlite3_bind_text(statement, place, value.text.data(), size, SQLITE_STATIC);
        if (!units) return place + 1;
        bind_number(statement, place + 1, value);
        return place + 2;
    }

    static void bind_number(sqlite3_stmt* statement, int place, Value const& value) {
        if (value.number)
            sqlite3_bind_int64(statement, place, *value.number);
        else
            sqlite3_bind_null(statement, place);
    }

    [[nodiscard]] Failure failure(std::string const& what) const {
        return {FailureKind::system,
                what + " " + file_.string() + ": " +
                    (database_ ? sqlite3_errmsg(database_.get()) : "out of memory")};
    }

    std::filesystem::path file_;
    std::unique_ptr<sqlite3, CloseDatabase> database_;
    std::array<std::unique_ptr<sqlite3_stmt, FinalizeStatement>, table_count> statements_;
};

}  // namespace

std::unique_ptr<TableSink> open_sqlite(std::filesystem::path file) {
    return std::make_unique<SqliteSink>(std::move(file));
}

}  // namespace tally::books
