#include "tools/serve/http/sign_in.h"

#include "journal/crypto/text.h"
#include "tools/cli/json_text.h"
#include "tools/json/tape.h"

#include <optional>
#include <utility>

namespace tally::serve::http {

namespace {

struct Asked {
    std::optional<Bip340PublicKey> public_key;
    std::optional<Hash32> nonce;
    std::optional<Bip340Signature> signature;
};

// Hexadecimal with or without 0x.
template <class Fixed>
Result<void> take(json::Node const& name, json::Node const& value, std::optional<Fixed>& into) {
    auto text = value.text;
    if (text.starts_with("0x")) text.remove_prefix(2);
    into = fixed_from_hex<Fixed>(text);
    if (value.kind == json::NodeKind::string && into) return success();
    return usage_failure("\"" + std::string{name.text} + "\": give " + std::to_string(Fixed::size) +
                         " bytes as hexadecimal text");
}

Result<Asked> parse(std::string_view body) {
    json::Tape tape;
    if (!tape.parse(body))
        return usage_failure("column " + std::to_string(tape.fault().column) + ": " +
                             tape.fault().text);
    if (tape[0].kind != json::NodeKind::object) return usage_failure("send a JSON object");
    Asked asked;
    for (std::size_t i = 1; i < tape[0].next; i = tape[i + 1].next) {
        auto const& name = tape[i];
        auto const& value = tape[i + 1];
        if (name.text == "public_key") {
            TALLY_TRYV(take(name, value, asked.public_key));
        } else if (name.text == "nonce") {
            TALLY_TRYV(take(name, value, asked.nonce));
        } else if (name.text == "signature") {
            TALLY_TRYV(take(name, value, asked.signature));
        } else {
            return usage_failure(
                "\"" + std::string{name.text} +
                "\" is not a member here; there are public_key, nonce and signature");
        }
    }
    if (!asked.public_key) return usage_failure("\"public_key\" is missing");
    if (asked.nonce.has_value() != asked.signature.has_value())
        return usage_failure(
            "send \"nonce\" and \"signature\" together, or neither to get a nonce");
    return asked;
}

Reply created(cli::JsonText json) {
    Reply reply;
    reply.status = 201;
    reply.body = json.take() + "\n";
    reply.headers.emplace_back("Cache-Control", "no-store");
    return reply;
}

Reply challenge(Asked const& asked,
                std::string const& origin,
                TokenDesk& desk,
                TokenDesk::Moment now) {
    auto const nonce = desk.challenge(*asked.public_key, now);
    if (!nonce) return who_asks(nonce.error().text);
    cli::JsonText json;
    json.begin_object().key("origin").text(origin).key("nonce").text(to_hex(nonce.value()));
    json.key("expires_in").number(static_cast<std::uint64_t>(TokenDesk::nonce_for.count()));
    json.end_object();
    return created(std::move(json));
}

Reply redeem(Asked const& asked, TokenDesk& desk, TokenDesk::Moment now) {
    wire::Prove const proof{asked.public_key->bytes, asked.signature->bytes};
    auto const token = desk.redeem(proof, asked.nonce->bytes, now);
    if (!token) return who_asks(token.error().text);
    auto const& [text, admission] = token.value();
    auto const left = std::chrono::floor<std::chrono::seconds>(admission.until - now);
    cli::JsonText json;
    json.begin_object().key("token").text(text).key("key").number(admission.key.value);
    json.key("expires_in").number(static_cast<std::uint64_t>(left.count())).end_object();
    return created(std::move(json));
}

Reply ended(SignIn const& asked, TokenDesk& desk) {
    if (!desk.end(asked.token)) return who_asks("there is no session with this token to end");
    Reply reply;
    reply.status = 204;
    reply.content_type.clear();
    return reply;
}

}  // namespace

Reply sign_in(SignIn const& asked,
              std::string const& origin,
              TokenDesk& desk,
              TokenDesk::Moment now) {
    if (asked.method == "DELETE") return ended(asked, desk);
    auto body = std::string_view{asked.body};
    while (!body.empty() && (body.back() == '\n' || body.back() == '\r'))
        body.remove_suffix(1);
    auto const parsed = parse(body);
    if (!parsed) return problem(400, parsed.error().text);
    if (!parsed.value().nonce) return challenge(parsed.value(), origin, desk, now);
    return redeem(parsed.value(), desk, now);
}

Reply who_asks(std::string const& detail) {
    auto reply = problem(401, detail);
    reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tally\"");
    return reply;
}

}  // namespace tally::serve::http
