#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/sources/sources.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tally::reconcile {

// What an import did to one statement.
struct Imported {
    std::string file;
    std::string account;
    std::string id;
    std::string asset;
    std::uint64_t fresh = 0;  // lines that were not in the store
    std::uint64_t known = 0;  // lines that were, and say the same
    std::uint64_t left_out = 0;
};

// Statements on disk: raw/ has every imported file under its SHA-256, statements/ one file of JSON
// lines for each statement. What is there is never changed by an import, only added to: a line is
// known by its statement and its entry reference, and one that says something else than before is
// refused.
class StatementStore {
public:
    [[nodiscard]] static Result<StatementStore> open(std::filesystem::path const& directory);

    // All of the file or nothing. The raw file is stored first, and it is that copy that is read.
    [[nodiscard]] Result<FileReport> import(std::string const& file,
                                            ReadOptions const& options,
                                            std::vector<Imported>& done);

    // The files of statements, in the order of their names.
    [[nodiscard]] Result<std::vector<std::filesystem::path>> statements() const;

    [[nodiscard]] std::filesystem::path raw_file(std::string const& hash) const {
        return directory_ / "raw" / hash;
    }

private:
    explicit StatementStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

    [[nodiscard]] Result<std::string> keep_raw(std::string const& file);

    std::filesystem::path directory_;
};

// True if a directory is such a store; read_source() then reads all its statements.
[[nodiscard]] bool is_statement_store(std::filesystem::path const& directory);

}  // namespace tally::reconcile
