#include "tools/cli/program.h"

#include "journal/vocabulary/check.h"
#include "tools/cli/help.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <exception>
#include <map>
#include <utility>

namespace tally::cli {

namespace {

constexpr std::string_view summary =
    "Tallystick: an append-only, provable ledger, matching and settlement engine";

std::map<std::string, Format> const& formats() {
    static std::map<std::string, Format> const names{{"table", Format::table},
                                                     {"json", Format::json},
                                                     {"jsonl", Format::jsonl},
                                                     {"csv", Format::csv}};
    return names;
}

void add_output_options(CLI::App& app, CommonOptions& options) {
    app.add_option("-O,--output-format", options.output.format, "table, json, jsonl or csv")
        ->transform(CLI::CheckedTransformer(formats()).description(""))
        ->type_name("FORMAT");
    app.add_option(
           "-o,--output", options.output.file, "Write the result to FILE; - is standard output")
        ->type_name("FILE");
    app.add_flag("-q,--quiet", options.output.quiet, "No progress and no remarks");
    app.add_flag("--no-color", options.output.no_color, "No colour, as with NO_COLOR=1");
}

void add_common_options(CLI::App& app, std::uint32_t takes, CommonOptions& options) {
    auto const add = [&](std::uint32_t bit, char const* name, std::string& to, char const* text) {
        if ((takes & bit) == 0) return;
        auto* const option = app.add_option(name, to, text);
        option->type_name(bit == takes::data ? "DIR" : bit == takes::range ? "TIME" : "");
        if (bit == takes::data) option->required();
    };
    add(takes::data, "--data", options.data, "The data directory");
    add(takes::at,
        "--at",
        options.at,
        "As of an entry, a time or a checkpoint: 17, 09:45, checkpoint");
    add(takes::range, "-b,--begin", options.begin, "From this time on (UTC, RFC 3339)");
    add(takes::range, "-e,--end", options.end, "Up to this time, exclusive");
    add(takes::asset, "--asset", options.asset, "Only this asset, by its code");
    add(takes::account, "--account", options.account, "Only this account, by its id");
    add(takes::market, "--market", options.market, "Only this market, by its symbol");
    add(takes::effective,
        "--effective",
        options.effective,
        "Only what counts for this date (UTC) and earlier, whenever it was recorded");
    add_output_options(app, options);
}

// What CLI11 says of a wrong command line, and what to do about it.
int report_usage(CLI::ParseError const& error, CLI::App const& app) {
    auto text = std::string{error.what()};
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::string help = "tally help";
    for (auto const* const verb : app.get_subcommands())
        help += " " + verb->get_name();
    report_line(text + "; see: " + help);
    return static_cast<int>(ExitCode::usage);
}

}  // namespace

struct Program::Verb {
    CLI::App* app;
    Action action;
};

Program::Program() : app_(std::make_unique<CLI::App>(std::string{summary}, "tally")) {
    app_->set_version_flag("--version", std::string{"tally "} + TALLY_VERSION);
    app_->require_subcommand(0, 1);
    app_->set_help_flag("-h,--help", "Say what there is, and stop");
}

Program::~Program() = default;

void Program::add(VerbText text, std::uint32_t takes, Bind const& bind) {
    auto* const app = app_->add_subcommand(text.name, text.summary);
    app->set_help_flag("-h,--help", "Say how this verb is used, and stop");
    Action action = bind(*app);
    add_common_options(*app, takes, options_);
    texts_.push_back(std::move(text));
    verbs_.push_back(Verb{app, std::move(action)});
}

std::vector<VerbText> const& Program::verbs() const {
    return texts_;
}

CLI::App& Program::app_of(std::string_view verb) const {
    return *app_->get_subcommand(std::string{verb});
}

int Program::run(int argc, char const* const* argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is seen as a failed write instead,
    std::signal(SIGXFSZ, SIG_IGN);  // and so is a file that may not grow
    try {
        app_->parse(argc, argv);
    } catch (CLI::CallForVersion const& version) {
        return print_text(std::string{version.what()} + "\n");
    } catch (CLI::CallForHelp const&) {
        auto const chosen = app_->get_subcommands();
        return print_text(chosen.empty() ? help_of_program(*this)
                                         : help_of_verb(*this, chosen.front()->get_name()));
    } catch (CLI::ParseError const& error) {
        return report_usage(error, *app_);
    }
    for (auto const& verb : verbs_) {
        if (verb.app->parsed()) return run_verb(verb);
    }
    report_line("no verb given; see: tally help");
    return static_cast<int>(ExitCode::usage);
}

int Program::run_verb(Verb const& verb) {
    auto output = Output::open(options_.output);
    if (!output) {
        report(output.error());
        return static_cast<int>(exit_code_of(output.error().kind));
    }
    try {
        auto const done = verb.action(options_, *output.value());
        auto const finished = done ? output.value()->finish() : output.value()->give_up();
        if (!done) report(done.error());
        if (!finished) report(finished.error());
        if (!done) return static_cast<int>(exit_code_of(done.error().kind));
        if (!finished) return static_cast<int>(exit_code_of(finished.error().kind));
        return static_cast<int>(done.value());
    } catch (std::exception const& error) {
        report_line(std::string{"internal error: "} + error.what() +
                    "; the record holds what was acknowledged before");
        return static_cast<int>(ExitCode::internal);
    }
}

}  // namespace tally::cli
