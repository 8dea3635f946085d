#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/outcome.h"

#include <cstdint>
#include <vector>

// Bodies of the entries that say what became of a reconciliation: docs/sign_off.md. A run itself is
// made outside of the record (tools/reconcile); the record has what was found, who decided what
// about it, and who signed.
namespace tally {

// Of a break: the same for the same lines in every run, so that a decision about it goes on.
using BreakId = StrongId<struct BreakIdTag, std::uint64_t>;

inline constexpr BreakId no_break{};

// Which side has the amount of a break that the other one lacks. Stored: append, never renumber.
enum class MoreOn : std::uint8_t { statement = 0, record = 1 };

// Which postings make the account gain. Stored: append, never renumber.
enum class GainsBy : std::uint8_t { debit = 0, credit = 1 };

// What a run said of an account: the exit codes of `tally reconcile run`. Stored: append, never
// renumber.
enum class ReconciliationVerdict : std::uint8_t {
    clean = 0,
    material = 2,
    immaterial = 3,
    incomplete = 4,
};

// A break of a recorded run. `code`: reconcile::BreakCode, which the record does not judge.
struct ReconciliationBreak {
    BreakId id;
    std::uint8_t code = 0;
    bool material = false;
    MoreOn more_on = MoreOn::statement;
    Amount amount;  // zero: the break is no amount, a missing statement for instance

    friend bool operator==(ReconciliationBreak const&, ReconciliationBreak const&) = default;
};

// What a run came to for one account. The run is named by the SHA-256 of its manifest.json, which
// names every input and result by theirs. The breaks are listed, material ones first, as far as a
// leaf has room; the counts and totals are those of all.
struct RecordReconciliation {
    Hash32 run;
    AccountId account;
    AssetNumber asset;
    GainsBy gains_by = GainsBy::debit;
    ReconciliationVerdict verdict = ReconciliationVerdict::clean;
    Hash32 rules;               // SHA-256 of the rules
    Hash32 root;                // of the record that the run looked at
    std::uint64_t size = 0;     // its entries
    std::uint32_t cut_off = 0;  // the last day reconciled, since 1970-01-01
    std::uint64_t matched = 0;  // lines of both sides
    std::uint32_t break_count = 0;
    std::uint32_t material_count = 0;
    Amount more_on_statement;  // sums of the breaks' amounts, by side: the difference is the net,
    Amount more_on_record;     // the sum the gross
    std::vector<ReconciliationBreak> breaks;
    Outcome outcome = Outcome::ok;

    friend bool operator==(RecordReconciliation const&, RecordReconciliation const&) = default;
};

// Somebody said something about a break, or about the run (no_break). The text is kept beside the
// record, for it may name people; the record has its commitment, as for AttachData.
struct CommentBreak {
    Hash32 run;
    AccountId account;
    BreakId break_id;
    Hash32 commitment;
    bool explains = false;  // with this the break is settled as far as signing is concerned
    Outcome outcome = Outcome::ok;

    friend bool operator==(CommentBreak const&, CommentBreak const&) = default;
};

// The break's whole amount is booked against another account. The transfer is the consequence: its
// sides and amount follow from the break, its effective date is the run's cut-off.
struct WriteOffBreak {
    Hash32 run;
    AccountId account;
    BreakId break_id;
    TransferId transfer;  // the id that it is to have
    AccountId against;
    std::uint16_t code = 0;  // of the transfer
    Outcome outcome = Outcome::ok;

    friend bool operator==(WriteOffBreak const&, WriteOffBreak const&) = default;
};

// An accepted transfer of the account puts the break right.
struct CorrectBreak {
    Hash32 run;
    AccountId account;
    BreakId break_id;
    TransferId transfer;
    Outcome outcome = Outcome::ok;

    friend bool operator==(CorrectBreak const&, CorrectBreak const&) = default;
};

// Stored: append, never renumber.
enum class SignAction : std::uint8_t {
    prepare = 1,   // the first signature
    review = 2,    // the second one, by another key; the run is then closed for good
    withdraw = 3,  // the first signature is taken back, by its key or by who would review
    abandon = 4,   // the run is dropped without signatures, a better one took its place
};

struct SignReconciliation {
    Hash32 run;
    AccountId account;
    SignAction action = SignAction::prepare;
    bool accept_breaks = false;  // although material breaks are undecided
    Outcome outcome = Outcome::ok;

    friend bool operator==(SignReconciliation const&, SignReconciliation const&) = default;
};

}  // namespace tally
