#include "tools/bench/bench.h"

#include "tools/bench/load.h"
#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

struct Options {
    bench::BenchOptions inside;
    bench::LoadOptions load;
    std::string workload = "transfers";
    bool in_process = false;
};

void bind_shape(CLI::App& app, Options& options) {
    auto& shape = options.load.shape;
    app.add_option("--workload", options.workload, "What to send: transfers or orders")
        ->check(CLI::IsMember({"transfers", "orders"}));
    app.add_option("--accounts", shape.accounts, "Transfers among how many accounts")
        ->type_name("N")
        ->check(CLI::Range(2, 100'000'000));
    app.add_option("--hot", shape.hot, "Transfers among the first so many accounts only")
        ->type_name("N")
        ->check(CLI::Range(2, 100'000'000));
    app.add_flag("--random-ids", shape.random_ids, "Ids in no order");
}

void bind_load(CLI::App& app, bench::LoadOptions& load) {
    app.add_option("--commands", load.commands, "How many commands")->type_name("N");
    app.add_option("--batch", load.batch, "How many of them are sent together")
        ->type_name("N")
        ->check(CLI::Range(1, 8'190));
    app.add_option("--clients", load.clients, "How many connections")
        ->type_name("N")
        ->check(CLI::Range(1, 10'000));
    app.add_option("--in-flight", load.in_flight, "Unanswered batches of each client")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000));
    app.add_option("--rate", load.rate, "Commands offered a second; 0: as many as are answered")
        ->type_name("N");
    app.add_option("--followers",
                   load.followers,
                   "Run again with so many following the record, to be compared")
        ->type_name("N")
        ->check(CLI::Range(1, 64));
    app.add_option("--readers",
                   load.readers,
                   "Run again with so many reading balances, one by one, to be compared")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000));
    app.add_option("--connect", load.connect, "A server that runs, instead of one of its own")
        ->type_name("ADDRESS");
    app.add_flag("--unix-socket", load.unix_socket, "Over a Unix socket instead of TCP");
}

cli::Action bind_bench(CLI::App& app) {
    auto const options = std::make_shared<Options>();
    bind_shape(app, *options);
    bind_load(app, options->load);
    app.add_flag("--in-process",
                 options->in_process,
                 "No server: straight into the sequencer, a command at a time");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        auto& [inside, load, workload, in_process] = *options;
        load.data = common.data;
        load.shape.load = workload == "orders" ? bench::Load::orders : bench::Load::transfers;
        if (!in_process) return bench::run_load(load, output);
        inside.data = common.data;
        inside.accounts = load.shape.accounts;
        inside.batch = load.batch;
        bool const orders = load.shape.load == bench::Load::orders;
        inside.transfers = orders ? 0 : load.commands;
        inside.orders = orders ? load.commands : 0;
        return bench::run(inside, output);
    };
}

}  // namespace

void add_bench(cli::Program& program) {
    program.add(
        {.name = "bench",
         .group = "Run",
         .summary = "Measure this machine: durable commands a second, and how long answers take",
         .details =
             "Starts a server of its own on a new directory, which must not exist, sends it "
             "made-up commands from this process, and leaves the directory there. A latency is "
             "from sending a batch to its durable answer. At the end the server is stopped and "
             "its record compared with the answers: each must be in it, once, and the books must "
             "balance. With --followers the same is measured twice, first without them and then "
             "with them, and a follower must get each entry, once; likewise with --readers, of "
             "whom "
             "none may be told anything older than before. The figures differ from run to run.",
         .examples = {{"tally bench --data trial --commands 20000 --accounts 1000",
                       "transfers in the largest batches"},
                      {"tally bench --data trial2 --commands 2000 --batch 1 --in-flight 1",
                       "one command at a time: the latency of a commit"},
                      {"tally bench --data trial3 --workload orders --batch 1000 --commands 20000",
                       "orders of 1,000 owners in 16 markets"},
                      {"tally bench --data trial4 --followers 4 --commands 20000 --batch 1000",
                       "what four followers of the record get, and what they cost"},
                      {"tally bench --data trial5 --readers 4 --commands 20000 --batch 1000",
                       "how long reading one balance takes beside the transfers"}}},
        cli::takes::data,
        bind_bench);
}

}  // namespace tally::verbs
