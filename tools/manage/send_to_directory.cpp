#include "tools/backup/guard.h"
#include "tools/cli/one_command.h"
#include "tools/json/parse_command.h"
#include "tools/json/resolve.h"
#include "tools/manage/key_file.h"
#include "tools/manage/send.h"
#include "tools/signing/line_signer.h"

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

// The command as that of the key in the file, and signed with it.
Result<Request> signed_request(Body command,
                               std::string const& key_file,
                               Sequencer const& sequencer) {
    TALLY_TRY(secret, read_key_file(key_file));
    TALLY_TRY(public_key, bip340_public_key(secret));
    auto const key = sequencer.state().access().find(PublicKey{public_key.bytes});
    if (key == KeyNumber{})
        return Failure{FailureKind::usage,
                       key_file + ": the record has no such key; tally keys add adds it"};
    CommandSigner signer{sequencer.origin(), secret, signing::nonce_now()};
    TALLY_TRY(signature, signer.sign(command, false));
    return Request{std::move(command), {}, false, key, signature};
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
    Request request{body, {}, false, {}};
    if (!door.sign.empty()) {
        TALLY_TRY(with_signature, signed_request(body, door.sign, sequencer));
        request = std::move(with_signature);
    }
    TALLY_TRY(receipt, writer->submit(std::move(request)));
    Answer answer;
    answer.sequence = receipt.sequence.value;
    answer.result = name_of(receipt.outcome);
    answer.consequences = receipt.consequences;
    answer.number = number_of(body, sequencer.state());
    TALLY_TRYV(writer->close());
    return answer;
}

}  // namespace tally::manage
