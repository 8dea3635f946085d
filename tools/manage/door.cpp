#include "tools/manage/door.h"

#include <CLI/CLI.hpp>

namespace tally::manage {

void add_door_options(CLI::App& app, Door& door) {
    app.add_option("--data", door.data, "The data directory, which nobody else writes now")
        ->type_name("DIR");
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

}  // namespace tally::manage
