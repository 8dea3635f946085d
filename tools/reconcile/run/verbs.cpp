#include "tools/verbs/verbs.h"

#include "tools/reconcile/decide/decide.h"
#include "tools/reconcile/run/run.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

cli::Action bind_reconcile(CLI::App& app) {
    auto const options = std::make_shared<reconcile::RunOptions>();
    app.add_option("ACTION",
                   options->action,
                   "run; rerun or pack of what is in --out; import of statements into --store; "
                   "record, comment, write-off, correct and sign put decisions into the record, "
                   "show, breaks and history read them")
        ->required()
        ->check(CLI::IsMember({"run",
                               "rerun",
                               "pack",
                               "import",
                               "record",
                               "comment",
                               "write-off",
                               "correct",
                               "sign",
                               "show",
                               "breaks",
                               "history"}))
        ->type_name("");
    app.add_option("--data", options->data, "The record or the export")->type_name("DIR");
    app.add_option("--rules", options->rules, "What is compared, and how strictly: TOML")
        ->type_name("FILE");
    app.add_option("--source",
                   options->statements.files,
                   "Statements, or another record; chain: and replay: are the record's own chains "
                   "and stored projections; may be given several times")
        ->type_name("FILE");
    reconcile::add_reading_options(app, options->statements);
    app.add_option("--previous", options->previous, "An earlier run, to tell new breaks from old")
        ->type_name("DIR");
    app.add_option("--out", options->out, "Results, with copies of all they come from")
        ->type_name("DIR");
    app.add_option("--store", options->statements.store, "Statements that were imported")
        ->type_name("DIR");
    auto const decisions = std::make_shared<reconcile::DecideOptions>();
    reconcile::add_decision_options(app, *decisions);
    return [options, decisions](cli::CommonOptions const& common, cli::Output& output) {
        decisions->door.data = options->data;
        if (reconcile::is_decision(options->action))
            return reconcile::decide(options->action, *decisions, common, output);
        if (!decisions->run.empty())
            return Result<cli::ExitCode>{
                Failure{FailureKind::usage,
                        "tally reconcile " + options->action + " takes no " + decisions->run}};
        return reconcile::reconcile(*options, common, output);
    };
}

}  // namespace

void add_reconcile(cli::Program& program) {
    program.add(
        {.name = "reconcile",
         .group = "Reconcile",
         .summary = "Lay the record beside the statements of others",
         .details = "Matches movements by reference, amount and date, in integers; what does not "
                    "match is a break with a code, an amount and an id that stays. Exit code 0: "
                    "clean, 2: breaks, 3: breaks below materiality, 4: something is missing, so no "
                    "opinion, 5: the record does not prove itself. rerun repeats a run from its "
                    "own directory and compares the results byte for byte.",
         .examples = {{"tally reconcile run --data books --rules bank.toml --source may.xml --out "
                       "2026-05",
                       "a month's statement"},
                      {"tally reconcile run --data books --rules bank.toml --source june.xml "
                       "--previous 2026-05 --at checkpoint -O json",
                       "the next, with what was open"},
                      {"tally reconcile rerun --data books --out 2026-05", "the same again"},
                      {"tally reconcile pack --data books --out 2026-05",
                       "the same again, with a report and how to check it all"},
                      {"tally reconcile record 2026-05 --connect 127.0.0.1:7070 --key-file "
                       "clerk.secret",
                       "put the run into the record, to be decided about"},
                      {"tally reconcile write-off 2026-05 0f3c9a1b2d4e5f60 --id 901 --against 20 "
                       "--data books",
                       "book a break's amount to another account"},
                      {"tally reconcile sign 2026-05 --review --connect 127.0.0.1:7070 --key-file "
                       "head.secret",
                       "the second signature, by another key"},
                      {"tally reconcile breaks --data books", "what is open, and who decided what"},
                      {"tally reconcile import --source may.xml --store statements",
                       "keep statements, each line once"}}},
        cli::takes::at,
        bind_reconcile);
}

}  // namespace tally::verbs
