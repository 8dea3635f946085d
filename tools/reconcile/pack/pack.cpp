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
    "Run the commands here, in the pack's directory. BOOKS stands for the record's data directory\n"
    "or an export of it; the first three need no record. `keys` has the public keys as the record\n"
    "tells them: compare them with those that you were given, or give yours instead.\n\n"
    "That no file has changed since it was packed, with coreutils alone:\n\n"
    "    sha256sum --check --strict --quiet SHA256SUMS\n\n"
    "All of it with Python alone: every file, that the inputs and results are those of the\n"
    "manifest, that the record of the run is the one that the checkpoint signs, and a proof of\n"
    "every entry that a break or a match names. verify.py is tools/verify.py of Tallystick; take "
    "it\n"
    "from where you trust it:\n\n"
    "    python3 verify.py --pack . --key keys\n\n"
    "The proofs again, by another program; a movement 17.2 is a posting of entry 17:\n\n"
    "    for proof in proofs/*.tlog-proof; do tally verify --proof \"$proof\" --key keys -q || "
    "exit; "
    "done\n\n"
    "That the record proves itself:\n\n"
    "    tally verify BOOKS\n\n"
    "That the same record, rules and statements give the same result, byte for byte:\n\n"
    "    tally reconcile rerun --data BOOKS --out .\n\n"
    "manifest.json names the record's origin, size and root, and the hashes of all inputs and\n"
    "results. report.html repeats the tables for people; it is listed in SHA256SUMS and follows\n"
    "from them, but nothing is signed in it.\n";

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

Result<void> write_pack(fs::path const& directory, PackTables const& tables) {
    TALLY_TRY(manifest, text_of(directory / "manifest.json"));
    TALLY_TRY(controls, table_of(directory / "controls.csv"));
    TALLY_TRY(breaks, table_of(directory / "breaks.csv"));
    TALLY_TRY(matches, table_of(directory / "matches.csv"));
    TALLY_TRY(report,
              report_html({"Reconciliation",
                           hash_of(manifest),
                           tables,
                           std::move(controls),
                           std::move(breaks),
                           std::move(matches)}));
    TALLY_TRYV(write_text(directory / "report.html", report));
    TALLY_TRYV(write_text(directory / "VERIFY.md", verify_text));
    return write_sums(directory);
}

}  // namespace tally::reconcile
