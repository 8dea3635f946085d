#include "tools/wire/endpoint.h"

#include <charconv>

namespace tally::wire {

namespace {

constexpr std::string_view unix_prefix = "unix:";
constexpr std::size_t unix_path_max = 107;  // what the system's sockaddr_un holds

Failure wrong(std::string_view text, std::string_view why) {
    return Failure{FailureKind::usage,
                   "\"" + std::string{text} + "\" is no address: " + std::string{why} +
                       "; write HOST:PORT, [IPV6]:PORT or unix:PATH"};
}

Result<Endpoint> parse_unix(std::string_view text) {
    Endpoint endpoint;
    endpoint.path = text.substr(unix_prefix.size());
    if (endpoint.path.empty()) return wrong(text, "it names no file");
    if (endpoint.path.size() > unix_path_max) {
        return wrong(
            text,
            "the path of a Unix socket has at most " + std::to_string(unix_path_max) + " bytes");
    }
    return endpoint;
}

}  // namespace

bool Endpoint::is_local() const {
    if (is_unix() || host == "localhost" || host == "::1") return true;
    bool const digits = host.find_first_not_of("0123456789.") == std::string::npos;
    return digits && host.starts_with("127.");
}

Result<Endpoint> parse_endpoint(std::string_view text) {
    if (text.starts_with(unix_prefix)) return parse_unix(text);
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos) return wrong(text, "it has no port");
    auto host = text.substr(0, colon);
    auto const port = text.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return wrong(text, "an IPv6 address stands in brackets");
    }
    if (host.empty()) return wrong(text, "it has no host");
    Endpoint endpoint;
    endpoint.host = host;
    auto const [end, error] =
        std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    bool const is_number = error == std::errc{} && end == port.data() + port.size();
    if (!is_number) return wrong(text, "its port is not a number from 0 to 65535");
    return endpoint;
}

std::string format(Endpoint const& endpoint) {
    if (endpoint.is_unix()) return std::string{unix_prefix} + endpoint.path;
    bool const is_v6 = endpoint.host.find(':') != std::string::npos;
    return (is_v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" +
           std::to_string(endpoint.port);
}

}  // namespace tally::wire
