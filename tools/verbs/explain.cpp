#include "tools/look/explain.h"

#include "tools/cli/program.h"
#include "tools/look/tree.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

namespace takes = cli::takes;

cli::Action bind_explain(CLI::App& app) {
    auto const options = std::make_shared<look::ExplainOptions>();
    app.add_option("ENTRY", options->entry, "Its sequence")->required()->type_name("");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        return look::explain(*options, common, output);
    };
}

cli::Action bind_tree(CLI::App& app) {
    auto const options = std::make_shared<look::TreeOptions>();
    app.add_option("--by", options->by, "Levels, outermost first, of owner, asset and code")
        ->type_name("LEVELS");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        return look::tree(*options, common, output);
    };
}

}  // namespace

void add_explain(cli::Program& program) {
    program.add({.name = "tree",
                 .group = "Look",
                 .summary = "Balances added up by owner, asset or code",
                 .details = "A line for each node and asset: amounts of different assets are "
                            "never added.",
                 .examples = {{"tally tree --data books", "owners, and their assets"},
                              {"tally tree --by asset,code --data books --at 2026-12-31",
                               "assets, and their kinds of accounts"}}},
                takes::data | takes::at | takes::asset,
                bind_tree);
    program.add(
        {.name = "explain",
         .group = "Look",
         .summary = "Why an entry is there, what it did, and what came of it",
         .details = "The command that it follows from with the key that sent it, all that this "
                    "command led to, and what each of that did to balances; before and after it "
                    "the entries about the same transfer, orders, escrow, withdrawal or "
                    "transaction of a chain. Sequences are those of log, books and proofs.",
         .examples = {{"tally explain 207 --data books", "from a fill to its orders"},
                      {"tally explain 207 --data books -O json", "the same as JSON"}}},
        takes::data | takes::at,
        bind_explain);
}

}  // namespace tally::verbs
