#include "tools/client/session.h"

#include "tools/client/link.h"

#include <utility>

namespace tally::client {

namespace {

constexpr std::string_view tls_prefix = "tls://";

Result<std::optional<tls::Context>> tls_context(TlsOptions const& options, bool is_tls) {
    if (is_tls) {
        TALLY_TRY(context,
                  tls::Context::client({options.ca, options.certificate, options.certificate_key}));
        return std::optional{std::move(context)};
    }
    if (options.ca.empty() && options.certificate.empty()) return std::optional<tls::Context>{};
    return Failure{FailureKind::usage,
                   "an authority or a certificate is given, but the address does not ask for TLS; "
                   "write tls://HOST:PORT"};
}

}  // namespace

Session::Session(std::shared_ptr<Link> link) : link_(std::move(link)) {}

Session::~Session() {
    link_->close();
}

Result<std::unique_ptr<Session>> Session::open(boost::asio::io_context& context, Options options) {
    std::string_view address = options.server;
    bool const is_tls = address.starts_with(tls_prefix);
    if (is_tls) address.remove_prefix(tls_prefix.size());
    TALLY_TRY(server, wire::parse_endpoint(address));
    TALLY_TRY(tls, tls_context(options.tls, is_tls));
    auto link =
        std::make_shared<Link>(context, std::move(options), std::move(server), std::move(tls));
    link->connect();
    return std::unique_ptr<Session>{new Session{std::move(link)}};
}

void Session::apply(CommandBatch const& batch, OnReply on_reply) {
    auto const id = link_->next_id();
    link_->ask(wire::Batch{id, batch.leaves(), batch.signatures()}, id, std::move(on_reply));
}

void Session::apply_json(std::string_view lines, OnText on_lines) {
    auto const id = link_->next_id();
    link_->ask(wire::JsonBatch{id, lines}, id, std::move(on_lines));
}

void Session::read(std::string_view query,
                   std::optional<std::uint64_t> at,
                   std::uint64_t min_sequence,
                   OnRows on_rows) {
    auto const id = link_->next_id();
    link_->ask(wire::Read{id, query, at, min_sequence}, id, std::move(on_rows));
}

std::uint64_t Session::follow(FeedRequest request, FeedHandlers handlers) {
    return link_->follow(std::move(request), std::move(handlers));
}

void Session::unfollow(std::uint64_t feed) {
    link_->unfollow(feed);
}

bool Session::is_connected() const {
    return link_->is_ready();
}

std::size_t Session::in_flight() const {
    return link_->in_flight();
}

std::string const& Session::last_trouble() const {
    return link_->trouble();
}

}  // namespace tally::client
