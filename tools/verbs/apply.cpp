#include "tools/apply/apply.h"

#include "tools/backup/guard.h"
#include "tools/cli/program.h"
#include "tools/manage/apply_to_server.h"
#include "tools/manage/key_file.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace tally::verbs {

namespace {

cli::Action bind_apply(CLI::App& app) {
    auto const options = std::make_shared<apply::ApplyOptions>();
    app.add_option("FILE", options->file, "Commands, one JSON object a line; - is standard input")
        ->required();
    app.add_option("--key", options->key, "Sign a checkpoint at the end with the key in FILE")
        ->type_name("FILE");
    auto const door = std::make_shared<manage::Door>();
    app.add_option("--data", door->data, "The data directory, which nobody else writes now")
        ->type_name("DIR");
    manage::add_server_options(app, *door);
    manage::add_sign_option(app, *door);
    auto const newest = std::make_shared<std::string>();
    app.add_option("--newest-checkpoint",
                   *newest,
                   "A checkpoint kept elsewhere; a record that does not extend it is refused")
        ->type_name("FILE");
    return [options, door, newest](cli::CommonOptions const&,
                                   cli::Output& output) -> Result<cli::ExitCode> {
        door->key = options->key;
        TALLY_TRYV(manage::check(*door));
        if (!door->connect.empty())
            return manage::apply_to_server(options->file, *newest, *door, output);
        TALLY_TRYV(backup::check_may_write(door->data, *newest));
        options->data = door->data;
        if (!door->sign.empty()) {
            TALLY_TRY(secret, manage::read_key_file(door->sign));
            options->sign = secret;
        }
        return apply::run(*options, output);
    };
}

}  // namespace

void add_apply(cli::Program& program) {
    program.add(
        {.name = "apply",
         .group = "Run",
         .summary = "Record the commands of a file, answer each when it is durable",
         .details =
             "Prints one JSON line for each line, in order: the sequence of its entry, the result "
             "(ok, or the reason of a refusal) and the entries that followed from it. A line that "
             "is "
             "no command gets an error with its column, nothing of it is recorded, the rest goes "
             "on, and the exit code is 1. "
             "With --connect the lines go to the server that writes the record, a thousand at a "
             "time, sent again if the connection is lost: ids make that safe. "
             "With --sign they are the key's, and signed with it; lines that are signed already "
             "stay "
             "as they are. "
             "The commands and their fields: docs/cli.md.",
         .examples = {{"tally apply day.jsonl --data books", "record a day's commands"},
                      {"tally apply - --data books --key books.key < day.jsonl",
                       "from standard input; sign a checkpoint at the end"},
                      {"tally apply day.jsonl --connect 127.0.0.1:7070 --key-file desk.secret",
                       "through a server, with a key"}}},
        0,
        bind_apply);
}

}  // namespace tally::verbs
