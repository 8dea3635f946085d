#pragma once

#include "engine/attestation_oracle.h"
#include "engine/past.h"
#include "engine/sequencer/clock.h"
#include "engine/sequencer/digest_cycle.h"
#include "engine/sequencer/histogram.h"
#include "engine/sequencer/receipt.h"
#include "engine/sequencer/sequencer_options.h"
#include "journal/store/store.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"
#include "projections/state.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tally {

class RocksStore;

// A state beside the engine's, folded from the record.
struct FoldedState {
    std::unique_ptr<State> state;  // never null
    DigestCycle digests;
};

// The one writer of a record: takes commands in, stamps and orders them, lets the Engine decide,
// makes the entries durable and then answers.
//
//     sequence -> decide -> apply in memory -> append durably -> answer
//
// The caller's thread is the engine's thread: it decides and applies, and fills a block. A second
// thread encodes, hashes, appends and answers, one block at a time; while it waits for the disk the
// next block fills (group commit). No answer leaves before its block is durable. After a failed
// append nothing is answered any more and every call returns the failure: the process is to end,
// and the next one recovers from the record.
//
// Threads: all members are called from one thread, except the sink, which is called from the
// writer.
class Sequencer {
public:
    // Becomes the writer of `directory`: fences earlier ones, loads the newest snapshot that proves
    // itself, applies the tail. `oracle`, `clock` and `sink` must outlive the Sequencer.
    [[nodiscard]] static Result<std::unique_ptr<Sequencer>> open(
        std::filesystem::path const& directory,
        SequencerOptions options,
        AttestationOracle const& oracle,
        Clock const& clock,
        ReceiptSink& sink);

    Sequencer(Sequencer const&) = delete;
    Sequencer& operator=(Sequencer const&) = delete;
    ~Sequencer();  // stops the writer; what was not flushed may be lost, as in a crash

    // What was found and done while opening. With an alarm the Sequencer is read-only.
    [[nodiscard]] RecoveryReport const& recovery() const;

    // Takes one command. It is answered through the sink, later. May wait for the writer when the
    // backlog is full. A Failure of kind `usage` refuses this command only (its time goes back; the
    // record knows nothing of it, and no receipt comes); any other is fatal.
    //
    // Members of a linked chain are held until the first that is not linked; the chain happens at
    // the time of its first member, and the times of the others are not looked at.
    [[nodiscard]] Result<void> submit(Request&& request);

    // Says which commands will be submitted soon: fetches the memory that deciding on them will
    // touch. Worth it some commands ahead, first for each the indexes (`expect`), then what they
    // lead to (`expect_next`); changes nothing.
    void expect(Body const& command) const;
    void expect_next(Body const& command) const;

    // Call when no more input is at hand: hands what is decided to the writer without waiting.
    // While the writer is busy it need not be called; blocks are handed over as it becomes free.
    void hand_over();

    // Waits until everything decided so far is durable and answered. An open chain stays open.
    [[nodiscard]] Result<void> flush();

    // The end of the input: a chain that is still open is refused with linked_event_chain_open.
    [[nodiscard]] Result<void> end_of_input();

    // On demand: puts the digests of all projections into the record, signs the tree that includes
    // them, writes a snapshot. Needs a key. Refused while a chain is open.
    [[nodiscard]] Result<SignedCheckpoint> checkpoint();

    // Signs the tree without adding an entry: the one that is durable if nothing is in flight, else
    // the one that ends with the block that fills. Nothing happens without a key, or if that tree
    // is signed.
    [[nodiscard]] Result<void> sign_tree();

    // Puts `next` in the place of the signing key: an entry that the old key vouches for, and a
    // checkpoint over it that both sign. Keep `next` safe before; afterwards only it opens the
    // record to sign. Needs a key. Refused while a chain is open, and for a key that was in use
    // before.
    [[nodiscard]] Result<SignedCheckpoint> rotate_key(SigningKey next);

    // end_of_input, flush, and, with a key, a signed note over the tree as it is (no entry is
    // added, so that a file applied in one run or in ten leaves the same record), and a snapshot.
    [[nodiscard]] Result<void> close();

    // What follows from every command submitted so far, durable or not; without an open chain.
    [[nodiscard]] State const& state() const;

    // The ids used up so far, for what a command leaves to be inherited from an earlier one. Null
    // when opened read-only. The engine's thread only.
    [[nodiscard]] Past const* past() const;

    // Reads the durable record while it is written. Any thread, until close().
    [[nodiscard]] Result<std::unique_ptr<BlockCursor>> read(Sequence from) const;

    // The store below, for reads beside the writer. Any thread, until close().
    [[nodiscard]] RocksStore& store() const;

    // For a thread that folds what is durable while the engine goes on: the newest snapshot, to
    // begin with, and where to save new ones. Not while checkpoint() or close() runs, and by one
    // thread at a time; the state's entries must all be durable, and end with a block.
    [[nodiscard]] Result<FoldedState> load_snapshot() const;
    [[nodiscard]] Result<void> save_snapshot(FoldedState const& folded) const;

    // How long the writer's steps take. Null when read-only; any thread, until close().
    [[nodiscard]] WriterTimes const* writer_times() const;

    // The time that a command without one would get now.
    [[nodiscard]] Timestamp now() const;

    // How many entries are durable, and the root over them, as last acknowledged.
    [[nodiscard]] DurableTip durable_tip() const;

    // True after a fatal failure, or when opened read-only.
    [[nodiscard]] bool stopped() const;

    // The record's name, as given to `tally init`.
    [[nodiscard]] std::string const& origin() const;

private:
    class Core;
    explicit Sequencer(std::unique_ptr<Core> core);

    std::unique_ptr<Core> core_;
};

}  // namespace tally
