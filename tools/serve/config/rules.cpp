#include "tools/serve/config/rules.h"

#include "tools/serve/logging/level.h"
#include "tools/wire/endpoint.h"
#include "tools/wire/limits.h"

#include <array>

namespace tally::serve {

namespace {

std::optional<std::string> endpoint(std::string const& text) {
    auto const parsed = wire::parse_endpoint(text);
    if (parsed) return std::nullopt;
    return parsed.error().text;
}

std::optional<std::string> tcp_endpoint(std::string const& text) {
    if (auto problem = endpoint(text)) return problem;
    if (!wire::parse_endpoint(text).value().is_unix()) return std::nullopt;
    return "a Unix socket cannot serve HTTP; give HOST:PORT";
}

std::optional<std::string> web_origin(std::string const& text) {
    auto const at = text.find("://");
    bool const whole = at != std::string::npos && at > 0 && at + 3 < text.size() &&
                       text.find('/', at + 3) == std::string::npos;
    if (whole) return std::nullopt;
    return "'" + text + "' is no web origin; give SCHEME://HOST[:PORT], with nothing after it";
}

std::optional<std::string> not_empty(std::string const& text) {
    if (!text.empty()) return std::nullopt;
    return "is empty; name a file, or leave the key out";
}

std::optional<std::string> log_level(std::string const& text) {
    if (parse_level(text)) return std::nullopt;
    return "'" + text + "' is no level; give debug, info, warn, error or off";
}

std::optional<std::string> client_certificates(std::string const& text) {
    if (text == "none" || text == "optional" || text == "required") return std::nullopt;
    return "'" + text + "' is no rule for clients' certificates; give none, optional or required";
}

std::optional<std::string> tls_version(std::string const& text) {
    if (text == "1.2" || text == "1.3") return std::nullopt;
    return "'" + text + "' is no version of TLS that is safe; give 1.3, or 1.2 for old clients";
}

using Options = ServeOptions;
constexpr std::uint64_t million = 1'000'000;
constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30U;

constexpr std::array all{
    Rule{"listen", &Options::listen, endpoint},
    Rule{"http.listen", &Options::http, tcp_endpoint},
    Rule{"http.cors", &Options::cors, web_origin},
    Rule{"metrics.listen", &Options::metrics, tcp_endpoint},
    Rule{"tls.certificate", &Options::tls_certificate, not_empty, 0, 0, true},
    Rule{"tls.key", &Options::tls_key, not_empty, 0, 0, true},
    Rule{"tls.client_ca", &Options::tls_client_ca, not_empty, 0, 0, true},
    Rule{"tls.client_certificates",
         &Options::tls_client_certificates,
         client_certificates,
         0,
         0,
         true},
    Rule{"tls.minimum", &Options::tls_minimum, tls_version, 0, 0, true},
    Rule{"record.key", &Options::key, not_empty},
    Rule{"record.newest_checkpoint", &Options::newest_checkpoint, not_empty},
    Rule{"record.sign_seconds", &Tuning::sign_seconds, nullptr, 1, 86'400},
    Rule{"access.insecure_local", &Options::insecure_local},
    Rule{"log.to", &Options::log_to, not_empty},
    Rule{"log.level", &Options::log_level, log_level, 0, 0, true},
    Rule{"limits.connections", &Tuning::connections, nullptr, 1, million, true},
    Rule{"limits.subscriptions", &Tuning::subscriptions, nullptr, 1, 100'000, true},
    Rule{"limits.commands_in_flight",
         &Tuning::commands_in_flight,
         nullptr,
         wire::batch_commands_max,
         16 * million,
         true},
    Rule{"limits.output_bytes", &Tuning::output_bytes, nullptr, 65'536, gibibyte, true},
    Rule{"limits.queue_commands",
         &Tuning::queue_commands,
         nullptr,
         wire::batch_commands_max,
         16 * million},
    Rule{
        "limits.queue_bytes", &Tuning::queue_bytes, nullptr, std::uint64_t{1} << 20U, 4 * gibibyte},
    Rule{"limits.slice_commands", &Tuning::slice_commands, nullptr, 1, wire::batch_commands_max},
    Rule{"limits.http_connections", &Tuning::http_connections, nullptr, 1, million, true},
    Rule{"limits.http_body_bytes", &Tuning::http_body_bytes, nullptr, 1'024, gibibyte, true},
    Rule{"engine.block_entries", &Tuning::block_entries, nullptr, 1, million},
    Rule{"engine.backlog_blocks", &Tuning::backlog_blocks, nullptr, 1, 64},
    Rule{"engine.snapshot_every", &Tuning::snapshot_every, nullptr, 10'000, 1'000 * million},
    Rule{"engine.recent_ids", &Tuning::recent_ids, nullptr, 1'024, 64 * million},
    Rule{"access.session_seconds", &Tuning::session_seconds, nullptr, 1, million, true},
    Rule{"access.key_rate", &Tuning::key_rate, nullptr, 0, 100 * million, true},
    Rule{"access.key_burst", &Tuning::key_burst, nullptr, 1, 100 * million, true},
};

}  // namespace

std::span<Rule const> rules() {
    return all;
}

}  // namespace tally::serve
