#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

// The files of an export, as docs/export_format.md describes them. Names are relative to it.
namespace tally::export_file {

inline constexpr char const* checkpoint = "checkpoint";
inline constexpr char const* checkpoints = "checkpoints";  // a directory
inline constexpr char const* keys = "keys";
inline constexpr char const* policy = "policy";
inline constexpr char const* schema = "schema/entry.capnp";
inline constexpr char const* manifest = "manifest.json";
inline constexpr char const* entries = "entries.jsonl";
inline constexpr char const* balances = "balances.jsonl";
inline constexpr char const* sums = "SHA256SUMS";

// The note over so many entries.
[[nodiscard]] inline std::string checkpoint_of(std::uint64_t size) {
    return std::string{checkpoints} + "/" + std::to_string(size);
}

}  // namespace tally::export_file

namespace tally {

// True for a directory that `tally export` made, and for no data directory.
[[nodiscard]] bool is_export(std::filesystem::path const& directory);

}  // namespace tally
