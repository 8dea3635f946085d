#include "tools/serve/http/router.h"

#include "tools/serve/http/negotiate.h"
#include "tools/serve/http/openapi.h"
#include "tools/wire/endpoint.h"

#include <algorithm>

namespace tally::serve::http {

namespace {

// Nothing if the method is one of `allowed`; otherwise the reply that says so.
std::optional<Reply> check_method(Request const& request, std::string const& allowed) {
    auto const list = allowed + ", OPTIONS";
    Reply reply;
    if (request.method == "OPTIONS") {
        reply.status = 204;
        reply.content_type.clear();
    } else if ((", " + list + ",").find(", " + request.method + ",") == std::string::npos) {
        reply = problem(405, request.method + " is nothing to do here; there are " + list);
    } else {
        return std::nullopt;
    }
    reply.headers.emplace_back("Allow", list);
    return reply;
}

std::optional<Reply> check_accept(Request const& request, std::string const& type) {
    if (accepts(request.accept, type)) return std::nullopt;
    return problem(406, "the answer would be " + type + ", which the Accept header does not admit");
}

Reply text_reply(std::string text) {
    Reply reply;
    reply.content_type = "text/plain; charset=utf-8";
    reply.body = std::move(text);
    return reply;
}

std::string etag_of(std::uint64_t size) {
    return "W/\"" + std::to_string(size) + "\"";
}

// What a reader has already is not read again: the answer to one address is the same as long as the
// record is.
bool has_it(Request const& request, std::string const& etag) {
    return request.if_none_match.find(etag) != std::string::npos || request.if_none_match == "*";
}

// Host names that a page elsewhere cannot make its own ("DNS rebinding").
bool is_local_host(std::string_view host) {
    auto const colon = host.rfind(':');
    bool const has_port = colon != std::string_view::npos && !host.ends_with(']');
    auto const endpoint = wire::parse_endpoint(std::string{host} + (has_port ? "" : ":1"));
    return endpoint && endpoint.value().is_local();
}

}  // namespace

bool Router::may_come_from(Request const& request) const {
    if (options_.insecure_local && !request.host.empty() && !is_local_host(request.host))
        return false;
    auto const& from = request.origin;
    bool const is_own = from == "http://" + request.host || from == "https://" + request.host;
    if (from.empty() || is_own) return true;
    auto const& allowed = options_.cors_origins;
    return std::find(allowed.begin(), allowed.end(), from) != allowed.end();
}

Routed Router::route(Request const& request, std::uint64_t size, std::string const& nobody) const {
    auto target = parse_target(request.target);
    if (request.target.empty() || request.target.front() != '/' || !target)
        return problem(400, target ? "the address does not begin with /" : target.error().text);
    auto const& path = target.value().path;
    bool const is_health = path.size() == 1 && (path[0] == "healthz" || path[0] == "readyz");
    if (!is_health && (path.size() < 2 || path[0] != "v1"))
        return problem(404,
                       "there is nothing at this address; /v1/openapi.json says what there is");
    if (!may_come_from(request))
        return problem(403,
                       "pages from " + request.origin + " at " + request.host +
                           " may not ask this server; start it with --cors ORIGIN");
    if (!is_health) return route_v1(request, std::move(target).value(), size, nobody);
    if (auto refused = check_method(request, "GET, HEAD")) return *refused;
    bool const well = path[0] == "healthz" || options_.is_ready();
    return well ? text_reply("ok\n") : problem(503, "the server is not ready yet");
}

Routed Router::route_v1(Request const& request,
                        Target target,
                        std::uint64_t size,
                        std::string const& nobody) const {
    auto const name = target.path[1];
    bool const alone = target.path.size() == 2;
    if (alone && name == "openapi.json") {
        if (auto refused = check_method(request, "GET, HEAD")) return *refused;
        if (auto refused = check_accept(request, "application/json")) return *refused;
        Reply reply;
        reply.body = openapi_text();
        return reply;
    }
    if (alone && name == "sessions") return sessions(request);
    auto const* const resource = find_resource(name);
    bool const known = resource != nullptr || (alone && (name == "commands" || name == "stream"));
    if (!known)
        return problem(404, "there is no \"" + name + "\"; /v1/openapi.json says what there is");
    bool const may_be_nobody = options_.insecure_local && token_of(request).empty();
    if (!nobody.empty() && !may_be_nobody && request.method != "OPTIONS")
        return who_asks(nobody + "; prove a key at /v1/sessions and send its token as a bearer");
    if (name == "commands") return commands(request, target);
    if (name == "stream") return stream(request);
    return read(request, *resource, std::move(target), size);
}

Routed Router::read(Request const& request,
                    Resource const& resource,
                    Target target,
                    std::uint64_t size) const {
    if (auto refused = check_method(request, "GET, HEAD")) return *refused;
    auto const ids = target.path.size() - 2;
    if (ids > 1 || (ids == 1 && (resource.id == Id::never || target.path[2].empty())) ||
        (ids == 0 && resource.id == Id::must))
        return problem(404,
                       "\"" + std::string{resource.name} + "\" is not read like this; " +
                           "/v1/openapi.json says how");
    auto question = question_of(resource, std::move(target));
    if (!question) return problem(400, question.error().text);
    auto const& asked = question.value();
    auto const type = asked.form == Form::text ? "text/plain" : "application/json";
    if (auto refused = check_accept(request, type)) return *refused;
    auto const etag = etag_of(asked.is_pinned && *asked.at < size ? *asked.at + 1 : size);
    if (!has_it(request, etag) || resource.name == "checkpoints" || asked.form == Form::text)
        return std::move(question).value();
    Reply unchanged;
    unchanged.status = 304;
    unchanged.content_type.clear();
    unchanged.headers.emplace_back("ETag", etag);
    return unchanged;
}

Routed Router::commands(Request const& request, Target const& target) {
    if (auto refused = check_method(request, "POST")) return *refused;
    if (!target.parameters.empty())
        return problem(400, "commands take no parameters in their address");
    auto const type = media_type(request.content_type);
    bool const is_lines = type == "application/jsonl" || type == "application/x-ndjson";
    if (type != "application/json" && !is_lines)
        return problem(415, "send commands as application/json or application/jsonl");
    if (!request.content_encoding.empty() && request.content_encoding != "identity")
        return problem(415, "send commands as they are, without a Content-Encoding");
    if (!request.has_length) return problem(411, "say how long the commands are: Content-Length");
    auto const answer_type = is_lines ? "application/jsonl" : "application/json";
    if (auto refused = check_accept(request, answer_type)) return *refused;
    auto lines = command_lines(request.body, is_lines);
    if (!lines) return problem(400, lines.error().text);
    return std::move(lines).value();
}

Routed Router::stream(Request const& request) {
    if (auto refused = check_method(request, "GET")) return *refused;
    if (request.is_upgrade) return StreamWanted{};
    auto reply = problem(426, "this address speaks WebSocket only");
    reply.headers.emplace_back("Upgrade", "websocket");
    return reply;
}

Routed Router::sessions(Request const& request) {
    if (auto refused = check_method(request, "POST, DELETE")) return *refused;
    std::string const token{bearer_token(request.authorization)};
    if (request.method == "DELETE") return SignIn{request.method, {}, token};
    if (media_type(request.content_type) != "application/json")
        return problem(415, "send the key as application/json");
    if (auto refused = check_accept(request, "application/json")) return *refused;
    return SignIn{request.method, request.body, token};
}

std::string token_of(Request const& request) {
    auto const token = bearer_token(request.authorization);
    if (!token.empty()) return std::string{token};
    constexpr std::string_view mark = "bearer.";
    std::string_view const offered = request.protocols;
    auto const at = offered.find(mark);
    if (at == std::string_view::npos) return {};
    auto const rest = offered.substr(at + mark.size());
    return std::string{rest.substr(0, rest.find_first_of(", "))};
}

void Router::finish(Request const& request, Reply& reply) const {
    if (reply.status != 201) reply.headers.emplace_back("Cache-Control", "no-cache");
    reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
    if (options_.cors_origins.empty()) return;
    reply.headers.emplace_back("Vary", "Origin");
    auto const& allowed = options_.cors_origins;
    if (std::find(allowed.begin(), allowed.end(), request.origin) == allowed.end()) return;
    reply.headers.emplace_back("Access-Control-Allow-Origin", request.origin);
    reply.headers.emplace_back("Access-Control-Expose-Headers", "ETag, Retry-After, Tally-Size");
    if (request.method != "OPTIONS") return;
    reply.headers.emplace_back("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE, OPTIONS");
    reply.headers.emplace_back("Access-Control-Allow-Headers",
                               "Authorization, Content-Type, If-None-Match");
    reply.headers.emplace_back("Access-Control-Max-Age", "600");
}

}  // namespace tally::serve::http
