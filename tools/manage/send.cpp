#include "tools/manage/send.h"

#include "journal/vocabulary/outcome.h"
#include "tools/cli/one_command.h"
#include "tools/cli/rows.h"
#include "tools/json/parse_command.h"
#include "tools/manage/advice.h"

#include <utility>

namespace tally::manage {

namespace {

// The name of the command that the line is; a fault of its form is told before anybody is asked.
Result<std::string> command_in(std::string const& line) {
    json::CommandParser parser;
    json::ParsedCommand command;
    if (parser.parse(line, command)) return std::string{kind_name(command.body)};
    return Failure{FailureKind::usage, parser.fault().text + "; as a command it would be " + line};
}

void show(Answer const& answer, cli::Output& output) {
    std::vector<cli::Column> columns{{"command"}, {"result"}, {"sequence", cli::CellKind::count}};
    std::vector<cli::Cell> cells{answer.command, answer.result, cli::Cell{answer.sequence}};
    if (answer.consequences != 0) {
        columns.push_back({"consequences", cli::CellKind::count});
        cells.push_back(cli::Cell{answer.consequences});
    }
    if (answer.number) {
        columns.push_back({"number", cli::CellKind::count});
        cells.push_back(cli::Cell{*answer.number});
    }
    cli::write_record(output, columns, cells);
}

}  // namespace

Result<cli::ExitCode> send(std::string const& command, Door const& door, cli::Output& output) {
    TALLY_TRY(kind, command_in(command));
    if (door.dry_run) {
        output.write(command + "\n");
        return cli::ExitCode::clean;
    }
    TALLY_TRYV(check(door));
    TALLY_TRY(
        answer,
        door.connect.empty() ? send_to_directory(command, door) : send_to_server(command, door));
    answer.command = kind;
    bool const done =
        answer.result == name_of(Outcome::ok) || answer.result == name_of(Outcome::exists);
    if (!done) {
        auto failure = cli::refused(kind, answer.result, Sequence{answer.sequence});
        failure.text += advice_on(answer.result);
        return failure;
    }
    if (!output.quiet()) show(answer, output);
    return cli::ExitCode::clean;
}

}  // namespace tally::manage
