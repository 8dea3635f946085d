#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace tally::tls {

enum class ClientCertificates : std::uint8_t { none, optional, required };

// What a server shows, and whom it asks for what. Files are PEM.
struct ServerSettings {
    std::string certificate;  // with the certificates between it and the root, if any
    std::string key;
    std::string client_ca;  // who signs clients' certificates
    ClientCertificates client_certificates = ClientCertificates::none;
    bool allow_1_2 = false;
};

struct ClientSettings {
    std::string ca;               // whose servers are believed; empty: those the system believes
    std::string certificate;      // shown to a server that asks for one; empty: none
    std::string certificate_key;  // empty: it stands in `certificate`
};

// Keys, certificates and rules, read and checked: shared by all connections made with it, and
// unchanging, so that a reload is another context.
class Context {
public:
    // A usage failure names the file and what is wrong with it. `warnings`: what works, but not for
    // long (a certificate that ends soon, or has).
    [[nodiscard]] static Result<Context> server(ServerSettings const& settings,
                                                std::vector<std::string>& warnings);
    [[nodiscard]] static Result<Context> client(ClientSettings const& settings);

    [[nodiscard]] ssl_ctx_st* native() const { return native_.get(); }

private:
    explicit Context(std::shared_ptr<ssl_ctx_st> native) : native_(std::move(native)) {}

    std::shared_ptr<ssl_ctx_st> native_;  // OpenSSL counts its own references as well
};

// What the connection will speak inside TLS (ALPN). A client that offers others only is refused, so
// that what was meant for one port is not heard at another.
inline constexpr char const* speaks_http = "http/1.1";
inline constexpr char const* speaks_tally = "tally/1";

// `protocol` must be one of the above.
void accept_protocol(ssl_st* connection, char const* protocol);
void offer_protocol(ssl_st* connection, char const* protocol);

}  // namespace tally::tls
