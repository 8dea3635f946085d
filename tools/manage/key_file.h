#pragma once

#include "journal/crypto/bip340.h"
#include "journal/vocabulary/result.h"

#include <string>

// Keys to send commands with, as files: the secret in hex on a line, for its owner's eyes only.
namespace tally::manage {

// Makes a key and writes its secret; no file is overwritten.
[[nodiscard]] Result<Bip340PublicKey> make_key_file(std::string const& file);

// A file that is no key, or that others may read, is a usage failure.
[[nodiscard]] Result<Bip340Secret> read_key_file(std::string const& file);

// A public key in hex, or the public half of the key in a file.
[[nodiscard]] Result<Bip340PublicKey> public_key_of(std::string const& hex_or_file);

}  // namespace tally::manage
