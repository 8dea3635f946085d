#include "tools/manage/door.h"

#include <CLI/CLI.hpp>

namespace tally::manage {

void add_door_options(CLI::App& app, Door& door) {
    app.add_option("--data", door.data, "The data directory, which nobody else writes now")
        ->type_name("DIR");
    add_sending_options(app, door);
}

void add_sending_options(CLI::App& app, Door& door) {
    app.add_option("--key", door.key, "Sign the record afterwards, with the key in FILE")
        ->type_name("FILE");
    app.add_option("--connect", door.connect, "Or the server that writes it")
        ->type_name("HOST:PORT|unix:PATH");
    app.add_option("--key-file", door.key_file, "Your key for the server, as keys new made it")
        ->type_name("FILE");
    app.add_option("--wait", door.wait_seconds, "For its answer; 10 if not said")
        ->check(CLI::Range(1, 3'600))
        ->type_name("SECONDS");
    app.add_flag("--dry-run", door.dry_run, "Only print the command, as tally apply takes it");
}

Result<void> check(Door const& door) {
    bool const server = !door.connect.empty();
    if (server == !door.data.empty())
        return Failure{FailureKind::usage,
                       server ? "--data and --connect exclude each other: name one of them"
                              : "name the record with --data DIR, or its server with --connect"};
    if (server && !door.key.empty())
        return Failure{FailureKind::usage,
                       "--key signs a directory's record; your key for a server is --key-file"};
    if (!server && !door.key_file.empty())
        return Failure{FailureKind::usage,
                       "--key-file is for a server; who may write a directory needs no key"};
    return success();
}

}  // namespace tally::manage
