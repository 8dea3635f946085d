// How the sequencer puts digests into the record, signs and takes snapshots. Where the digests go
// is a function of the record (docs/adr/0020-checkpoints.md, 0110-digests-by-slices.md).
#include "engine/sequencer/projection_digest.h"
#include "engine/sequencer/record_hashes.h"
#include "engine/sequencer/sequencer_core.h"
#include "engine/sequencer/snapshot.h"

#include <utility>

namespace tally {

bool Sequencer::Core::digests_due() const {
    return state().next_sequence().value >= digests_due_;
}

// One entry: at most one slice stands behind a command, so that no stop is longer than a slice.
void Sequencer::Core::put_digest(ProjectionDigest const& digest) {
    auto& state = *recovered_.state;
    auto& digests = recovered_.position.digests;
    auto& entries = in_flight_.filling().entries;
    auto const sequence = state.next_sequence();
    entries.push_back(Entry{sequence, state.last_time(), sequence, false, {}, digest});
    state.apply(entries.back());
    past_->observe(entries.back());
    digests.observe(sequence, digest);
    digests_due_ = digests.due(parts_.options.digest_every);
}

void Sequencer::Core::put_digests(bool whole) {
    for (auto const kind : State::kinds) {
        if (!state().has_digest(kind)) continue;
        put_digest(whole ? projection_digest(state(), kind) : first_digest(state(), kind));
    }
}

Result<void> Sequencer::Core::periodic_checkpoint() {
    put_digests(false);
    in_flight_.filling().sign = parts_.keeper.can_sign();
    TALLY_TRYV(pass_on());
    bool const due = entries_since_snapshot() >= parts_.options.snapshot_every;
    if (!due || parts_.options.snapshots_from_outside) return success();
    return take_snapshot();
}

std::uint64_t Sequencer::Core::entries_since_snapshot() const {
    return state().next_sequence().value - snapshot_size_;
}

// A snapshot is a help, not a part of the record: one that cannot be written is only said.
Result<void> Sequencer::Core::take_snapshot() {
    TALLY_TRYV(drained());
    TALLY_TRY(bytes, parts_.store->frontier());
    TALLY_TRY(frontier, Frontier::restore(bytes));
    SnapshotPosition const position{recovered_.position.digests, frontier};
    auto const saved = tally::save_snapshot(
        *parts_.store, state(), writer_->durable_tip(), position, [this](ByteSink& sink) {
            past_->save_filter(sink);
        });
    snapshot_size_ = state().next_sequence().value;
    if (!saved) parts_.report.notes.push_back("no snapshot was written: " + saved.error().text);
    return success();
}

Result<FoldedState> Sequencer::Core::load_outside() {
    TALLY_TRY(tip, parts_.store->observed_tip());
    std::vector<std::string> notes;  // said already, when the record was opened
    TALLY_TRY(loaded, tally::load_snapshot(*parts_.store, tip.next, notes));
    return FoldedState{std::move(loaded.state), loaded.position.digests};
}

// The writer is ahead of the state, so that its frontier is of no use here: the tree's nodes are.
Result<void> Sequencer::Core::save_outside(FoldedState const& folded) {
    auto const next = folded.state->next_sequence();
    RecordHashes hashes{*parts_.store};
    TALLY_TRY(frontier, frontier_of(hashes, next.value));
    SnapshotPosition const position{folded.digests, frontier};
    return tally::save_snapshot(
        *parts_.store, *folded.state, {next, frontier.root()}, position, [this](ByteSink& sink) {
            past_->save_filter(sink);
        });
}

Result<SignedCheckpoint> Sequencer::Core::checkpoint() {
    TALLY_TRYV(writable());
    if (!chain_.empty())
        return Failure{FailureKind::usage, "a checkpoint cannot be made within a linked chain"};
    if (!parts_.keeper.can_sign())
        return Failure{FailureKind::usage, "a checkpoint needs the record's signing key: --key"};
    if (!recovered_.position.digests.is_whole_at(state().next_sequence().value)) put_digests(true);
    TALLY_TRYV(drained());
    TALLY_TRY(signed_tree, parts_.keeper.sign(writer_->durable_tip()));
    if (entries_since_snapshot() > 0 && !parts_.options.snapshots_from_outside) {
        TALLY_TRYV(take_snapshot());
    }
    return signed_tree;
}

Result<void> Sequencer::Core::sign_tree() {
    TALLY_TRYV(writable());
    if (!parts_.keeper.can_sign()) return success();
    auto& filling = in_flight_.filling();
    if (!filling.entries.empty()) {
        filling.sign = true;
        return success();
    }
    TALLY_TRYV(drained());
    return sign_durable_tip();
}

Result<void> Sequencer::Core::sign_durable_tip() {
    auto const tip = writer_->durable_tip();
    if (tip.next.value <= parts_.keeper.last_signed().size) return success();
    TALLY_TRYV(parts_.keeper.sign(tip));
    return success();
}

Result<void> Sequencer::Core::close() {
    TALLY_TRYV(end_of_input());
    TALLY_TRYV(drained());
    if (parts_.keeper.can_sign()) {
        TALLY_TRYV(sign_durable_tip());
    }
    if (entries_since_snapshot() >= parts_.options.snapshot_on_close) {
        TALLY_TRYV(take_snapshot());
        TALLY_TRYV(past_->settle(writer_->durable_tip().next));
    }
    fatal_ = Failure{FailureKind::usage, "the sequencer is closed"};
    closed_at_ = durable_tip();
    writer_.reset();
    past_.reset();
    return parts_.store->close();
}

}  // namespace tally
