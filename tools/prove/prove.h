#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What is behind the verbs verify, checkpoint, proof, replay, diff and check. A Failure of kind
// integrity says that the record does not prove itself, and where.
namespace tally::prove {

// tally verify DIR [--key KEY] [--old-checkpoint FILE] [--signatures] [--replay | --no-replay]
// tally verify --proof FILE --key KEY [--old-checkpoint FILE]
struct VerifyOptions {
    std::string data;   // a data directory or an export
    std::string proof;  // not empty: verify this proof, and no directory
    std::string key;    // a verifier key line, or a file of such lines; empty: the record's own
    // Fold the record and compare the projections' digests: unless false. True also asks the
    // deciders again.
    std::optional<bool> replay;
    bool signatures = false;  // also check again what commands were signed with
    std::string policy;       // not empty: a tlog-policy file that the newest checkpoint must meet
    std::vector<std::string> old_checkpoints;  // files: the record must go on from these
};

[[nodiscard]] Result<cli::ExitCode> verify(VerifyOptions const& options, cli::Output& output);

// tally checkpoint --data DIR            the newest signed note, verbatim
// tally checkpoint --data DIR --list     the sizes and roots of all
// tally checkpoint --data DIR --key FILE puts digests into the record and signs a new one
// tally checkpoint --data DIR --cosigned FILE puts witnesses' signatures to one that is there
struct CheckpointOptions {
    std::string data;
    std::string key;  // the signing key's file
    std::string cosigned;
    bool list = false;
};

[[nodiscard]] Result<cli::ExitCode> checkpoint(CheckpointOptions const& options,
                                               cli::Output& output);

// tally proof --data DIR --entry N [--at checkpoint:SIZE]: a C2SP .tlog-proof of one entry.
// tally proof --data DIR --consistency A B: that the checkpoint over B entries goes on from the
// tree over the first A.
struct ProofOptions {
    std::string data;
    std::optional<std::uint64_t> entry;
    std::vector<std::uint64_t> consistency;  // empty, or both sizes
    std::string at;  // under which checkpoint; empty: the smallest that has the entry
};

[[nodiscard]] Result<cli::ExitCode> proof(ProofOptions const& options, cli::Output& output);

// The newest signed checkpoint, and that it goes on from the record's first `from` entries; without
// a path if it is over fewer. What a witness asks of a log.
struct GrowthOptions {
    std::string data;
    std::uint64_t from = 0;
};

[[nodiscard]] Result<cli::ExitCode> growth(GrowthOptions const& options, cli::Output& output);

// tally replay --data DIR [--to POINT] [--re-decide] [--verify] [--from-zero]
struct ReplayOptions {
    std::string data;
    std::string to;          // a point; empty: the end
    bool re_decide = false;  // ask the deciders again and compare every entry
    bool verify = false;     // prove the tree on the way
    bool from_zero = false;  // do not begin from a snapshot
};

[[nodiscard]] Result<cli::ExitCode> replay(ReplayOptions const& options, cli::Output& output);

// tally diff --data DIR [--other DIR] [--from POINT] [--to POINT]. Exit code 2: they differ.
struct DiffOptions {
    std::string data;
    std::string other;  // empty: the same record
    std::string from;   // a point of `data`; empty: its start, or with `other` its end
    std::string to;     // a point of `other`, or of `data`; empty: its end
};

[[nodiscard]] Result<cli::ExitCode> diff(DiffOptions const& options, cli::Output& output);

// tally check --data DIR [--at POINT] [--every]: the rules of the books. Exit code 5: one is
// broken.
struct CheckOptions {
    std::string data;
    std::string at;      // a point; empty: the end
    bool every = false;  // the state after every command, not only the last
};

[[nodiscard]] Result<cli::ExitCode> check(CheckOptions const& options, cli::Output& output);

}  // namespace tally::prove
