#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/run/result.h"
#include "tools/reconcile/sources/sources.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tally::reconcile {

struct RunSource {
    std::string path;  // a file, a directory, or one of own_sources
    std::string name;  // as results show it
    std::string at;    // of a record: the point up to which it is read; empty: its end
};

// Sources that are the record itself: its chains, and its stored projections.
inline constexpr std::string_view own_chains = "chain:";
inline constexpr std::string_view own_projections = "replay:";

[[nodiscard]] inline bool is_own_source(std::string_view source) {
    return source == own_chains || source == own_projections;
}

// All that a run's result is a function of, besides this program.
struct RunInputs {
    std::string data;
    std::string at;
    std::string rules;
    std::vector<RunSource> sources;
    std::string previous;  // a breaks.csv
    ReadOptions reading;
};

[[nodiscard]] Result<std::string> input_text(std::string const& file);

// Writes a new directory: the texts of the result, copies of rules, mapping and statements, and
// manifest.json, which names them all with their hashes. A record that served as a source is not
// copied: its root is in the manifest. Not `quiet`: shows on a terminal how far it is.
[[nodiscard]] Result<void> write_results(std::filesystem::path const& directory,
                                         RunInputs const& inputs,
                                         Run const& run,
                                         bool quiet);

// The inputs of the run in a directory, but for the record; each is what the manifest says, or this
// is an integrity failure that names it. Directories that were sources are not kept beside the
// results: `directories` are where they are, in the order of the run; the path of one that is not
// among them is empty.
[[nodiscard]] Result<RunInputs> read_manifest(std::filesystem::path const& directory,
                                              std::vector<std::string> const& directories = {});

// Whether the results in a directory are those that its manifest names; the first that differs is
// an integrity failure.
[[nodiscard]] Result<void> check_results(std::filesystem::path const& directory);

// Whether a run came to the texts in the directory; the first that differs is an integrity failure.
[[nodiscard]] Result<void> compare_results(std::filesystem::path const& directory,
                                           Run const& run,
                                           bool quiet);

}  // namespace tally::reconcile
