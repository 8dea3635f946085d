#pragma once

#include <cstdint>
#include <optional>

namespace tally::serve {

// Sizes that an operator may set; one that is not set is what its own room takes by itself.
struct Tuning {
    using Size = std::optional<std::uint64_t>;

    Size connections;         // of the binary protocol, all together
    Size subscriptions;       // of one connection
    Size commands_in_flight;  // of one connection
    Size output_bytes;        // that wait for one slow reader
    Size queue_commands;      // that wait for the engine
    Size queue_bytes;
    Size slice_commands;    // of one key, before another has its turn
    Size http_connections;  // of the gateway, all together
    Size http_body_bytes;   // of one request
    Size block_entries;     // of one commit
    Size backlog_blocks;    // that wait for the disk
    Size snapshot_every;    // entries
    Size recent_ids;        // kept in memory
    Size sign_seconds;      // after which a tree that has grown is signed
    Size session_seconds;   // before a key has to be proved again
    Size key_rate;          // commands a second of one key; 0: no limit
    Size key_burst;         // commands of one key at once after a rest
};

}  // namespace tally::serve
