#include "tools/look/lists.h"

#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

template <class Filter>
void add_user_data(CLI::App& app, Filter& filter) {
    app.add_option("--user-data-128", filter.user_data_128, "Only with this user_data_128")
        ->type_name("N");
    app.add_option("--user-data-64", filter.user_data_64, "Only with this user_data_64")
        ->type_name("N");
    app.add_option("--user-data-32", filter.user_data_32, "Only with this user_data_32")
        ->type_name("N");
}

cli::Action bind_accounts(CLI::App& app) {
    auto const filter = std::make_shared<look::AccountFilter>();
    app.add_option("--owner", filter->owner, "Only accounts of this owner")->type_name("ID");
    app.add_option("--code", filter->code, "Only accounts with this code")->type_name("N");
    add_user_data(app, *filter);
    return [filter](cli::CommonOptions const& common, cli::Output& output) {
        return look::accounts(*filter, common, output);
    };
}

cli::Action bind_transfers(CLI::App& app) {
    auto const filter = std::make_shared<look::TransferFilter>();
    app.add_option("--debit", filter->debit, "Only transfers that debit this account")
        ->type_name("ID");
    app.add_option("--credit", filter->credit, "Only transfers that credit this account")
        ->type_name("ID");
    app.add_option("--id", filter->id, "Only this transfer")->type_name("ID");
    app.add_option("--code", filter->code, "Only transfers with this code")->type_name("N");
    app.add_option(
           "--state", filter->state, "Only in this state: pending, posted, voided or expired")
        ->type_name("STATE");
    add_user_data(app, *filter);
    return [filter](cli::CommonOptions const& common, cli::Output& output) {
        return look::transfers(*filter, common, output);
    };
}

cli::Action bind_orders(CLI::App& app) {
    auto const filter = std::make_shared<look::OrderFilter>();
    app.add_option("--id", filter->id, "This order, also if it is no longer open")->type_name("ID");
    app.add_option("--owner", filter->owner, "Only orders of this owner")->type_name("ID");
    app.add_option("--state", filter->state, "Only in this state: resting or waiting (a stop)")
        ->type_name("STATE");
    return [filter](cli::CommonOptions const& common, cli::Output& output) {
        return look::orders(*filter, common, output);
    };
}

}  // namespace

void add_lists(cli::Program& program) {
    program.add(
        {.name = "accounts",
         .group = "Look",
         .summary = "List accounts with their totals",
         .details = "In order of creation.",
         .examples = {{"tally accounts --data books --owner 7", "the accounts of one owner"},
                      {"tally accounts --data books --at 2026-12-01 -O csv -o accounts.csv",
                       "all accounts at the start of a day, for a spreadsheet"}}},
        cli::takes::data | cli::takes::at | cli::takes::asset | cli::takes::account,
        bind_accounts);
    program.add({.name = "transfers",
                 .group = "Look",
                 .summary = "List accepted transfers",
                 .details = "In order of sequence. The state is that at the point of --at.",
                 .examples = {{"tally transfers --data books --account 1 -b 2026-12-01",
                               "what went through an account since a day"},
                              {"tally transfers --data books --state pending -O jsonl",
                               "what is still pending"}}},
                cli::takes::data | cli::takes::at | cli::takes::range | cli::takes::asset |
                    cli::takes::account,
                bind_transfers);
    program.add(
        {.name = "orders",
         .group = "Look",
         .summary = "List open orders",
         .details = "Oldest first. One that is no longer open is found by --id; its state is "
                    "then filled, cancelled or expired.",
         .examples = {{"tally orders --data books --market BTC-USD --at 09:45",
                       "the orders of a market as they stood at a time of the first day"},
                      {"tally orders --data books --id 31 -O json",
                       "one order, whatever became of it"}}},
        cli::takes::data | cli::takes::at | cli::takes::market,
        bind_orders);
}

}  // namespace tally::verbs
