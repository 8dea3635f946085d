#include "tools/backup/guard.h"
#include "tools/cli/one_command.h"
#include "tools/json/parse_command.h"
#include "tools/json/resolve.h"
#include "tools/manage/send.h"

#include <utility>
#include <variant>

namespace tally::manage {

namespace {

// The body of the line, as it is right before it.
Result<Body> body_of(std::string const& line, Sequencer const& sequencer) {
    json::CommandParser parser;
    json::ParsedCommand command;
    if (!parser.parse(line, command)) return Failure{FailureKind::usage, parser.fault().text};
    json::Resolver resolver{sequencer.state(), sequencer.past()};
    if (resolver.resolve(command, {})) return std::move(command.body);
    return Failure{FailureKind::usage, resolver.fault().text};
}

std::optional<std::uint64_t> number_of(Body const& body, State const& state) {
    auto const* const add = std::get_if<AddKey>(&body);
    if (add == nullptr) return std::nullopt;
    auto const number = state.access().find(add->public_key);
    if (number == KeyNumber{}) return std::nullopt;
    return number.value;
}

}  // namespace

Result<Answer> send_to_directory(std::string const& command, Door const& door) {
    TALLY_TRYV(backup::check_may_write(door.data, ""));
    TALLY_TRY(writer, cli::OneCommand::open(door.data, door.key));
    auto& sequencer = writer->sequencer();
    TALLY_TRY(body, body_of(command, sequencer));
    TALLY_TRY(receipt, writer->submit(body));
    Answer answer;
    answer.sequence = receipt.sequence.value;
    answer.result = name_of(receipt.outcome);
    answer.consequences = receipt.consequences;
    answer.number = number_of(body, sequencer.state());
    TALLY_TRYV(writer->close());
    return answer;
}

}  // namespace tally::manage
