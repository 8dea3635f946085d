#include "tools/serve/http/message.h"

#include "tools/cli/json_text.h"

#include <algorithm>
#include <array>

namespace tally::serve::http {

namespace {

struct Reason {
    unsigned status;
    char const* text;
};

constexpr std::array reasons{Reason{200, "OK"},
                             Reason{201, "Created"},
                             Reason{204, "No Content"},
                             Reason{304, "Not Modified"},
                             Reason{400, "Bad Request"},
                             Reason{401, "Unauthorized"},
                             Reason{403, "Forbidden"},
                             Reason{404, "Not Found"},
                             Reason{405, "Method Not Allowed"},
                             Reason{406, "Not Acceptable"},
                             Reason{411, "Length Required"},
                             Reason{413, "Content Too Large"},
                             Reason{414, "URI Too Long"},
                             Reason{415, "Unsupported Media Type"},
                             Reason{425, "Too Early"},
                             Reason{426, "Upgrade Required"},
                             Reason{429, "Too Many Requests"},
                             Reason{431, "Request Header Fields Too Large"},
                             Reason{500, "Internal Server Error"},
                             Reason{503, "Service Unavailable"}};

}  // namespace

std::string reason_of(unsigned status) {
    auto const found = std::find_if(
        reasons.begin(), reasons.end(), [&](Reason const& one) { return one.status == status; });
    return found == reasons.end() ? "Error" : found->text;
}

Reply problem(unsigned status, std::string const& detail) {
    cli::JsonText json;
    json.begin_object().key("type").text("about:blank").key("title").text(reason_of(status));
    json.key("status").number(status).key("detail").text(detail).end_object();
    Reply reply;
    reply.status = status;
    reply.content_type = "application/problem+json";
    reply.body = json.take() + "\n";
    return reply;
}

}  // namespace tally::serve::http
