#pragma once

#include "tools/serve/http/command_lines.h"
#include "tools/serve/http/message.h"
#include "tools/serve/http/questions.h"
#include "tools/serve/http/sign_in.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace tally::serve::http {

struct RouterOptions {
    std::vector<std::string> cors_origins;  // pages from there may ask; none by default
    bool insecure_local = false;            // who asks without a token is the operator
    std::function<bool()> is_ready;         // for /readyz
};

// What a request shows to say who asks: the token of its Authorization header, or, since a page
// cannot set that on a WebSocket, of an offered protocol "bearer.TOKEN".
[[nodiscard]] std::string token_of(Request const& request);

// The client wants to speak WebSocket at /v1/stream.
struct StreamWanted {};

// What is to be done for a request.
using Routed = std::variant<Reply, Question, CommandLines, StreamWanted, SignIn>;

class Router {
public:
    explicit Router(RouterOptions options) : options_(std::move(options)) {}

    // What a request asks for. `size`: how many entries the record has now. `nobody`: why we do not
    // know who asks; empty if we do.
    [[nodiscard]] Routed route(Request const& request,
                               std::uint64_t size,
                               std::string const& nobody = "no key was proved") const;

    // The last hand on every reply: CORS and caching headers.
    void finish(Request const& request, Reply& reply) const;

private:
    [[nodiscard]] bool may_come_from(Request const& request) const;
    [[nodiscard]] Routed route_v1(Request const& request,
                                  Target target,
                                  std::uint64_t size,
                                  std::string const& nobody) const;
    [[nodiscard]] Routed read(Request const& request,
                              Resource const& resource,
                              Target target,
                              std::uint64_t size) const;
    [[nodiscard]] static Routed commands(Request const& request, Target const& target);
    [[nodiscard]] static Routed stream(Request const& request);
    [[nodiscard]] static Routed sessions(Request const& request);

    RouterOptions options_;
};

}  // namespace tally::serve::http
