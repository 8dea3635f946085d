#include "tools/look/books.h"

#include "tools/cli/program.h"
#include "tools/manage/list.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace tally::verbs {

namespace {

namespace takes = cli::takes;

using Look = Result<cli::ExitCode> (*)(std::string const&, cli::CommonOptions const&, cli::Output&);

// One positional argument that may be absent.
cli::Bind with_name(std::string name, std::string text, Look look) {
    return [name = std::move(name), text = std::move(text), look](CLI::App& app) -> cli::Action {
        auto const which = std::make_shared<std::string>();
        app.add_option(name, *which, text);
        return [which, look](cli::CommonOptions const& common, cli::Output& output) {
            return look(*which, common, output);
        };
    };
}

cli::Action bind_book(CLI::App& app) {
    auto const options = std::make_shared<look::BookOptions>();
    app.add_option("MARKET", options->market, "The market; without one, all markets are listed");
    app.add_option("--depth", options->depth, "At most so many prices a side")->type_name("N");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        return look::book(*options, common, output);
    };
}

cli::Action bind_status(CLI::App& app) {
    auto const door = std::make_shared<manage::Door>();
    app.add_option("--data", door->data, "The data directory")->type_name("DIR");
    manage::add_server_options(app, *door);
    return [door](cli::CommonOptions const&, cli::Output& output) {
        return manage::status(*door, output);
    };
}

}  // namespace

void add_books(cli::Program& program) {
    program.add({.name = "book",
                 .group = "Look",
                 .summary = "The order book of a market, best prices first; or the markets",
                 .details = "The quantity is what is shown; the rest of icebergs is \"hidden\". "
                            "Waiting stops are no part of a book: tally orders --state waiting.",
                 .examples = {{"tally book BTC-USD --data books", "the book now"},
                              {"tally book AAPL-USD --data books --at 09:45 --depth 5",
                               "the best five prices a side at a time of the record's first day"},
                              {"tally book --data books", "which markets there are"}}},
                takes::data | takes::at | takes::market,
                bind_book);
    program.add({.name = "markets",
                 .group = "Look",
                 .summary = "The markets with their terms and what was traded, or one of them",
                 .details = {},
                 .examples = {{"tally markets --data books -O json", "all markets"}}},
                takes::data | takes::at,
                with_name("MARKET", "The market; without one, all are listed", look::markets));
    program.add({.name = "assets",
                 .group = "Look",
                 .summary = "The assets with their scales, or one of them",
                 .details = "The scale is how many digits an amount has after the point.",
                 .examples = {{"tally assets --data books", "all assets"}}},
                takes::data | takes::at,
                with_name("CODE", "The asset; without one, all are listed", look::assets));
    program.add({.name = "escrow",
                 .group = "Look",
                 .summary = "An escrow, or all of them",
                 .details = {},
                 .examples = {{"tally escrow 5 --data books", "terms, state and attestations"},
                              {"tally escrow --data books -O jsonl", "all escrows"}}},
                takes::data | takes::at,
                with_name("ID", "The escrow; without one, all are listed", look::escrows));
    program.add({.name = "chain",
                 .group = "Look",
                 .summary = "The chains that are observed, or the blocks of one",
                 .details = "Blocks are kept down to a bounded distance below finality.",
                 .examples = {{"tally chain --data books", "every chain with tip and finality"},
                              {"tally chain ethereum --data books", "its blocks, forks included"}}},
                takes::data | takes::at,
                with_name("NAME", "The chain; without one, all are listed", look::chains));
}

void add_status(cli::Program& program) {
    program.add({.name = "status",
                 .group = "Look",
                 .summary = "Who the record is, how far it has come, when it was last signed",
                 .details = {},
                 .examples = {{"tally status --data books -O json", "for a monitor"},
                              {"tally status --connect 127.0.0.1:7070", "of a running server"}}},
                0,
                bind_status);
}

}  // namespace tally::verbs
