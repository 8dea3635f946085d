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
    add_server_options(app, door);
    add_sign_option(app, door);
    app.add_flag("--dry-run", door.dry_run, "Only print the command, as tally apply takes it");
}

void add_sign_option(CLI::App& app, Door& door) {
    app.add_option("--sign",
                   door.sign,
                   "Sign each command, with the key in FILE, where a policy asks for it")
        ->type_name("FILE");
}

namespace {

void add_tls_options(CLI::App& app, Door& door) {
    app.add_option("--ca", door.ca, "Who signs the server's certificate, for tls://")
        ->type_name("FILE");
    app.add_option("--certificate", door.certificate, "Yours, for a server that asks for one")
        ->type_name("FILE");
    app.add_option("--certificate-key", door.certificate_key, "Its key, if not in the same file")
        ->type_name("FILE");
    app.add_option("--server-name", door.server_name, "In its certificate, if not HOST")
        ->type_name("NAME");
}

}  // namespace

void add_server_options(CLI::App& app, Door& door) {
    app.add_option("--connect", door.connect, "Or the server that writes it")
        ->type_name("HOST:PORT|tls://HOST:PORT|unix:PATH");
    add_tls_options(app, door);
    app.add_option("--key-file", door.key_file, "Your key for the server, as keys new made it")
        ->type_name("FILE");
    app.add_option("--wait", door.wait_seconds, "For its answer; 10 if not said")
        ->check(CLI::Range(1, 3'600))
        ->type_name("SECONDS");
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
