#include "tools/look/log.h"

#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

cli::Action bind_log(CLI::App& app) {
    auto const options = std::make_shared<look::LogOptions>();
    app.add_option("--kind", options->kinds, "Only entries of this kind; may be repeated")
        ->type_name("KIND");
    app.add_option("--from", options->from, "From this entry on")->type_name("SEQUENCE");
    app.add_option("--to", options->to, "Up to and with this entry")->type_name("SEQUENCE");
    app.add_flag("--refused", options->refused, "Only commands that were refused");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        return look::log(*options, common, output);
    };
}

}  // namespace

void add_log(cli::Program& program) {
    program.add(
        {.name = "log",
         .group = "Look",
         .summary = "The entries themselves: commands with their answers, and what followed",
         .details = "cause is the command that led to an entry.",
         .examples = {{"tally log --data books --kind fill -O jsonl", "every trade"},
                      {"tally log --data books --from 17 --to 19", "three entries"},
                      {"tally log --data books --refused", "what was tried and refused"}}},
        cli::takes::data | cli::takes::at | cli::takes::range,
        bind_log);
}

}  // namespace tally::verbs
