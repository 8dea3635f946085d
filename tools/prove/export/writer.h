#pragma once

#include "journal/checkpoint/key_chain.h"
#include "journal/store/record_store.h"
#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tally::prove {

struct ExportRequest {
    std::filesystem::path to;
    std::uint64_t size = 0;  // entries: there must be a checkpoint over exactly so many
    bool personal = false;   // also the values beside the record that are not redacted
    std::function<void(std::uint64_t, std::uint64_t)> progress = {};
};

struct Exported {
    std::uint64_t before = 0;  // entries that were in the directory already
    std::uint64_t size = 0;
    Hash32 root;
    std::uint64_t checkpoints = 0;
    std::vector<std::string> notes;
};

// Writes a record as an export, or adds what is new to one that is there. Every checkpoint is
// proven on the way, so that a damaged record gives no export. An export of another record, or of
// another history of this one, is an integrity failure and stays as it is.
//
// The checkpoint is replaced last: an export that was cut off is the one before, with files too
// many, and the next one mends it.
[[nodiscard]] Result<Exported> write_export(Record const& record, ExportRequest const& request);

// The text of manifest.json. `schema` is the hash of the exported schema file.
[[nodiscard]] std::string manifest_text(std::string const& origin,
                                        std::uint64_t size,
                                        Hash32 const& root,
                                        std::vector<StoredCheckpoint> const& checkpoints,
                                        std::uint64_t accounts,
                                        Hash32 const& schema);

// The text of the policy file: this log's keys, one after the other, and no witnesses.
[[nodiscard]] std::string policy_text(std::vector<std::string> const& keys, KeyChain const& chain);

// The text of the keys file.
[[nodiscard]] std::string keys_text(std::vector<std::string> const& keys);

}  // namespace tally::prove
