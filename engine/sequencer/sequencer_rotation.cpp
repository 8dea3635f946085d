// How the sequencer puts a new signing key in the place of the old one
// (docs/adr/0042-evidence-beside-the-record.md).
#include "engine/sequencer/key_history.h"
#include "engine/sequencer/sequencer_core.h"

#include <utility>

namespace tally {

// The keeper notes where the entry will be before it is there: a crash between the two leaves a
// note that no entry stands behind, and the old key.
Result<SignedCheckpoint> Sequencer::Core::rotate_key(SigningKey next) {
    TALLY_TRYV(writable());
    if (!chain_.empty())
        return Failure{FailureKind::usage, "the key cannot be changed within a linked chain"};
    auto const time = now();
    expire(time);
    TALLY_TRYV(drained());
    TALLY_TRY(rotation, parts_.keeper.announce(writer_->durable_tip(), next));
    auto& state = *recovered_.state;
    auto const sequence = state.next_sequence();
    auto& entries = in_flight_.filling().entries;
    entries.push_back(Entry{sequence, time, sequence, false, {}, body_of(rotation)});
    state.apply(entries.back());
    past_->observe(entries.back());
    TALLY_TRYV(drained());
    TALLY_TRYV(parts_.keeper.take_over(rotation, std::move(next)));
    return parts_.keeper.sign(writer_->durable_tip());
}

}  // namespace tally
