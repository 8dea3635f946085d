#include "tools/signing/sign_lines.h"

#include "journal/signing/command_signer.h"
#include "tools/apply/line_reader.h"
#include "tools/json/parse_command.h"
#include "tools/json/resolve.h"
#include "tools/look/view.h"
#include "tools/manage/key_file.h"
#include "tools/signing/order_message.h"
#include "tools/text/hex.h"

#include <chrono>
#include <utility>
#include <variant>
#include <vector>

namespace tally::signing {

namespace {

// Nonces only have to be new: the time is, and needs nothing to be kept between two runs.
std::uint64_t nonce_now() {
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    auto const ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    return static_cast<std::uint64_t>(ns);
}

// The line with one more member at its end.
std::string with_member(std::string_view line, std::string const& member) {
    auto const end = line.rfind('}');
    return std::string{line.substr(0, end)} + "," + member + "}\n";
}

std::string signed_member(CommandSignature const& signature, KeyNumber key) {
    std::string member = "\"signed\":{";
    if (key != KeyNumber{}) member += "\"key\":" + std::to_string(key.value) + ",";
    return member + "\"nonce\":\"" + std::to_string(signature.nonce) + "\",\"signature\":\"" +
           text::format_hex(signature.signature.span()) + "\"}";
}

class LineSigner {
public:
    LineSigner(look::View const& view, CommandSigner signer, KeyNumber key, bool wallet)
        : view_(view),
          resolver_(*view.state, nullptr),
          signer_(std::move(signer)),
          key_(key),
          wallet_(wallet),
          nonce_(signer_.next_nonce()) {}

    Result<std::string> sign(std::string_view line) {
        TALLY_TRYV(understand(line));
        auto const& command = chain_.back();
        if (wallet_) return document(command);
        TALLY_TRY(signature, signer_.sign(command.body, command.linked));
        return with_member(line, signed_member(signature, key_));
    }

private:
    // Leaves the command at the end of chain_, behind the members of its chain before it.
    Result<void> understand(std::string_view line) {
        if (!chain_.empty() && !chain_.back().linked) chain_.clear();
        auto const before = chain_.size();
        auto& command = chain_.emplace_back();
        if (!parser_.parse(line, command)) return wrong(parser_.fault());
        if (command.proof) return wrong({command.proof->column, "\"signed\" is there already"});
        if (!resolver_.resolve(command, std::span{chain_}.first(before)))
            return wrong(resolver_.fault());
        return success();
    }

    Result<std::string> document(json::ParsedCommand const& command) {
        auto const* order = std::get_if<PlaceOrder>(&command.body);
        if (order == nullptr || command.linked)
            return wrong({1, "a wallet signs a place_order that is not linked, and nothing else"});
        auto const terms = terms_of(*view_.state, order->market);
        if (!terms) return wrong({1, "the market is not in the record"});
        return order_json(view_.record->origin(), *terms, *order, nonce_++) + "\n";
    }

    static Failure wrong(json::LineFault const& fault) {
        return {FailureKind::usage, "column " + std::to_string(fault.column) + ": " + fault.text};
    }

    look::View const& view_;
    json::CommandParser parser_;
    json::Resolver resolver_;
    CommandSigner signer_;
    KeyNumber key_;
    bool wallet_;
    std::uint64_t nonce_;  // of the next document
    std::vector<json::ParsedCommand> chain_;
};

Result<LineSigner> signer_for(look::View const& view, SignOptions const& options) {
    Bip340Secret secret;
    KeyNumber key;
    if (!options.wallet) {
        TALLY_TRY(read, manage::read_key_file(options.key));
        TALLY_TRY(public_key, bip340_public_key(read));
        secret = read;
        key = view.state->access().find(PublicKey{public_key.bytes});
        if (key == KeyNumber{})
            return Failure{FailureKind::usage,
                           options.key + ": the record has no such key; tally keys add adds it"};
    }
    auto const first = options.nonce.value_or(nonce_now());
    CommandSigner signer{view.record->origin(), secret, first};
    return LineSigner{view, std::move(signer), key, options.wallet};
}

}  // namespace

Result<cli::ExitCode> sign_lines(SignOptions const& options,
                                 cli::CommonOptions const& common,
                                 cli::Output& output) {
    if (options.nonce == 0U) return Failure{FailureKind::usage, "--nonce 0: nonces begin at 1"};
    if (options.wallet == !options.key.empty())
        return Failure{FailureKind::usage, "give --key FILE, or --wallet, and not both"};
    TALLY_TRY(view, look::open_view(common));
    TALLY_TRY(signer, signer_for(view, options));
    TALLY_TRY(reader, apply::LineReader::open(options.file));
    apply::LineReader::Line line;
    for (std::uint64_t number = 1;; ++number) {
        TALLY_TRY(more, reader.next(line));
        if (!more) return cli::ExitCode::clean;
        auto const made = signer.sign(line.text);
        if (!made)
            return Failure{made.error().kind,
                           "line " + std::to_string(number) + ", " + made.error().text};
        output.write(made.value());
    }
}

}  // namespace tally::signing
