#pragma once

#include "tools/json/reading.h"

namespace tally::json {

// Reads the member "signed" of a command:
//     {"key":3,"nonce":"17","signature":"0x..","scheme":"canonical_command"}
// Without "key" it is whoever sends the command; without "scheme" it is canonical_command.
void read_proof(Reading& reading, Node const& node, CommandProof& to);

}  // namespace tally::json
