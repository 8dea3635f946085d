#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/sources/fields.h"
#include "tools/reconcile/sources/sources.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::reconcile {

// A column by its name in the header, or by its number from 1. Not set: the file has none.
struct CsvColumn {
    std::string name;
    std::size_t number = 0;

    [[nodiscard]] bool set() const { return !name.empty() || number != 0; }
};

struct CsvReference {
    ReferenceField field = ReferenceField::other;
    CsvColumn column;
};

// What a mapping file (TOML, docs/reconcile_sources.md) says about the CSV of one maker.
struct CsvMapping {
    char delimiter = ',';
    char quote = '"';
    Encoding encoding = Encoding::utf8;
    std::uint64_t skip_lines = 0;
    bool header = true;
    bool newest_first = false;
    NumberStyle numbers;
    std::string date_format = "%Y-%m-%d";

    std::string id;  // empty: the file's hash
    std::string source = "csv";
    std::string account;
    std::string asset;
    std::string opening;
    std::string closing;

    CsvColumn amount;  // with a sign, or with a column that says the side
    CsvColumn side;
    std::string debit_word = "D";
    std::string credit_word = "C";
    CsvColumn debit;  // or two columns, of which each row fills one
    CsvColumn credit;
    CsvColumn balance;  // after the row
    CsvColumn booking_date;
    CsvColumn value_date;
    CsvColumn entry;
    CsvColumn code;
    CsvColumn account_column;
    CsvColumn asset_column;
    std::vector<CsvColumn> text;
    std::vector<CsvReference> references;
};

// A failure names the file, the line and what to write there.
[[nodiscard]] Result<CsvMapping> read_csv_mapping(std::string const& path);
[[nodiscard]] Result<CsvMapping> parse_csv_mapping(std::string_view text, std::string const& name);

}  // namespace tally::reconcile
