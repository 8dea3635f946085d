#include "tools/look/balances.h"

#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace tally::verbs {

namespace {

// The account may come alone or after --account.
cli::Action bind_statement(CLI::App& app) {
    auto const account = std::make_shared<std::string>();
    app.add_option("ACCOUNT", *account, "The account, by its id")->type_name("");
    return [account](cli::CommonOptions const& common, cli::Output& output) {
        auto own = common;
        if (own.account.empty()) own.account = *account;
        return look::statement(own, output);
    };
}

}  // namespace

void add_balances(cli::Program& program) {
    using cli::Action;
    namespace takes = cli::takes;
    program.add({.name = "balance",
                 .group = "Look",
                 .summary = "Balances: credits less debits, held and available",
                 .details = {},
                 .examples = {{"tally balance --data books", "every account"},
                              {"tally balance --data books --account 7 --at 09:45",
                               "one account as it stood"},
                              {"tally balance --data books --effective 2026-12-31 --at 17",
                               "what entry 17 and those before it say of the year's end"}}},
                takes::data | takes::at | takes::asset | takes::account | takes::effective,
                [](CLI::App&) -> Action { return look::balance; });
    program.add(
        {.name = "statement",
         .group = "Look",
         .summary = "What moved on one account, with opening and closing balance",
         .details = "Posted movements only; pending amounts are in balance and accounts. The "
                    "closing line carries the totals of the period, which is one of record time; "
                    "each line has the date that it counts for besides.",
         .examples = {{"tally statement 7 --data books -b 2026-12-01 -e 2027-01-01", "a month"},
                      {"tally statement 7 --data books --effective 2026-12-31",
                       "what counts for the year, whenever it was recorded"}}},
        takes::data | takes::at | takes::range | takes::account | takes::effective,
        bind_statement);
    program.add({.name = "trial",
                 .group = "Look",
                 .summary = "Trial balance: total debits and credits of each asset",
                 .details = "Exit code 5 if debits and credits differ anywhere.",
                 .examples = {{"tally trial --data books", "do the books balance?"}}},
                takes::data | takes::at | takes::asset | takes::effective,
                [](CLI::App&) -> Action { return look::trial; });
}

}  // namespace tally::verbs
