#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/outcome.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>
#include <optional>
#include <span>

namespace tally {

// One command as it is handed in.
struct Request {
    Body command;
    std::optional<Timestamp> time;  // nothing: the sequencer's clock
    bool linked = false;            // bound to the next one: all of the chain, or nothing
    KeyNumber key = {};             // who sent it; a chain is one key's
    // Of that key over the command; whoever hands it in has verified it.
    std::optional<CommandSignature> signature = std::nullopt;
};

// The answer to one command: where its entry is, and that it is durable. Its consequences are the
// entries right after it: sequence + 1 up to and with sequence + consequences.
struct Receipt {
    std::uint64_t number = 0;  // the how-manieth submitted command this answers, from 0
    Sequence sequence;
    Timestamp time;
    std::uint32_t consequences = 0;
    Outcome outcome = Outcome::ok;
};

// Who is told. Called from the writer's thread, in order of submission, only for what is durable.
class ReceiptSink {
public:
    ReceiptSink() = default;
    ReceiptSink(ReceiptSink const&) = delete;
    ReceiptSink& operator=(ReceiptSink const&) = delete;
    virtual ~ReceiptSink() = default;

    // Must not call the sequencer. A slow sink slows the sequencer down, nothing is dropped.
    virtual void durable(std::span<Receipt const> receipts) = 0;

    // The writer has nothing left to do, or has failed: a block that is not full may be handed over
    // now. Must not call the sequencer either.
    virtual void idle() {}
};

}  // namespace tally
