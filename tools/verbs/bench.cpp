#include "tools/bench/bench.h"

#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

cli::Action bind_bench(CLI::App& app) {
    auto const options = std::make_shared<bench::BenchOptions>();
    app.add_option("--transfers", options->transfers, "How many transfers")->type_name("N");
    app.add_option("--orders", options->orders, "How many orders")->type_name("N");
    app.add_option("--accounts", options->accounts, "Among how many accounts")
        ->type_name("N")
        ->check(CLI::Range(2, 100'000'000));
    app.add_option(
           "--batch", options->batch, "Wait for the answers after so many commands; 0: never")
        ->type_name("N");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        options->data = common.data;
        return bench::run(*options, output);
    };
}

}  // namespace

void add_bench(cli::Program& program) {
    program.add(
        {.name = "bench",
         .group = "Run",
         .summary = "Measure this machine: durable commands a second, and how long answers take",
         .details =
             "Records made-up transfers and limit orders in a new directory, which must not "
             "exist, through the same sequencer as every other verb, and leaves it there. A "
             "latency is from submitting a command to its durable answer. The figures differ "
             "from run to run.",
         .examples = {{"tally bench --data trial --transfers 1000000 --accounts 10000",
                       "the rate of transfers"},
                      {"tally bench --data trial --transfers 20000 --batch 1",
                       "one command at a time: the latency of a commit"}}},
        cli::takes::data,
        bind_bench);
}

}  // namespace tally::verbs
