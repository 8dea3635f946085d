#include "tools/client/client.h"
#include "tools/manage/json_line.h"
#include "tools/manage/key_file.h"
#include "tools/manage/send.h"
#include "tools/manage/server.h"
#include "tools/manage/server_signer.h"

#include <utility>

namespace tally::manage {

namespace {

Failure not_understood(std::string_view line) {
    return {FailureKind::system, "the server's answer is not understood: " + std::string{line}};
}

// Reads a line that `tally apply` would have printed.
Result<Answer> answer_in(std::string_view line) {
    while (!line.empty() && line.back() == '\n')
        line.remove_suffix(1);
    JsonLine json;
    if (!json.parse(line)) return not_understood(line);
    if (auto const error = json.text("error"); !error.empty())
        return Failure{FailureKind::usage, std::string{error}};
    auto const sequence = json.number("sequence");
    if (!sequence || json.text("result").empty()) return not_understood(line);
    Answer answer;
    answer.sequence = *sequence;
    answer.result = json.text("result");
    answer.consequences = json.count("entries");
    return answer;
}

// The number that the entry gave to a key. Who may not read the entry is not told.
std::optional<std::uint64_t> number_in(client::Client& client, std::uint64_t sequence) {
    auto const rows =
        client.read("entries/" + std::to_string(sequence), std::nullopt, sequence + 1);
    if (!rows || rows.value().status != 200) return std::nullopt;
    JsonLine json;
    std::string_view body = rows.value().body;
    if (!json.parse(body.substr(0, body.find('\n'))) || json.text("kind") != "add_key")
        return std::nullopt;
    return json.number("number");
}

}  // namespace

Result<std::unique_ptr<client::Client>> connect(Door const& door) {
    client::Options options;
    options.server = door.connect;
    options.name = "tally";
    options.tls = {door.ca, door.certificate, door.certificate_key, door.server_name};
    options.answer_within = std::chrono::seconds{door.wait_seconds};
    auto const& key_file = door.key_file.empty() ? door.sign : door.key_file;
    if (!key_file.empty()) {
        TALLY_TRY(key, read_key_file(key_file));
        options.key = key;
    }
    return client::Client::open(std::move(options));
}

Result<Answer> send_to_server(std::string const& command, Door const& door) {
    TALLY_TRY(client, connect(door));
    auto asked = command + "\n";
    if (!door.sign.empty()) {
        TALLY_TRY(signer, ServerSigner::open(*client, door.sign));
        TALLY_TRY(with_signature, signer->sign(command));
        asked = std::move(with_signature);
    }
    TALLY_TRY(line, client->apply_json(asked));
    TALLY_TRY(answer, answer_in(line));
    answer.number = number_in(*client, answer.sequence);
    return answer;
}

}  // namespace tally::manage
