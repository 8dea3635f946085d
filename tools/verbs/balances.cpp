#include "tools/look/balances.h"

#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

namespace tally::verbs {

void add_balances(cli::Program& program) {
    using cli::Action;
    namespace takes = cli::takes;
    program.add({.name = "balance",
                 .group = "Look",
                 .summary = "Balances: credits less debits, held and available",
                 .details = {},
                 .examples = {{"tally balance --data books", "every account"},
                              {"tally balance --data books --account 7 --at 09:45",
                               "one account as it stood"}}},
                takes::data | takes::at | takes::asset | takes::account,
                [](CLI::App&) -> Action { return look::balance; });
    program.add(
        {.name = "statement",
         .group = "Look",
         .summary = "What moved on one account, with opening and closing balance",
         .details = "Posted movements only; pending amounts are in balance and accounts. The "
                    "closing line carries the totals of the period.",
         .examples = {{"tally statement --data books --account 7 -b 2026-12-01 -e 2027-01-01",
                       "a month"}}},
        takes::data | takes::at | takes::range | takes::account,
        [](CLI::App&) -> Action { return look::statement; });
    program.add({.name = "trial",
                 .group = "Look",
                 .summary = "Trial balance: total debits and credits of each asset",
                 .details = "Exit code 5 if debits and credits differ anywhere.",
                 .examples = {{"tally trial --data books", "do the books balance?"}}},
                takes::data | takes::at | takes::asset,
                [](CLI::App&) -> Action { return look::trial; });
}

}  // namespace tally::verbs
