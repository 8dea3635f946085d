#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace tally::manage {

// Where a command goes: into a directory that nobody else writes, to a server, or nowhere.
struct Door {
    std::string data;
    std::string key;                  // signing key's file, of a directory; may be empty
    std::string connect;              // address of a server
    std::string key_file;             // whose holder we are, to a server
    std::string sign;                 // file of the key that signs the command itself; or empty
    std::uint32_t wait_seconds = 10;  // for its answer
    bool dry_run = false;             // only print the command
    // Of a server at tls://; client::TlsOptions says what they are.
    std::string ca;
    std::string certificate;
    std::string certificate_key;
    std::string server_name;
};

void add_door_options(CLI::App& app, Door& door);

// All of them but --data, for a verb that reads a record too.
void add_sending_options(CLI::App& app, Door& door);

// The one that has commands signed.
void add_sign_option(CLI::App& app, Door& door);

// Only those that name a server.
void add_server_options(CLI::App& app, Door& door);

// A usage failure unless exactly one of the two ways is named, with nothing that is for the other.
[[nodiscard]] Result<void> check(Door const& door);

}  // namespace tally::manage
