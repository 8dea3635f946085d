#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

// What is behind the verbs verify, checkpoint, proof, replay, diff and check. Each returns the exit
// code (docs/cli.md); what it found goes to `out`, what went wrong to `error`.
namespace tally {

enum class ProveFormat : std::uint8_t { table, json };

struct ProveOutput {
    std::ostream& out;
    std::ostream& error;
    ProveFormat format = ProveFormat::table;
    bool quiet = false;  // only the verdict by exit code, and errors
    // Told what is being done, how far it is, and how far it has to go. May be empty.
    std::function<void(std::string const&, std::uint64_t, std::uint64_t)> progress;
};

// tally verify --data DIR [--key FILE-OR-LINE] [--no-replay] [--signatures]
// tally verify --proof FILE --key FILE-OR-LINE [--leaf FILE]
struct VerifyOptions {
    std::filesystem::path data;
    std::filesystem::path proof;  // not empty: verify this .tlog-proof instead of a directory
    std::string key;     // a verifier key line or a file that holds some; empty: the record's
    bool replay = true;  // also fold, and compare the projections' digests
};

[[nodiscard]] int run_verify(VerifyOptions const& options, ProveOutput& output);

// tally checkpoint --data DIR [--list] [--key FILE]: prints the newest signed note, or all sizes;
// with `create` puts digests into the record and signs a new one (needs the signing key).
struct CheckpointOptions {
    std::filesystem::path data;
    bool create = false;
    bool list = false;
    std::string signing_key;  // the key file's text; for create
};

[[nodiscard]] int run_checkpoint(CheckpointOptions const& options, ProveOutput& output);

// tally proof --data DIR --entry N [--at CHECKPOINT] [-o FILE]: a C2SP .tlog-proof of one entry.
struct ProofOptions {
    std::filesystem::path data;
    std::uint64_t entry = 0;
    std::string at;  // which checkpoint; empty: the smallest that includes the entry
};

[[nodiscard]] int run_proof(ProofOptions const& options, ProveOutput& output);

// tally replay --data DIR [--to POINT] [--re-decide] [--verify] [--from-zero]
struct ReplayOptions {
    std::filesystem::path data;
    std::string to;          // a point; empty: the end
    bool re_decide = false;  // ask the deciders again and compare every entry byte for byte
    bool verify = false;     // prove the tree on the way
    bool from_zero = false;  // do not begin from a snapshot
};

[[nodiscard]] int run_replay(ReplayOptions const& options, ProveOutput& output);

// tally diff --data DIR [--other DIR] [--from POINT] [--to POINT]: two points of one record, or one
// point (or both ends) of two records. Exit code 0: no difference; 2: there are differences.
struct DiffOptions {
    std::filesystem::path data;
    std::filesystem::path other;  // empty: the same record
    std::string from;             // point in `data`; empty: its end
    std::string to;               // point in `other` (or `data`); empty: its end
};

[[nodiscard]] int run_diff(DiffOptions const& options, ProveOutput& output);

// tally check --data DIR [--at POINT] [--every]: all invariants at a point, or after every entry.
struct CheckOptions {
    std::filesystem::path data;
    std::string at;
    bool every = false;
};

[[nodiscard]] int run_check(CheckOptions const& options, ProveOutput& output);

}  // namespace tally
