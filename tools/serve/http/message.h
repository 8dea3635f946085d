#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Requests and replies as the router sees them: nothing of sockets or of the parser in them.
namespace tally::serve::http {

struct Request {
    std::string method;
    std::string target;
    std::string host;
    std::string accept;
    std::string accept_encoding;
    std::string content_type;
    std::string content_encoding;
    std::string authorization;
    std::string if_none_match;
    std::string origin;       // of the page that asks, for CORS
    std::string protocols;    // that a WebSocket offers
    bool has_length = false;  // says how long its body is, or is chunked
    bool is_upgrade = false;  // to a WebSocket
    std::string body;
};

struct Reply {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

// An error as RFC 9457 describes it. `detail` is a sentence: what, where and what to do.
[[nodiscard]] Reply problem(unsigned status, std::string const& detail);

// "Not Found" for 404.
[[nodiscard]] std::string reason_of(unsigned status);

}  // namespace tally::serve::http
