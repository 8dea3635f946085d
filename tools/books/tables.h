#pragma once

#include "journal/vocabulary/result.h"
#include "journal/vocabulary/uint128.h"
#include "tools/books/writer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The tables that a record becomes, alike in SQLite and as CSV files.
namespace tally::books {

enum class ValueKind : std::uint8_t {
    text,     // what people or clients wrote, times, names, ids
    number,   // a count, a sequence, a flag: at most 2^63 - 1
    decimal,  // an exact decimal in whole units
    amount,   // the same of an asset, and beside it the count of smallest units
};

struct TableColumn {
    std::string_view name;
    ValueKind kind = ValueKind::text;
};

// In the order in which the tables are made.
enum class Table : std::uint8_t {
    about,
    assets,
    markets,
    accounts,
    opening_balances,
    balances,
    entries,
    postings,
    holds,
    transfers,
    orders,
    order_events,
    fills,
    escrows,
    escrow_events,
    blocks,
    chain_events,
    withdrawals,
    keys,
    grants,
    limits,
    kill_switches,
    policies,
    waiting_transfers,
    access_events,
    approvals,
    signatures,
    runs,
    breaks,
    run_events,
};

inline constexpr std::size_t table_count = 30;

struct TableShape {
    Table table;
    std::string_view name;
    std::string_view what;  // a row, in words
    std::vector<TableColumn> columns;
};

// All of them, by their numbers.
[[nodiscard]] std::vector<TableShape> const& tables();

[[nodiscard]] inline TableShape const& shape_of(Table table) {
    return tables()[static_cast<std::size_t>(table)];
}

// One value of a row. No value at all is SQL's NULL, and an empty field of CSV.
struct Value {
    std::string text;
    std::optional<std::int64_t> number;  // of a number; an amount's units, if they fit
    bool none = false;

    Value(std::string value) : text(std::move(value)) {}

    Value(std::string_view value) : text(value) {}

    Value(char const* value) : text(value) {}

    [[nodiscard]] static Value of(std::uint64_t count);
    [[nodiscard]] static Value nothing();

    // Units of 10^-scale; `negative` puts a minus before them.
    [[nodiscard]] static Value amount(uint128 units, std::uint8_t scale, bool negative = false);
};

// Takes the rows of all tables, in any order of tables.
class TableSink {
public:
    TableSink() = default;
    TableSink(TableSink const&) = delete;
    TableSink& operator=(TableSink const&) = delete;
    virtual ~TableSink() = default;

    // Makes the tables, empty.
    [[nodiscard]] virtual Result<void> begin() = 0;

    // As many values as the table has columns.
    [[nodiscard]] virtual Result<void> row(Table table, std::span<Value const> values) = 0;

    // All rows are there, and on the disk.
    [[nodiscard]] virtual Result<void> end() = 0;
};

}  // namespace tally::books
