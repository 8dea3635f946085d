#include "engine/sequencer/recovery.h"

#include "journal/codec/codec.h"
#include "journal/tree/hashing.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tally {

namespace {

// Folds entries that may begin before the state does (the index may be behind the snapshot).
class TailFold {
public:
    TailFold(Recovered& recovered, Sequence indexed, IndexedPast* past)
        : recovered_(recovered), indexed_(indexed), past_(past) {}

    [[nodiscard]] std::uint64_t applied() const { return applied_; }

    Result<void> fold(Block const& block, Sequence from) {
        auto sequence = block.header().first;
        leaves_.clear();
        for (auto const leaf : block) {
            if (sequence >= from) {
                TALLY_TRYV(fold_leaf(leaf, sequence));
            }
            sequence = sequence.next();
        }
        recovered_.position.frontier.append(leaves_);
        return success();
    }

private:
    Result<void> fold_leaf(ByteSpan leaf, Sequence sequence) {
        TALLY_TRYV(decode_leaf(leaf, entry_));
        if (entry_.sequence != sequence) return misplaced(sequence);
        if (past_ != nullptr) {
            if (sequence < indexed_)
                past_->observe_indexed(entry_);
            else
                past_->observe(entry_);
        }
        auto& state = *recovered_.state;
        if (sequence < state.next_sequence()) return success();
        if (entry_.time < state.last_time()) return misplaced(sequence);
        state.apply(entry_);
        leaves_.push_back(leaf_hash(leaf));
        if (auto const* digest = std::get_if<ProjectionDigest>(&entry_.body))
            recovered_.position.digests.observe(sequence, *digest);
        ++applied_;
        return success();
    }

    static Failure misplaced(Sequence sequence) {
        return {FailureKind::integrity,
                "entry " + std::to_string(sequence.value) +
                    ": its sequence or time does not follow the entry before it"};
    }

    Recovered& recovered_;
    Sequence indexed_;
    IndexedPast* past_;
    Entry entry_;
    std::vector<Hash32> leaves_;
    std::uint64_t applied_ = 0;
};

Result<void> fold_tail(RocksStore& store, TailFold& tail, Sequence from, Sequence end) {
    if (from == end) return success();
    TALLY_TRY(cursor, store.read(from));
    BlockBuffer buffer;
    Block block;
    for (;;) {
        TALLY_TRY(more, cursor->next(buffer, block));
        if (!more) return success();
        TALLY_TRYV(tail.fold(block, from));
    }
}

Result<void> proven(Recovered const& recovered, Tip const& tip) {
    auto const& frontier = recovered.position.frontier;
    if (frontier.size() == tip.next.value && frontier.root() == tip.root) return success();
    return Failure{FailureKind::integrity,
                   "the record's " + std::to_string(frontier.size()) +
                       " entries do not have the root that it ends with (" +
                       std::to_string(tip.next.value) + " entries); run tally verify"};
}

}  // namespace

Result<Recovered> recover(RocksStore& store,
                          Tip const& tip,
                          Sequence indexed,
                          IndexedPast* past,
                          RecoveryReport& report) {
    TALLY_TRY(loaded, load_snapshot(store, tip.next, report.notes));
    report.snapshot_size = loaded.size();
    auto* const filter = past != nullptr && loaded.reader != nullptr
                             ? loaded.reader->part(snapshot_part::id_filter.kind)
                             : nullptr;
    if (filter != nullptr && !past->load_filter(*filter))
        report.notes.emplace_back("the snapshot's id filter cannot be used; ids are looked up");
    Recovered recovered{std::move(loaded.state), loaded.position};
    loaded.reader.reset();
    auto const from = past != nullptr ? std::min(recovered.state->next_sequence(), indexed)
                                      : recovered.state->next_sequence();
    if (past != nullptr && from == Sequence{}) past->sees_all();
    TailFold tail{recovered, indexed, past};
    TALLY_TRYV(fold_tail(store, tail, from, tip.next));
    TALLY_TRYV(proven(recovered, tip));
    report.entries_applied = tail.applied();
    return recovered;
}

}  // namespace tally
