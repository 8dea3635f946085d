#include "tools/backup/backup.h"

#include "journal/crypto/text.h"
#include "replay/verify.h"
#include "tools/backup/copy.h"
#include "tools/backup/guard.h"
#include "tools/backup/manifest.h"
#include "tools/cli/progress.h"
#include "tools/cli/rows.h"

#include <array>
#include <filesystem>
#include <memory>
#include <utility>

namespace tally::backup {

namespace {

namespace fs = std::filesystem;
using cli::Cell;
using cli::CellKind;

bool is_free(fs::path const& directory) {
    std::error_code error;
    if (!fs::exists(directory, error)) return true;
    return fs::is_directory(directory, error) && fs::is_empty(directory, error);
}

// A new directory becomes a backup of nothing yet; one that is a backup is opened; no other.
Result<std::unique_ptr<RocksStore>> open_target(Record const& source, fs::path const& directory) {
    if (is_free(directory)) {
        TALLY_TRY(made, RocksStore::create(directory, source.store().meta()));
        TALLY_TRYV(write_manifest(directory, {source.origin(), empty_tip(), false}));
        return made;
    }
    TALLY_TRY(manifest, read_manifest(directory));
    if (!manifest)
        return Failure{FailureKind::usage,
                       directory.string() +
                           " is neither empty nor a backup; name a directory that does not exist"};
    TALLY_TRY(store, RocksStore::open(directory, OpenMode::read_write));
    if (store->meta() == source.store().meta()) return store;
    return Failure{FailureKind::usage,
                   directory.string() + " is a backup of another record, '" + store->meta().origin +
                       "'; name another directory"};
}

// From what is on the disk: every leaf, the tree, the signatures.
Result<Verified> prove(fs::path const& directory, Tip const& expected, bool quiet) {
    TALLY_TRY(record, Record::open(directory));
    cli::Progress progress{"prove", record->size(), quiet};
    VerifyRequest request;
    request.replay = false;
    request.progress = [&progress](std::uint64_t done, std::uint64_t) { progress.update(done); };
    TALLY_TRY(verified, tally::verify(*record, request));
    if (verified.head == TreeHead{expected.next.value, expected.root}) return verified;
    return Failure{FailureKind::integrity,
                   directory.string() + ": what is on the disk is not what was written there"};
}

// Copies all of it and proves the copy; `directory` is where `target` is.
Result<std::pair<Copied, Verified>> fill(Record const& source,
                                         std::unique_ptr<RocksStore> target,
                                         fs::path const& directory,
                                         bool quiet) {
    cli::Progress progress{"copy", source.size(), quiet};
    Told const told = [&progress](std::uint64_t done, std::uint64_t) { progress.update(done); };
    TALLY_TRY(copied, copy_entries(source, *target, told));
    TALLY_TRYV(copy_beside(source, *target, directory));
    TALLY_TRYV(target->close());
    TALLY_TRY(verified, prove(directory, copied.tip, quiet));
    return std::pair{copied, std::move(verified)};
}

void show(std::string const& directory,
          std::string const& origin,
          std::pair<Copied, Verified> const& done,
          cli::Output& output) {
    auto const& [copied, verified] = done;
    std::array const columns{cli::Column{"directory"},
                             cli::Column{"origin"},
                             cli::Column{"entries", CellKind::count},
                             cli::Column{"new_entries", CellKind::count},
                             cli::Column{"root"},
                             cli::Column{"signed", CellKind::count},
                             cli::Column{"verified", CellKind::boolean}};
    std::array const cells{Cell{directory},
                           Cell{origin},
                           Cell{copied.tip.next.value},
                           Cell{copied.tip.next.value - copied.before},
                           Cell{to_hex(copied.tip.root.span())},
                           verified.signed_size ? Cell{*verified.signed_size} : Cell::nothing(),
                           Cell{true}};
    if (!output.quiet()) write_record(output, columns, cells);
}

// The backup holds what it says, possibly more (a run that was cut short), never less.
Result<void> check_holds(Record const& backup, Manifest const& manifest) {
    auto const size = manifest.tip.next.value;
    if (backup.origin() == manifest.origin && backup.size() > size) return success();
    if (backup.origin() == manifest.origin && backup.size() == size &&
        backup.root() == manifest.tip.root)
        return success();
    return Failure{FailureKind::integrity,
                   backup.directory().string() + " says that it holds " + std::to_string(size) +
                       " entries of '" + manifest.origin + "', and holds " +
                       std::to_string(backup.size()) + " of '" + backup.origin() +
                       "': it is damaged; use another backup"};
}

Result<void> restore_into(fs::path const& directory,
                          RestoreOptions const& options,
                          Record const& backup,
                          cli::Output& output) {
    TALLY_TRY(made, RocksStore::create(directory, backup.store().meta()));
    TALLY_TRY(done, fill(backup, std::move(made), directory, output.quiet()));
    show(options.data, backup.origin(), done, output);
    return success();
}

}  // namespace

Result<cli::ExitCode> run_backup(BackupOptions const& options, cli::Output& output) {
    TALLY_TRYV(check_may_write(options.data, {}));
    TALLY_TRY(source, Record::open(options.data));
    TALLY_TRY(target, open_target(*source, options.directory));
    TALLY_TRY(done, fill(*source, std::move(target), options.directory, output.quiet()));
    TALLY_TRYV(write_manifest(options.directory, {source->origin(), done.first.tip, true}));
    show(options.directory, source->origin(), done, output);
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> run_restore(RestoreOptions const& options, cli::Output& output) {
    TALLY_TRY(manifest, read_manifest(options.backup));
    if (!manifest)
        return Failure{FailureKind::usage,
                       options.backup +
                           " is no backup: it has no file BACKUP, as tally backup "
                           "writes it"};
    if (!manifest->is_whole)
        return Failure{
            FailureKind::incomplete,
            options.backup + " was never finished; run tally backup again, or use another backup"};
    if (!is_free(options.data))
        return Failure{FailureKind::usage,
                       options.data +
                           " exists and is not an empty directory; name one that does "
                           "not exist yet"};
    TALLY_TRY(backup, Record::open(options.backup));
    TALLY_TRYV(check_holds(*backup, *manifest));
    if (!options.newest_checkpoint.empty()) {
        TALLY_TRYV(check_extends(*backup, options.newest_checkpoint));
    }
    auto restored = restore_into(options.data, options, *backup, output);
    if (!restored) {
        std::error_code error;
        fs::remove_all(options.data, error);
        return restored.error();
    }
    if (options.newest_checkpoint.empty())
        output.remark(
            "whether this is the newest state is not known: compare it with a "
            "checkpoint that was kept elsewhere (--newest-checkpoint FILE)");
    return cli::ExitCode::clean;
}

}  // namespace tally::backup
