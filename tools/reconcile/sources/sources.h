#pragma once

#include "journal/vocabulary/result.h"
#include "replay/reconcile/statement.h"
#include "tools/reconcile/sources/mistake.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The statements of others, read from their files: docs/reconcile_sources.md. Each parser streams:
// memory is bounded by the lines of one statement, not by the file.
namespace tally::reconcile {

enum class SourceFormat : std::uint8_t {
    camt053 = 1,
    bai2 = 2,
    mt940 = 3,
    csv = 4,
    jsonl = 5,
    chain_balances = 6,
    record = 7,  // a Tallystick directory or export: the accounts in ReadOptions::accounts
};

[[nodiscard]] std::string_view name_of(SourceFormat format);
[[nodiscard]] std::optional<SourceFormat> format_named(std::string_view name);

enum class Encoding : std::uint8_t { utf8 = 1, latin1 = 2 };

struct AssetScale {
    std::string asset;
    std::uint8_t scale = 0;
};

struct ReadOptions {
    std::optional<SourceFormat> format;  // none: told by the content
    std::string mapping;                 // the mapping file of a CSV
    Encoding encoding = Encoding::utf8;  // of BAI2 and MT940; XML and CSV say it themselves
    std::vector<AssetScale> scales;      // go before those of ISO 4217
    bool partial = false;                // leave out what is wrong instead of refusing the file
    std::vector<std::string> accounts;   // of a record: the ids whose postings are the lines
    std::string at;                      // of a record: as --at
    // Told now and then how much was read: bytes of a file, entries of a record.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

// Takes statements one by one. What it got is good only if the reading ends well: a mistake may
// stand at the file's end.
class StatementSink {
public:
    virtual ~StatementSink() = default;
    virtual void take(Statement statement) = 0;
};

// Keeps them all.
class StatementList : public StatementSink {
public:
    void take(Statement statement) override { statements.push_back(std::move(statement)); }

    std::vector<Statement> statements;
};

struct FileReport {
    std::string file;
    std::string hash;  // SHA-256 of the file as it is on disk, in hex; of a record: its root
    SourceFormat format = SourceFormat::jsonl;
    std::uint64_t bytes = 0;  // as on disk
    std::uint64_t statements = 0;
    std::uint64_t lines = 0;
    std::uint64_t entries = 0;  // of a record: how many of its entries were read
    Mistakes left_out;          // with --partial; otherwise a mistake is a failure
};

// Reads one file, gzip or not, one record's directory, or all statements of a store (store.h).
// Without `partial`, any mistake is a failure whose text lists the first of them; a file without
// any statement is one of kind `incomplete`, which is not the same as a statement without lines.
[[nodiscard]] Result<FileReport> read_source(std::string const& path,
                                             ReadOptions const& options,
                                             StatementSink& sink);

// The same under another name: a stored copy is shown as the file that it was.
[[nodiscard]] Result<FileReport> read_source(std::string const& path,
                                             ReadOptions const& options,
                                             StatementSink& sink,
                                             std::string const& shown_as);

// The same from memory, as tests and fuzzers have it; `name` stands for the file in messages.
[[nodiscard]] Result<FileReport> read_source_text(std::string_view content,
                                                  std::string const& name,
                                                  ReadOptions const& options,
                                                  StatementSink& sink);

}  // namespace tally::reconcile
