#include "tools/reconcile/pack/pack.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/export/file.h"
#include "tools/reconcile/pack/report.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_max = std::size_t{1} << 32U;

constexpr std::string_view verify_text =
    "# How to check this pack\n\n"
    "That no file has changed since it was packed, with coreutils alone:\n\n"
    "    sha256sum --check --strict SHA256SUMS\n\n"
    "That the record proves itself, BOOKS being its data directory or an export of it:\n\n"
    "    tally verify BOOKS\n\n"
    "That the same record, rules and statements give the same result, byte for byte:\n\n"
    "    tally reconcile rerun --data BOOKS --out .\n\n"
    "manifest.json names the record's origin, size and root, and the hashes of all inputs and\n"
    "results. A movement 17.2 is a posting of entry 17; its proof:\n\n"
    "    tally proof --data BOOKS --entry 17\n";

std::string hash_of(std::string_view text) {
    return to_hex(sha256_of_text(text).span());
}

Result<std::string> text_of(fs::path const& file) {
    TALLY_TRY(text, read_text(file, file_max));
    if (text) return std::move(*text);
    return Failure{
        FailureKind::usage,
        file.string() + " is not there; give a directory that tally reconcile run wrote"};
}

Result<CsvTable> table_of(fs::path const& file) {
    TALLY_TRY(text, text_of(file));
    return parse_csv_table(text, file.string());
}

// All files but the sums, by name.
Result<std::vector<std::string>> files_of(fs::path const& directory) {
    std::vector<std::string> files;
    std::error_code error;
    fs::recursive_directory_iterator at{directory, error};
    for (fs::recursive_directory_iterator const end; !error && at != end; at.increment(error)) {
        if (!at->is_regular_file(error)) continue;
        auto name = at->path().lexically_relative(directory).generic_string();
        if (name != "SHA256SUMS") files.push_back(std::move(name));
    }
    if (error)
        return Failure{FailureKind::system,
                       "cannot list " + directory.string() + ": " + error.message()};
    std::sort(files.begin(), files.end());
    return files;
}

Result<void> write_sums(fs::path const& directory) {
    TALLY_TRY(files, files_of(directory));
    std::string sums;
    for (auto const& file : files) {
        TALLY_TRY(text, text_of(directory / file));
        sums += hash_of(text) + "  " + file + "\n";
    }
    return write_text(directory / "SHA256SUMS", sums);
}

}  // namespace

Result<void> write_pack(fs::path const& directory) {
    TALLY_TRY(manifest, text_of(directory / "manifest.json"));
    TALLY_TRY(controls, table_of(directory / "controls.csv"));
    TALLY_TRY(breaks, table_of(directory / "breaks.csv"));
    TALLY_TRY(matches, table_of(directory / "matches.csv"));
    TALLY_TRY(report,
              report_html({"Reconciliation",
                           hash_of(manifest),
                           std::move(controls),
                           std::move(breaks),
                           std::move(matches)}));
    TALLY_TRYV(write_text(directory / "report.html", report));
    TALLY_TRYV(write_text(directory / "VERIFY.md", verify_text));
    return write_sums(directory);
}

}  // namespace tally::reconcile
