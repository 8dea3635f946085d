#include "tools/apply/apply.h"

#include "tools/backup/guard.h"
#include "tools/cli/program.h"
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
    auto const newest = std::make_shared<std::string>();
    app.add_option("--newest-checkpoint",
                   *newest,
                   "A checkpoint kept elsewhere; a record that does not extend it is refused")
        ->type_name("FILE");
    return [options, newest](cli::CommonOptions const& common,
                             cli::Output& output) -> Result<cli::ExitCode> {
        TALLY_TRYV(backup::check_may_write(common.data, *newest));
        options->data = common.data;
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
             "The commands and their fields: docs/cli.md.",
         .examples = {{"tally apply day.jsonl --data books", "record a day's commands"},
                      {"tally apply - --data books --key books.key < day.jsonl",
                       "from standard input; sign a checkpoint at the end"}}},
        cli::takes::data,
        bind_apply);
}

}  // namespace tally::verbs
