#include "tools/backup/backup.h"

#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

cli::Action bind_backup(CLI::App& app) {
    auto const options = std::make_shared<backup::BackupOptions>();
    app.add_option("DIR", options->directory, "A new directory, or an earlier backup to bring up")
        ->required();
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        options->data = common.data;
        return backup::run_backup(*options, output);
    };
}

cli::Action bind_restore(CLI::App& app) {
    auto const options = std::make_shared<backup::RestoreOptions>();
    app.add_option("BACKUP", options->backup, "What tally backup made")->required();
    app.add_option("--newest-checkpoint",
                   options->newest_checkpoint,
                   "A checkpoint kept elsewhere; a backup that ends before it is refused")
        ->type_name("FILE");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        options->data = common.data;
        return backup::run_restore(*options, output);
    };
}

}  // namespace

void add_backups(cli::Program& program) {
    program.add(
        {.name = "backup",
         .group = "Manage",
         .summary = "Copy a record, also while it is written, and prove the copy",
         .details =
             "Reads the record beside whoever writes it, up to the last block that was durable "
             "when it began. Every leaf is hashed on the way and once more from the copy's disk, "
             "and every signed checkpoint is checked. Run again with the same DIR it copies only "
             "what is new; one that was interrupted goes on. The signing key is not part of it. "
             "Values of persons that were erased from the record's directory are erased from the "
             "backup too.",
         .examples = {{"tally backup /mnt/backup/books --data books",
                       "in cron: the first time all of it, then what is new"}}},
        cli::takes::data,
        bind_backup);
    program.add(
        {.name = "restore",
         .group = "Manage",
         .summary = "Make a data directory from a backup, and prove it",
         .details =
             "With --newest-checkpoint, a backup that does not reach to that checkpoint, or has "
             "another history, is refused with exit code 5. Without it nothing can tell an old "
             "backup from the newest. Nothing is left in --data after a failure.",
         .examples = {{"tally restore /mnt/backup/books --data books --newest-checkpoint "
                       "witness/books.checkpoint",
                       "and make sure that nothing signed is lost"}}},
        cli::takes::data,
        bind_restore);
}

}  // namespace tally::verbs
