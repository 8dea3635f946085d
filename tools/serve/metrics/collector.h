#pragma once

#include "tools/look/last_start.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace tally::serve {

class Gate;
class Intake;
class Projector;
class Server;

// Of the doors and services that have threads of their own.
struct ServiceFigures {
    std::size_t http_connections = 0;
    std::size_t http_sessions = 0;       // tokens that were made and have not ended
    std::size_t followers = 0;           // subscriptions, to the record and to changes
    std::uint64_t folded_entries = 0;    // by reads of the past, since the start
    std::uint64_t movement_entries = 0;  // that the index of movements knows; 0 while it rests
};

// What there is to be measured. The network's thread only, because of the server.
struct MetricSources {
    std::filesystem::path data;
    Intake const& intake;
    Projector const& projector;
    Server const& server;
    look::LastStart const& start;
    Gate const& gate;
    std::function<ServiceFigures()> services;
};

// Everything that is served at /metrics, as docs/operations/metrics.md lists it.
[[nodiscard]] std::string collect_metrics(MetricSources const& sources);

}  // namespace tally::serve
