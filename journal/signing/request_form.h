#pragma once

#include "journal/entry.h"

#include <cstdint>

// What a client asked for, out of what the record has of it. A command's body in the record is the
// request with the fields filled in that the engine decides.
namespace tally {

// Puts a recorded or received body back to what was asked: every field marked "decided" is at its
// default, and the amount of a transfer the one requested. What a post or void took from its
// pending transfer stays; see open_again. Bodies of consequences are left alone.
void to_request(Body& body);

// Which fields a request leaves for the engine to take from a pending transfer: bits of open_field,
// none for anything but a create_transfer that posts or voids.
[[nodiscard]] std::uint8_t left_open(Body const& request);

// Empties these fields again.
void open_again(Body& body, std::uint8_t fields);

}  // namespace tally
