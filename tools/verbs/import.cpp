#include "tools/cli/program.h"
#include "tools/cli/progress.h"
#include "tools/cli/writer.h"
#include "tools/import/lobster.h"
#include "tools/import/lobster_print.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace tally::verbs {

namespace {

struct ImportOptions {
    lobster::ImportOptions lobster;
    std::string key;
};

Result<cli::ExitCode> import_lobster(ImportOptions& options, cli::Output& output) {
    auto& lobster = options.lobster;
    std::unique_ptr<cli::Writer> writer;
    auto const open = [&](ReceiptSink& sink) -> Result<Sequencer*> {
        TALLY_TRY(opened, cli::Writer::open(lobster.data.string(), options.key, sink));
        writer = std::move(opened);
        return &writer->sequencer();
    };
    cli::Progress progress{"import", 0, output.quiet()};
    lobster.progress = [&](std::uint64_t done) { progress.update(done); };
    TALLY_TRY(report, lobster::import(lobster, open));
    lobster::print(report, output);
    return cli::ExitCode::clean;
}

cli::Action bind_import(CLI::App& app) {
    auto const options = std::make_shared<ImportOptions>();
    auto const format = std::make_shared<std::string>();
    app.add_option("FORMAT", *format, "What the file is: lobster")
        ->required()
        ->check(CLI::IsMember({"lobster"}).description(""))
        ->type_name("");
    app.add_option("FILE", options->lobster.file, "The file, read twice: a bad one leaves no trace")
        ->required();
    app.add_option(
           "--date", options->lobster.date, "Its day, as 2012-06-21; else the one in its name")
        ->type_name("DATE");
    app.add_option("--tick", options->lobster.tick, "The market's tick; 0.01 unless said")
        ->type_name("PRICE");
    app.add_option("--key", options->key, "Sign a checkpoint at the end with the key in FILE")
        ->type_name("FILE");
    return [options, format](cli::CommonOptions const& common, cli::Output& output) {
        options->lobster.data = common.data;
        if (!common.market.empty()) options->lobster.market = common.market;
        return import_lobster(*options, output);
    };
}

}  // namespace

void add_import(cli::Program& program) {
    program.add(
        {.name = "import",
         .group = "Run",
         .summary = "Record a day of real order flow from a file",
         .details = "lobster: a LOBSTER message file (NASDAQ order flow). A new order is placed, a "
                    "partial cancel amends, a deletion cancels, and the execution of a visible "
                    "order becomes an immediate-or-cancel order of the other side, so that this "
                    "engine must itself choose the resting order that NASDAQ chose; the report "
                    "says how often it did. The rules: docs/lobster.md.",
         .examples = {{"tally import lobster aapl_2012-06-21.csv --market AAPL-USD --data day",
                       "record the file into the record that tally init made in day"}}},
        cli::takes::data | cli::takes::market,
        bind_import);
}

}  // namespace tally::verbs
