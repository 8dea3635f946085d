#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/program.h"
#include "tools/manage/door.h"

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace tally::reconcile {

// What is decided about the breaks of a run, and signed: docs/sign_off.md.
struct DecideOptions {
    manage::Door door;
    std::string run;  // a directory of results, its manifest.json, or the hash of that
    std::string break_id;
    std::string account;     // its id in the record; empty: of the break, or every one of the run
    std::string transfer;    // id of a write-off or correction
    std::string against;     // the account that a write-off is booked to
    std::string code = "1";  // of a write-off
    std::string text;        // of a comment
    std::string text_file;
    std::string texts;  // the directory beside which a comment's text is kept
    bool explains = false;
    bool review = false;
    bool withdraw = false;
    bool abandon = false;
    bool accept_breaks = false;
};

// True for record, comment, write-off, correct, sign, show, breaks and history.
[[nodiscard]] bool is_decision(std::string_view action);

void add_decision_options(CLI::App& app, DecideOptions& options);

[[nodiscard]] Result<cli::ExitCode> decide(std::string const& action,
                                           DecideOptions const& options,
                                           cli::CommonOptions const& common,
                                           cli::Output& output);

}  // namespace tally::reconcile
