#pragma once

#include "engine/engine.h"
#include "engine/sequencer/block_cache.h"
#include "engine/sequencer/block_writer.h"
#include "engine/sequencer/checkpoint_keeper.h"
#include "engine/sequencer/in_flight.h"
#include "engine/sequencer/indexed_past.h"
#include "engine/sequencer/recovery.h"
#include "engine/sequencer/sequencer.h"
#include "journal/codec/leaf_buffer.h"
#include "journal/store/rocks_store.h"

#include <memory>
#include <optional>
#include <vector>

namespace tally {

// What a Sequencer is made of, and in which order it is taken down: the writer first, the store
// last.
class Sequencer::Core final : private EntrySource {
public:
    struct Parts {
        SequencerOptions options;
        AttestationOracle const& oracle;
        Clock const& clock;
        ReceiptSink& sink;
        std::unique_ptr<RocksStore> store;
        CheckpointKeeper keeper;
        RecoveryReport report;
    };

    explicit Core(Parts parts) : parts_(std::move(parts)), cache_(*parts_.store) {}

    // Recovers, and starts the writer unless there is an alarm.
    [[nodiscard]] Result<void> start(OpenedEpoch const& opened);

    void expect(Body const& command) const;
    void expect_next(Body const& command) const;
    [[nodiscard]] Result<void> submit(Request&& request);
    void hand_over();
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<void> end_of_input();
    [[nodiscard]] Result<SignedCheckpoint> checkpoint();
    [[nodiscard]] Result<void> sign_tree();
    [[nodiscard]] Result<SignedCheckpoint> rotate_key(SigningKey next);
    [[nodiscard]] Result<void> close();

    [[nodiscard]] RecoveryReport const& report() const { return parts_.report; }

    [[nodiscard]] State const& state() const { return *recovered_.state; }

    [[nodiscard]] Past const* past() const { return past_.get(); }

    [[nodiscard]] Result<std::unique_ptr<BlockCursor>> read(Sequence from) {
        return parts_.store->read(from);
    }

    [[nodiscard]] RocksStore& store() { return *parts_.store; }

    [[nodiscard]] WriterTimes const* writer_times() const {
        return writer_ == nullptr ? nullptr : &writer_->times();
    }

    [[nodiscard]] Result<FoldedState> load_outside();
    [[nodiscard]] Result<void> save_outside(FoldedState const& folded);

    [[nodiscard]] Timestamp now() const;
    [[nodiscard]] DurableTip durable_tip() const;

    [[nodiscard]] bool stopped() const { return writer_ == nullptr || fatal_ || writer_->failed(); }

    [[nodiscard]] std::string const& origin() const { return parts_.store->meta().origin; }

private:
    [[nodiscard]] Result<Entry> entry(Sequence sequence) override;

    [[nodiscard]] Result<void> writable() const;
    [[nodiscard]] Result<void> acceptable(Body const& command);
    [[nodiscard]] Result<Timestamp> time_of(Request const& request) const;
    [[nodiscard]] Result<void> link(Request&& request);
    void execute(Request&& request, Timestamp time);
    void execute_chain(bool open);
    void expire(Timestamp time);
    void answer(std::size_t from);
    [[nodiscard]] Result<void> after_command();
    [[nodiscard]] Result<void> pass_on();
    [[nodiscard]] Result<void> drained();

    [[nodiscard]] bool digests_due() const;
    void put_digests(bool whole);
    void put_digest(ProjectionDigest const& digest);
    [[nodiscard]] Result<void> periodic_checkpoint();
    [[nodiscard]] Result<void> sign_durable_tip();
    [[nodiscard]] std::uint64_t entries_since_snapshot() const;
    [[nodiscard]] Result<void> take_snapshot();

    Parts parts_;
    BlockCache cache_;
    InFlight in_flight_;
    Recovered recovered_;
    std::unique_ptr<IndexedPast> past_;
    std::unique_ptr<Engine> engine_;
    std::uint64_t digests_due_ = 0;  // when the record has so many entries
    std::uint64_t snapshot_size_ = 0;
    std::uint64_t submitted_ = 0;
    std::vector<Body> chain_;
    std::vector<std::optional<CommandSignature>> chain_signatures_;
    Timestamp chain_time_;
    KeyNumber chain_key_;
    bool chain_too_long_ = false;
    LeafBuffer scratch_;
    std::optional<Failure> fatal_;
    std::optional<DurableTip> closed_at_;  // the tip, when the writer is gone
    std::unique_ptr<BlockWriter> writer_;
};

}  // namespace tally
