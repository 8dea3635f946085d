#include "tools/serve/operations/open_files.h"

#include "tools/serve/http/gateway.h"
#include "tools/serve/logging/log.h"
#include "tools/serve/net/net_options.h"
#include "tools/serve/serve.h"

#include <sys/resource.h>

namespace tally::serve {

namespace {

constexpr std::uint64_t of_the_record = 1'024;  // the store's files, the log, what else there is
constexpr std::uint64_t of_a_tunnel = 3;        // with TLS: the client's socket, and a pair inside

std::uint64_t raise_to_the_hard_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    auto const was = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : was;
}

}  // namespace

std::string OpenFiles::complaint() const {
    if (allowed >= needed) return {};
    return "this process may open " + std::to_string(allowed) +
           " files, and as many connections as the configuration allows would need " +
           std::to_string(needed) +
           "; raise the limit (LimitNOFILE= of the unit, ulimit -Hn), or lower limits.connections "
           "and limits.http_connections";
}

OpenFiles raise_open_files(ServeOptions const& options) {
    auto const& tuning = options.tuning;
    std::uint64_t connections = 0;
    if (!options.listen.empty())
        connections += tuning.connections.value_or(NetOptions{}.connections_max);
    if (!options.http.empty())
        connections += tuning.http_connections.value_or(http::GatewayOptions{}.connections_max);
    auto const each = options.tls_certificate.empty() ? 1 : of_a_tunnel;
    return {raise_to_the_hard_limit(), of_the_record + each * connections};
}

void see_to_open_files(ServeOptions const& options, Log& log, cli::Output& output) {
    auto const complaint = raise_open_files(options).complaint();
    if (complaint.empty()) return;
    log.write(Level::warn, "open_files", {{"why", complaint}});
    if (options.tuning.connections || options.tuning.http_connections) output.remark(complaint);
}

}  // namespace tally::serve
