#include "tools/serve/tls_door.h"

#include "tools/serve/logging/log.h"
#include "tools/serve/serve.h"
#include "tools/wire/endpoint.h"

#include <chrono>
#include <cstdint>
#include <utility>

namespace tally::serve {

namespace {

constexpr std::uint64_t refusals_a_second = 20;  // in the log; the rest is counted

// Strangers decide how often they are refused, but not how much we write about it.
class Refusals {
public:
    explicit Refusals(Log& log) : log_(log) {}

    void operator()(std::string const& why, std::string const& peer) {
        auto const now = std::chrono::steady_clock::now();
        if (now - since_ > std::chrono::seconds{1}) {
            since_ = now;
            said_ = 0;
        }
        if (++said_ > refusals_a_second) {
            ++unsaid_;
            return;
        }
        log_.write(Level::warn,
                   "tls_refused",
                   {{"peer", peer}, {"why", why}, {"not_said_before", unsaid_}});
        unsaid_ = 0;
    }

private:
    Log& log_;
    std::chrono::steady_clock::time_point since_{};
    std::uint64_t said_ = 0;
    std::uint64_t unsaid_ = 0;
};

void say(Log& log, std::vector<std::string> const& warnings) {
    for (auto const& warning : warnings)
        log.write(Level::warn, "tls_certificate", {{"what", warning}});
}

tls::ServerSettings settings_of(ServeOptions const& options) {
    tls::ServerSettings settings;
    settings.certificate = options.tls_certificate;
    settings.key = options.tls_key.empty() ? options.tls_certificate : options.tls_key;
    settings.client_ca = options.tls_client_ca;
    settings.allow_1_2 = options.tls_minimum == "1.2";
    auto const& rule = options.tls_client_certificates;
    if (rule == "optional") settings.client_certificates = tls::ClientCertificates::optional;
    if (rule == "required") settings.client_certificates = tls::ClientCertificates::required;
    return settings;
}

}  // namespace

Result<std::optional<tls::Context>> tls_context(ServeOptions const& options,
                                                std::vector<std::string>& warnings) {
    if (!options.tls_certificate.empty()) {
        TALLY_TRY(context, tls::Context::server(settings_of(options), warnings));
        return std::optional{std::move(context)};
    }
    bool const is_begun = !options.tls_key.empty() || !options.tls_client_ca.empty() ||
                          !options.tls_client_certificates.empty() || !options.tls_minimum.empty();
    if (!is_begun) return std::optional<tls::Context>{};
    return Failure{FailureKind::usage,
                   "the section [tls] has no certificate, so nobody could speak TLS; give "
                   "tls.certificate and tls.key, or leave the section out"};
}

void warn_of_what_is_readable(ServeOptions const& options, Log& log) {
    if (!options.tls_certificate.empty()) return;
    auto addresses = options.listen;
    addresses.push_back(options.http);
    addresses.push_back(options.metrics);
    for (auto const& address : addresses) {
        auto const where = wire::parse_endpoint(address);
        if (!where || where.value().is_local()) continue;
        log.write(Level::warn,
                  "not_encrypted",
                  {{"address", address},
                   {"what", "who is on the way can read and change what is said there"},
                   {"to_do", "give a certificate in [tls], or listen on this machine only"}});
    }
}

Result<void> TlsDoor::open(ServeOptions const& options, Log& log) {
    std::vector<std::string> warnings;
    TALLY_TRY(context, tls_context(options, warnings));
    say(log, warnings);
    if (context) terminator_ = std::make_unique<Terminator>(std::move(*context), Refusals{log});
    return success();
}

void TlsDoor::reload(ServeOptions const& options, Log& log) {
    if (terminator_ == nullptr) return;
    std::vector<std::string> warnings;
    auto context = tls_context(options, warnings);
    if (!context || !context.value()) {
        auto const why = context ? std::string{"the section [tls] is gone; that takes a new start"}
                                 : context.error().text;
        return log.write(Level::error, "tls_certificates_refused", {{"why", why}});
    }
    say(log, warnings);
    terminator_->use(*context.value());
    log.write(Level::info, "tls_certificates_read");
}

void TlsDoor::stop() {
    if (terminator_) terminator_->stop();
}

}  // namespace tally::serve
