#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"
#include "tools/serve/tuning.h"

#include <string>
#include <vector>

namespace tally::serve {

struct ServeOptions {
    std::string data;
    std::vector<std::string> listen;  // addresses; a Unix socket as unix:PATH
    std::string http;                 // address for HTTP and WebSocket; empty: neither
    std::vector<std::string> cors;    // origins whose pages may use them
    std::string key;                  // file of the key that signs checkpoints; empty: none are
    bool insecure_local = false;      // whoever can reach us may do everything
    std::string metrics;              // address for Prometheus; empty: none
    std::string newest_checkpoint;    // file of a note that the record must extend; or empty
    std::string config;               // the file that was read, read again on SIGHUP; or empty
    std::string log_to;               // "stderr" or a file; empty: no log
    std::string log_level;            // empty: info
    std::string tls_certificate;      // file; empty: TCP is spoken in the clear
    std::string tls_key;
    std::string tls_client_ca;
    std::string tls_client_certificates;  // none, optional or required; empty: none
    std::string tls_minimum;              // 1.2 or 1.3; empty: 1.3
    Tuning tuning;
};

// What can be said of options before anything is opened: addresses, keys that can be read.
[[nodiscard]] Result<void> check(ServeOptions const& options);

// What `tally serve` does: opens the record, listens, says one line when it is ready, and serves
// until SIGTERM or SIGINT asks it to stop or nothing more can be recorded.
[[nodiscard]] Result<cli::ExitCode> serve(ServeOptions const& options, cli::Output& output);

}  // namespace tally::serve
