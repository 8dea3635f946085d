#include "tools/signing/sign_lines.h"

#include "tools/apply/line_reader.h"
#include "tools/look/view.h"
#include "tools/manage/key_file.h"
#include "tools/signing/line_signer.h"
#include "tools/signing/order_message.h"

#include <functional>
#include <memory>
#include <utility>
#include <variant>

namespace tally::signing {

namespace {

// What a wallet is asked to sign.
class DocumentWriter {
public:
    DocumentWriter(look::View const& view, std::uint64_t nonce)
        : view_(view), reader_(*view.state), nonce_(nonce) {}

    [[nodiscard]] Result<std::string> write(std::string_view line) {
        TALLY_TRY(command, reader_.read(line));
        auto const* order = std::get_if<PlaceOrder>(&command->body);
        if (order == nullptr || command->linked)
            return wrong("a wallet signs a place_order that is not linked, and nothing else");
        auto const terms = terms_of(*view_.state, order->market);
        if (!terms) return wrong("the market is not in the record");
        return order_json(view_.record->origin(), *terms, *order, nonce_++) + "\n";
    }

private:
    static Failure wrong(std::string const& text) {
        return {FailureKind::usage, "column 1: " + text};
    }

    look::View const& view_;
    CommandReader reader_;
    std::uint64_t nonce_;  // of the next document
};

using Writing = std::function<Result<std::string>(std::string_view line)>;

Result<Writing> writing_for(look::View const& view, SignOptions const& options) {
    auto const first = options.nonce.value_or(nonce_now());
    if (options.wallet)
        return Writing{[documents = std::make_shared<DocumentWriter>(view, first)](
                           std::string_view line) { return documents->write(line); }};
    TALLY_TRY(secret, manage::read_key_file(options.key));
    TALLY_TRY(public_key, bip340_public_key(secret));
    auto const key = view.state->access().find(PublicKey{public_key.bytes});
    if (key == KeyNumber{})
        return Failure{FailureKind::usage,
                       options.key + ": the record has no such key; tally keys add adds it"};
    CommandSigner const signer{view.record->origin(), secret, first};
    return Writing{[lines = std::make_shared<LineSigner>(*view.state, signer, key)](
                       std::string_view line) { return lines->sign(line); }};
}

}  // namespace

Result<cli::ExitCode> sign_lines(SignOptions const& options,
                                 cli::CommonOptions const& common,
                                 cli::Output& output) {
    if (options.nonce == 0U) return Failure{FailureKind::usage, "--nonce 0: nonces begin at 1"};
    if (options.wallet == !options.key.empty())
        return Failure{FailureKind::usage, "give --key FILE, or --wallet, and not both"};
    TALLY_TRY(view, look::open_view(common));
    TALLY_TRY(writing, writing_for(view, options));
    TALLY_TRY(reader, apply::LineReader::open(options.file));
    apply::LineReader::Line line;
    for (std::uint64_t number = 1;; ++number) {
        TALLY_TRY(more, reader.next(line));
        if (!more) return cli::ExitCode::clean;
        auto const made = writing(line.text);
        if (!made)
            return Failure{made.error().kind,
                           "line " + std::to_string(number) + ", " + made.error().text};
        output.write(made.value());
    }
}

}  // namespace tally::signing
