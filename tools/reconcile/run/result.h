#pragma once

#include "journal/vocabulary/bytes.h"
#include "tools/reconcile/run/account_run.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// A run and the texts that it becomes. Every text is a function of the record, the rules and the
// statements: no clock, no path, no locale. docs/reconcile.md describes them.
namespace tally::reconcile {

struct SourceFile {
    std::string file;  // its name without directories
    std::string hash;  // SHA-256 in hex; of a record: its root
    std::string format;
    std::uint64_t lines = 0;
    std::uint64_t entries = 0;          // of a record: how many were read
    std::vector<std::string> left_out;  // with --partial: what could not be read
};

struct Run {
    std::string origin;
    std::uint64_t size = 0;  // entries of the record that were looked at
    Hash32 root;
    Rules rules;
    std::vector<SourceFile> sources;
    std::vector<AccountRun> accounts;  // one for each of the rules
    // What is wrong with the books themselves, whatever others say: always material.
    std::vector<Break> own;
    std::vector<std::string> own_incomplete;  // why nothing can be said of that
    std::vector<std::string> ignored;         // accounts whose statements were left aside
    std::vector<BreakId> cleared;             // ids of the previous run's breaks that are gone
    std::string previous;                     // hash of the previous run's breaks; empty: none
};

// What the run says as a whole: the exit code of `tally reconcile run`.
enum class Verdict : std::uint8_t {
    clean = 0,
    material = 2,
    immaterial = 3,
    incomplete = 4,
    integrity = 5,  // the books are not what their own record says
};

[[nodiscard]] Verdict verdict_of(Run const& run);
[[nodiscard]] std::string_view name_of(Verdict verdict);

// By asset, what the breaks of all its accounts come to without their signs.
struct Weight {
    std::string asset;
    std::uint8_t scale = 0;
    Amount gross;
    bool material = false;  // as the rules say of the run as a whole
};

[[nodiscard]] std::vector<Weight> weights_of(Run const& run);

// Where a text goes, piece by piece: with millions of breaks it is larger than all the rest.
using TextSink = std::function<void(std::string_view piece)>;

void result_json(Run const& run, TextSink const& to);
void breaks_csv(Run const& run, TextSink const& to);
void matches_csv(Run const& run, TextSink const& to);
void controls_csv(Run const& run, TextSink const& to);

// For people: of an account's breaks the first thousand.
[[nodiscard]] std::string summary_text(Run const& run);

// The first day of each break in a breaks_csv, by id. A text that is none is a usage failure.
[[nodiscard]] Result<SeenBefore> read_breaks(std::string const& csv, std::string const& name);

[[nodiscard]] std::string signed_text(SignedAmount amount, std::uint8_t scale);

}  // namespace tally::reconcile
