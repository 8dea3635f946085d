#pragma once

#include "journal/checkpoint/key_chain.h"
#include "journal/entries/audit.h"
#include "journal/store/store.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tally {

// In a data directory and in an export: where the entries are that changed the signing key. Absent
// if none did.
inline constexpr char const* rotations_file = "rotations";

// What an entry says, with the keys under the record's name.
[[nodiscard]] KeyRotation rotation_in(std::string const& origin,
                                      Sequence sequence,
                                      RotateSigningKey const& body);

// The same as an entry's body.
[[nodiscard]] RotateSigningKey body_of(KeyRotation const& rotation);

// The rotations that are in a record, oldest first: the file beside it says where, its entries say
// what. A line that no entry stands behind (a crash came before it was written) is passed over.
[[nodiscard]] Result<std::vector<KeyRotation>> read_rotations(
    Store& store, std::filesystem::path const& directory, std::string const& origin);

// Replaces the file; durable on return.
[[nodiscard]] Result<void> write_rotations(std::filesystem::path const& directory,
                                           std::vector<KeyRotation> const& rotations);

// What the file has to say.
[[nodiscard]] std::string rotations_text(std::vector<KeyRotation> const& rotations);

}  // namespace tally
