#pragma once

#include "journal/entries/access.h"
#include "journal/entries/audit.h"
#include "journal/entries/chains.h"
#include "journal/entries/control.h"
#include "journal/entries/escrows.h"
#include "journal/entries/ledger.h"
#include "journal/entries/markets.h"
#include "journal/entries/reconciliations.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>
#include <string_view>
#include <variant>

namespace tally {

// Everything that can happen. The order of the alternatives is of no meaning outside this process:
// the record stores the union tag of journal/schema/entry.capnp.
using Body = std::variant<Tick,
                          CreateAsset,
                          CreateAccount,
                          CreateTransfer,
                          CreateMarket,
                          ControlMarket,
                          PlaceOrder,
                          AmendOrder,
                          CancelOrder,
                          CancelAll,
                          CreateEscrow,
                          FundEscrow,
                          AttestEscrow,
                          ReleaseEscrow,
                          RefundEscrow,
                          DisputeEscrow,
                          ResolveEscrow,
                          CreateChain,
                          ObserveBlock,
                          ResumeChain,
                          RequestWithdrawal,
                          CancelWithdrawal,
                          AttachData,
                          RedactData,
                          RecordLiabilities,
                          AddKey,
                          RevokeKey,
                          GrantRole,
                          RevokeRole,
                          SetLimit,
                          SetKillSwitch,
                          SetPolicy,
                          ApproveTransfer,
                          RecordReconciliation,
                          CommentBreak,
                          WriteOffBreak,
                          CorrectBreak,
                          SignReconciliation,
                          // consequences
                          TransferExpired,
                          Fill,
                          OrderCancelled,
                          OrderExpired,
                          OrderTriggered,
                          OrderDecremented,
                          ChainEventApplied,
                          ChainReorganized,
                          ChainHalted,
                          ProjectionDigest,
                          RotateSigningKey,
                          ApprovalExpired,
                          CommandSignature>;

// The unit of history.
struct Entry {
    Sequence sequence;
    Timestamp time;       // never decreases along the record
    Sequence cause;       // the command entry that led to this one; its own for a command
    bool linked = false;  // a command bound to the next one: all of the chain, or nothing
    KeyNumber key;        // who sent a command; 0 for the holder of the files and for consequences
    Body body;

    friend bool operator==(Entry const&, Entry const&) = default;
};

// The name of a body's kind as `tally log` prints it: "create_transfer", "fill", ...
[[nodiscard]] std::string_view kind_name(Body const& body);

// The outcome of a command entry; `ok` for a consequence.
[[nodiscard]] Outcome outcome_of(Body const& body);

// True for the bodies that a client (or the sequencer, for a tick) can submit.
[[nodiscard]] bool is_command(Body const& body);

}  // namespace tally
