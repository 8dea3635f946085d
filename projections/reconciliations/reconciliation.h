#pragma once

#include "journal/entry.h"

#include <compare>
#include <cstdint>
#include <vector>

namespace tally {

// A run's result for one account: what is decided about and signed as one.
struct ReconciliationKey {
    AccountId account;
    Hash32 run;

    friend auto operator<=>(ReconciliationKey const&, ReconciliationKey const&) = default;
};

// Signed and abandoned are closed: nothing about them changes any more.
enum class ReconciliationStage : std::uint8_t {
    open = 0,
    prepared = 1,
    signed_off = 2,
    abandoned = 3
};

struct Reconciliation {
    RecordReconciliation found;
    Sequence recorded;
    ReconciliationStage stage = ReconciliationStage::open;
    KeyNumber preparer;  // while the stage is prepared, and after
    Sequence prepared;
    KeyNumber reviewer;  // once it is signed off
    Sequence closed;
    std::uint32_t comments = 0;  // about the run as a whole

    [[nodiscard]] bool is_closed() const { return stage >= ReconciliationStage::signed_off; }
};

enum class BreakDecision : std::uint8_t { none = 0, explained = 1, written_off = 2, corrected = 3 };

struct BreakKey {
    AccountId account;
    BreakId id;

    friend auto operator<=>(BreakKey const&, BreakKey const&) = default;
};

// A break and what was decided about it, whatever run it was decided in: the next run that finds it
// again takes the decision over.
struct DecidedBreak {
    Sequence first_recorded;  // by the first of the runs that go on to this one without a gap
    BreakDecision decision = BreakDecision::none;
    KeyNumber by;
    Sequence decided;     // the entry of the decision
    TransferId transfer;  // of a write-off or correction
    std::uint32_t comments = 0;
    Sequence last_comment;   // the newest one's entry, if there is one
    std::uint32_t runs = 0;  // kept ones that list it; with none it is forgotten
};

}  // namespace tally
