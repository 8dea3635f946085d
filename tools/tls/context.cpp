#include "tools/tls/context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstring>
#include <ctime>
#include <utility>

namespace tally::tls {

namespace {

constexpr int soon_days = 14;

Failure wrong(std::string const& file, std::string const& what) {
    auto const error = ERR_peek_last_error();
    auto const* const reason = error == 0 ? nullptr : ERR_reason_error_string(error);
    ERR_clear_error();
    auto const why = reason == nullptr ? std::string{} : " (" + std::string{reason} + ")";
    return Failure{FailureKind::usage, file + ": " + what + why};
}

Result<std::shared_ptr<SSL_CTX>> make(SSL_METHOD const* method, int minimum) {
    ERR_clear_error();
    std::shared_ptr<SSL_CTX> made{SSL_CTX_new(method), SSL_CTX_free};
    if (!made) return wrong("OpenSSL", "cannot make a context");
    SSL_CTX_set_min_proto_version(made.get(), minimum);
    SSL_CTX_set_options(made.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(made.get(), SSL_MODE_RELEASE_BUFFERS);  // an idle connection keeps none
    return made;
}

Result<void> load_pair(SSL_CTX* context, std::string const& certificate, std::string const& key) {
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
        return wrong(certificate, "holds no certificate that can be read; name a PEM file");
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
        bool const differs = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH ||
                             ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_TYPE_MISMATCH;
        return wrong(key,
                     differs ? "is not the key of the certificate in " + certificate
                             : "holds no private key that can be read; name a PEM file");
    }
    if (SSL_CTX_check_private_key(context) != 1)
        return wrong(key, "is not the key of the certificate in " + certificate);
    return success();
}

void warn_of_its_end(SSL_CTX* context,
                     std::string const& file,
                     std::vector<std::string>& warnings) {
    auto const* const certificate = SSL_CTX_get0_certificate(context);
    int days = 0;
    int seconds = 0;
    ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate));
    if (days < 0 || seconds < 0)
        warnings.push_back(file + ": the certificate has expired; clients will refuse it");
    else if (days < soon_days)
        warnings.push_back(file + ": the certificate expires in " + std::to_string(days) +
                           " days; put a new one there and send SIGHUP");
    if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0)
        warnings.push_back(file + ": the certificate is not valid yet; clients will refuse it");
}

// Where a connection keeps what is spoken in it. Not the "app data", which is Asio's.
int protocol_index() {
    static int const index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

// OpenSSL's list of protocols: each after its length.
bool is_offered(unsigned char const* offered, unsigned length, std::string_view wanted) {
    for (unsigned at = 0; at < length; at += 1U + offered[at]) {
        std::string_view const one{reinterpret_cast<char const*>(offered) + at + 1, offered[at]};
        if (at + 1U + offered[at] <= length && one == wanted) return true;
    }
    return false;
}

int choose_protocol(SSL* connection,
                    unsigned char const** chosen,
                    unsigned char* length,
                    unsigned char const* offered,
                    unsigned offered_length,
                    void*) {
    auto const* const ours =
        static_cast<char const*>(SSL_get_ex_data(connection, protocol_index()));
    if (ours == nullptr) return SSL_TLSEXT_ERR_NOACK;
    if (!is_offered(offered, offered_length, ours)) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = reinterpret_cast<unsigned char const*>(ours);
    *length = static_cast<unsigned char>(std::strlen(ours));
    return SSL_TLSEXT_ERR_OK;
}

Result<void> ask_clients(SSL_CTX* context, ServerSettings const& settings) {
    if (settings.client_certificates == ClientCertificates::none) return success();
    auto const& file = settings.client_ca;
    if (file.empty())
        return Failure{FailureKind::usage,
                       "clients are asked for certificates, but tls.client_ca does not say whose; "
                       "name the PEM file of the authority that signs them"};
    auto* const names = SSL_load_client_CA_file(file.c_str());
    if (names == nullptr || SSL_CTX_load_verify_file(context, file.c_str()) != 1)
        return wrong(file, "holds no certificate that can be read; name a PEM file");
    SSL_CTX_set_client_CA_list(context, names);
    bool const required = settings.client_certificates == ClientCertificates::required;
    SSL_CTX_set_verify(
        context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    return success();
}

}  // namespace

Result<Context> Context::server(ServerSettings const& settings,
                                std::vector<std::string>& warnings) {
    TALLY_TRY(made,
              make(TLS_server_method(), settings.allow_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION));
    auto* const context = made.get();
    TALLY_TRYV(load_pair(context, settings.certificate, settings.key));
    TALLY_TRYV(ask_clients(context, settings));
    warn_of_its_end(context, settings.certificate, warnings);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    // Every connection asks for certificates anew: a session that goes on would not.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    return Context{std::move(made)};
}

Result<Context> Context::client(ClientSettings const& settings) {
    TALLY_TRY(made, make(TLS_client_method(), TLS1_2_VERSION));
    auto* const context = made.get();
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    if (settings.ca.empty()) {
        SSL_CTX_set_default_verify_paths(context);
    } else if (SSL_CTX_load_verify_file(context, settings.ca.c_str()) != 1) {
        return wrong(settings.ca, "holds no certificate that can be read; name a PEM file");
    }
    if (settings.certificate.empty()) return Context{std::move(made)};
    auto const& key =
        settings.certificate_key.empty() ? settings.certificate : settings.certificate_key;
    TALLY_TRYV(load_pair(context, settings.certificate, key));
    return Context{std::move(made)};
}

void accept_protocol(SSL* connection, char const* protocol) {
    // Only read again, as the constant that it is, by choose_protocol.
    SSL_set_ex_data(connection, protocol_index(), const_cast<char*>(protocol));
}

void offer_protocol(SSL* connection, char const* protocol) {
    std::string const name{protocol};
    auto const list = std::string(1, static_cast<char>(name.size())) + name;
    SSL_set_alpn_protos(connection,
                        reinterpret_cast<unsigned char const*>(list.data()),
                        static_cast<unsigned>(list.size()));
}

}  // namespace tally::tls
