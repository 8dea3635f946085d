#include "tools/manage/server_signer.h"

#include "engine/engine.h"
#include "engine/memory_past.h"
#include "tools/client/client.h"
#include "tools/ethereum/attestation_signer.h"
#include "tools/manage/json_line.h"
#include "tools/manage/key_file.h"
#include "tools/manage/list.h"
#include "tools/signing/line_signer.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace tally::manage {

namespace {

constexpr Timestamp some_time{1};

// The assets, markets and chains of a server's record, and nothing else of it. They are decided
// anew, so that no answer of a server can do worse than be refused.
class Names {
public:
    [[nodiscard]] State const& state() const { return state_; }

    [[nodiscard]] Result<void> take(std::string_view lines) {
        while (!lines.empty()) {
            auto const line = lines.substr(0, lines.find('\n'));
            lines.remove_prefix(std::min(lines.size(), line.size() + 1));
            if (!is_taken(line))
                return Failure{FailureKind::system,
                               "the server's names are not understood: " + std::string{line}};
        }
        return success();
    }

private:
    [[nodiscard]] bool is_taken(std::string_view line) {
        json::ParsedCommand command;
        if (!parser_.parse(line, command)) return false;
        json::Resolver resolver{state_, nullptr};
        if (!resolver.resolve(command, {})) return false;
        entries_.clear();
        return engine_.execute(std::move(command.body), some_time, entries_) == Outcome::ok;
    }

    State state_;
    MemoryPast past_;
    ethereum::AttestationSigner oracle_;
    Engine engine_{state_, past_, oracle_};
    json::CommandParser parser_;
    std::vector<Entry> entries_;
};

// Its decimals, or what it inherits, have the scale of something that is not a name.
bool needs_more_than_names(json::ParsedCommand const& command) {
    if (std::holds_alternative<AmendOrder>(command.body)) return true;
    return std::holds_alternative<CreateTransfer>(command.body) && command.asset.empty() &&
           command.has(json::Role::amount);
}

Result<std::string> origin_of(client::Client& client) {
    TALLY_TRY(rows, client.read("status"));
    JsonLine json;
    std::string_view const body = rows.body;
    if (rows.status == 200 && json.parse(body.substr(0, body.find('\n'))))
        return std::string{json.text("origin")};
    return Failure{FailureKind::system, "the server does not tell its record's name: " + rows.body};
}

}  // namespace

struct ServerSigner::Inside {
    client::Client& client;
    Bip340Secret secret;
    std::string origin;
    json::CommandParser parser;
    std::unique_ptr<Names> names;
    std::optional<signing::LineSigner> lines;  // of these names
};

ServerSigner::ServerSigner(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

ServerSigner::~ServerSigner() = default;

Result<std::unique_ptr<ServerSigner>> ServerSigner::open(client::Client& client,
                                                         std::string const& key_file) {
    TALLY_TRY(secret, read_key_file(key_file));
    TALLY_TRY(origin, origin_of(client));
    std::unique_ptr<Inside> inside{new Inside{client, secret, std::move(origin), {}, {}, {}}};
    std::unique_ptr<ServerSigner> signer{new ServerSigner{std::move(inside)}};
    TALLY_TRYV(signer->refresh());
    return signer;
}

Result<void> ServerSigner::refresh() {
    TALLY_TRY(lines, read_all(inside_->client, "names"));
    auto names = std::make_unique<Names>();
    TALLY_TRYV(names->take(lines));
    CommandSigner signer{inside_->origin, inside_->secret, signing::nonce_now()};
    inside_->lines.emplace(names->state(), std::move(signer), KeyNumber{});
    inside_->names = std::move(names);
    return success();
}

Result<std::string> ServerSigner::sign(std::string_view line) {
    json::ParsedCommand command;
    if (inside_->parser.parse(line, command) && needs_more_than_names(command))
        return Failure{FailureKind::usage,
                       "what this command's amounts mean does not stand in it: sign it with tally "
                       "sign, which has a copy of the record, and send it then"};
    return inside_->lines->sign(line);
}

bool makes_a_name(std::string_view line) {
    json::CommandParser parser;
    json::ParsedCommand command;
    if (!parser.parse(line, command)) return false;
    auto const& body = command.body;
    return std::holds_alternative<CreateAsset>(body) ||
           std::holds_alternative<CreateMarket>(body) || std::holds_alternative<CreateChain>(body);
}

}  // namespace tally::manage
