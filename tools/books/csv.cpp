#include "tools/books/csv.h"

#include "journal/export/file.h"
#include "journal/vocabulary/check.h"

#include <array>
#include <optional>
#include <system_error>
#include <utility>

namespace tally::books {

namespace {

class CsvSink final : public TableSink {
public:
    explicit CsvSink(std::filesystem::path directory) : directory_(std::move(directory)) {}

    Result<void> begin() override {
        std::error_code error;
        std::filesystem::create_directories(directory_, error);
        if (error)
            return Failure{FailureKind::system,
                           "cannot make " + directory_.string() + ": " + error.message()};
        for (auto const& shape : tables()) {
            TALLY_TRY(file, AppendFile::open(directory_ / (std::string{shape.name} + ".csv"), 0));
            line_.clear();
            for (auto const& column : shape.columns)
                line_.append(line_.empty() ? "" : ",").append(column.name);
            line_ += "\r\n";
            TALLY_TRYV(file.write(line_));
            file_of(shape.table).emplace(std::move(file));
        }
        return success();
    }

    Result<void> row(Table table, std::span<Value const> values) override {
        auto const& columns = shape_of(table).columns;
        TALLY_CHECK(values.size() == columns.size());
        line_.clear();
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i != 0) line_ += ',';
            if (columns[i].kind == ValueKind::text)
                append_csv_text(line_, values[i].text);
            else
                line_ += values[i].text;
        }
        line_ += "\r\n";
        return file_of(table)->write(line_);
    }

    Result<void> end() override {
        for (auto& file : files_) {
            TALLY_TRYV(file->close());
        }
        return success();
    }

private:
    std::optional<AppendFile>& file_of(Table table) {
        return files_[static_cast<std::size_t>(table)];
    }

    std::filesystem::path directory_;
    std::array<std::optional<AppendFile>, table_count> files_;
    std::string line_;
};

}  // namespace

void append_csv_text(std::string& out, std::string_view text) {
    bool const formula =
        !text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos;
    bool const quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
    if (quoted) out += '"';
    if (formula) out += '\'';
    for (char const c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    if (quoted) out += '"';
}

std::unique_ptr<TableSink> open_csv(std::filesystem::path directory) {
    return std::make_unique<CsvSink>(std::move(directory));
}

}  // namespace tally::books
