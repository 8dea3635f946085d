// Any bytes as a connection to the gateway would bring them: the parser, then the router, then what
// would go on to the services, or to the desk that lets keys in. Also as what comes over a
// WebSocket.
#include "journal/vocabulary/check.h"
#include "tools/serve/http/negotiate.h"
#include "tools/serve/http/request.h"
#include "tools/serve/http/router.h"
#include "tools/serve/http/sign_in.h"
#include "tools/serve/http/stream_message.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace {

using namespace tally::serve::http;
namespace beast = boost::beast;

// The desk of a server that knows one key, at a moment that never passes.
struct Door {
    Door() {
        gate.set_origin("fuzz.example");
        tally::serve::KnownKey key;
        key.number = tally::KeyNumber{1};
        key.public_key.bytes.fill(1);
        gate.publish(tally::serve::KeyTable{{key}});
    }

    tally::ManualClock clock{tally::Timestamp{1'000 * tally::ns_per_second}};
    tally::serve::Gate gate{tally::serve::GateOptions{}, clock};
    tally::serve::TokenDesk desk{gate};
};

void ask_the_desk(SignIn const& asked) {
    static Door door;
    tally::serve::Gate::Moment const now{std::chrono::seconds{500}};
    auto const reply = sign_in(asked, "fuzz.example", door.desk, now);
    TALLY_CHECK(reply.status >= 200 && reply.status < 500);
    TALLY_CHECK(!door.desk.who(asked.token, now));  // nobody can have signed a nonce
}

void route(Request const& request) {
    Router const router{{{"https://a.example"}, true, [] { return true; }}};
    auto routed = router.route(request, 17);
    if (auto* const reply = std::get_if<Reply>(&routed)) {
        router.finish(request, *reply);
        TALLY_CHECK(reply->status >= 200 && reply->status < 500);
    } else if (auto const* const question = std::get_if<Question>(&routed)) {
        TALLY_CHECK(question->query.find_first_of("\r\n") == std::string::npos);
        static_cast<void>(reply_of(*question, {1, 200, 17, request.body}));
    } else if (auto const* const commands = std::get_if<CommandLines>(&routed)) {
        TALLY_CHECK(commands->lines.ends_with('\n'));
        static_cast<void>(answers_body(commands->shape, commands->lines));
    } else if (auto const* const asked = std::get_if<SignIn>(&routed)) {
        ask_the_desk(*asked);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    beast::http::request_parser<beast::http::string_body> parser;
    parser.eager(true);
    parser.header_limit(16'384);
    parser.body_limit(65'536);
    boost::system::error_code error;
    std::size_t taken = 0;
    while (taken < size && !parser.is_done() && !error) {
        auto const more = parser.put(boost::asio::buffer(data + taken, size - taken), error);
        if (more == 0) break;
        taken += more;
    }
    if (parser.is_header_done()) {
        auto message = parser.release();
        route(request_of(message));
    }
    Names const names;
    static_cast<void>(parse_stream_message(text.substr(taken), names, 17));
    return 0;
}
