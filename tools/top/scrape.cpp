#include "tools/top/scrape.h"

#include "tools/client/client.h"
#include "tools/manage/server.h"
#include "tools/wire/endpoint.h"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace tally::top {

namespace asio = boost::asio;

namespace {

constexpr std::size_t answer_bytes_max = std::size_t{4} << 20U;
constexpr std::chrono::seconds within{10};

Failure failed(std::string const& where, std::string const& what) {
    return {FailureKind::system,
            "cannot read figures from " + where + ": " + what +
                "; is tally serve --metrics listening there? If it speaks TLS, ask it with "
                "--connect tls://HOST:PORT instead"};
}

}  // namespace

// HTTP/1.0: the answer ends with the connection.
Result<std::string> scrape(std::string const& where) {
    TALLY_TRY(endpoint, wire::parse_endpoint(where));
    if (endpoint.is_unix()) return failed(where, "figures are served over TCP");
    asio::ip::tcp::iostream stream;
    stream.expires_after(within);
    stream.connect(endpoint.host, std::to_string(endpoint.port));
    stream << "GET /metrics HTTP/1.0\r\nHost: " << where << "\r\n\r\n" << std::flush;
    std::string text;
    for (char part[4096]; stream.read(part, sizeof part) || stream.gcount() > 0;) {
        text.append(part, static_cast<std::size_t>(stream.gcount()));
        if (text.size() > answer_bytes_max) return failed(where, "the answer does not end");
    }
    if (text.empty()) return failed(where, stream.error().message());
    auto const body = text.find("\r\n\r\n");
    if (body == std::string::npos || text.find(" 200 ") != text.find(' '))
        return failed(where, "the answer is '" + text.substr(0, text.find('\r')) + "'");
    return text.substr(body + 4);
}

Result<Scrape> scrape_through(manage::Door const& door) {
    TALLY_TRYV(manage::check(door));
    TALLY_TRY(made, manage::connect(door));
    std::shared_ptr<client::Client> const client{std::move(made)};  // a function can be copied
    return Scrape{[client]() -> Result<std::string> {
        TALLY_TRY(rows, client->read("figures"));
        if (rows.status == 200) return std::move(rows.body);
        return Failure{FailureKind::usage, "the server does not tell: " + rows.body};
    }};
}

}  // namespace tally::top
