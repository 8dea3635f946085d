#include "tools/top/top.h"

#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

cli::Action bind_top(CLI::App& app) {
    auto const options = std::make_shared<top::TopOptions>();
    app.add_option("--metrics", options->metrics, "Where the server answers GET /metrics")
        ->type_name("HOST:PORT");
    manage::add_server_options(app, options->door);
    app.add_option("--interval", options->interval_ms, "Milliseconds between two samples")
        ->check(CLI::Range(10, 3'600'000))
        ->type_name("MS");
    app.add_option("--samples", options->samples, "How many; without it a table goes on for ever")
        ->type_name("N");
    return [options](cli::CommonOptions const&, cli::Output& output) {
        return top::run(*options, output);
    };
}

}  // namespace

void add_top(cli::Program& program) {
    program.add(
        {.name = "top",
         .group = "Look",
         .summary = "Show what a server does, live",
         .details =
             "Throughput, the latencies of each stage over the last interval, the queue, how far "
             "reads are behind, memory and disk: from a server that was started with --metrics, or "
             "with --connect from any, for a key that may read everything. A table is drawn again "
             "until it is interrupted; other formats show one sample.",
         .examples = {{"tally top --metrics 127.0.0.1:9464", "live, until Ctrl-C"},
                      {"tally top --metrics 127.0.0.1:9464 -O json", "one sample, for a script"},
                      {"tally top --connect tls://books.example:7070 --key-file operator.secret",
                       "from another machine, with a key"}}},
        0,
        bind_top);
}

}  // namespace tally::verbs
