#include "tools/reconcile/decide/decide.h"

#include "tools/reconcile/decide/commands.h"
#include "tools/reconcile/decide/show.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <utility>

namespace tally::reconcile {

namespace {

struct Sending {
    std::string_view action;
    Result<cli::ExitCode> (*send)(DecideOptions const&, cli::Output&);
};

struct Showing {
    std::string_view action;
    Result<cli::ExitCode> (*show)(DecideOptions const&, cli::CommonOptions const&, cli::Output&);
};

constexpr Sending sendings[]{{"record", record_run},
                             {"comment", comment},
                             {"write-off", write_off},
                             {"correct", correct},
                             {"sign", sign}};

constexpr Showing showings[]{
    {"show", show_runs}, {"breaks", show_breaks}, {"history", show_history}};

}  // namespace

bool is_decision(std::string_view action) {
    for (auto const& one : sendings)
        if (one.action == action) return true;
    for (auto const& one : showings)
        if (one.action == action) return true;
    return false;
}

void add_decision_options(CLI::App& app, DecideOptions& options) {
    app.add_option("RUN", options.run, "A run's directory of results, or its manifest's hash");
    app.add_option("BREAK", options.break_id, "A break's id, as breaks.csv has it");
    app.add_option("--account", options.account, "Only this account of the run")->type_name("ID");
    app.add_option("--id", options.transfer, "The transfer: to be made by write-off, or made")
        ->type_name("ID");
    app.add_option("--against", options.against, "The account that a write-off is booked to")
        ->type_name("ID");
    app.add_option("--code", options.code, "The write-off's code; 1 if not said")
        ->type_name("NUMBER");
    app.add_option("--text", options.text, "What a comment says")->type_name("TEXT");
    app.add_option("--text-file", options.text_file, "The same, from a file")->type_name("FILE");
    app.add_option("--texts", options.texts, "Beside which record comments' texts are kept")
        ->type_name("DIR");
    app.add_flag("--explains", options.explains, "The comment settles the break");
    app.add_flag("--review", options.review, "sign: as the second key; without it the first");
    app.add_flag("--withdraw", options.withdraw, "sign: take the first signature back");
    app.add_flag("--abandon", options.abandon, "sign: drop the run, unsigned");
    app.add_flag("--accept-breaks", options.accept_breaks, "sign: though breaks are undecided");
    manage::add_sending_options(app, options.door);
}

Result<cli::ExitCode> decide(std::string const& action,
                             DecideOptions const& options,
                             cli::CommonOptions const& common,
                             cli::Output& output) {
    for (auto const& one : sendings)
        if (one.action == action) return one.send(options, output);
    for (auto const& one : showings)
        if (one.action == action) return one.show(options, common, output);
    return Failure{FailureKind::usage, "there is no tally reconcile " + action};
}

}  // namespace tally::reconcile
