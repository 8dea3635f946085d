#pragma once

#include "tools/look/last_start.h"

#include <filesystem>
#include <string>

namespace tally::serve {

class Gate;
class Intake;
class Projector;
class Server;

// What there is to be measured. The network's thread only, because of the server.
struct MetricSources {
    std::filesystem::path data;
    Intake const& intake;
    Projector const& projector;
    Server const& server;
    look::LastStart const& start;
    Gate const& gate;
};

// Everything that is served at /metrics, as docs/operations/metrics.md lists it.
[[nodiscard]] std::string collect_metrics(MetricSources const& sources);

}  // namespace tally::serve
