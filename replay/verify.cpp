#include "replay/verify.h"

#include "engine/sequencer/key_history.h"
#include "engine/sequencer/record_hashes.h"
#include "journal/store/record_store.h"
#include "replay/fold.h"
#include "replay/stored_nodes.h"
#include "replay/stored_states.h"
#include "replay/tree_proof.h"

#include <utility>

namespace tally {

namespace {

class Visitor final : public FoldVisitor {
public:
    Visitor(AuditTrail& trail, StoredStates& stored) : trail_(trail), stored_(stored) {}

    bool after(Entry const& entry, State const& state) override {
        trail_.see(entry);
        if (state.next_sequence().value < stored_.next()) return true;
        seen_ = stored_.see(state);
        return seen_.has_value();
    }

    // What the stored projections came to.
    [[nodiscard]] Result<void> const& seen() const { return seen_; }

private:
    AuditTrail& trail_;
    StoredStates& stored_;
    Result<void> seen_ = success();
};

class Verification {
public:
    Verification(Record const& record, VerifyRequest const& request)
        : record_(record), request_(request), nodes_(record.store()) {
        verified_.trail.emplace(record.origin());
    }

    Result<Verified> run() {
        TALLY_TRYV(prove_tree());
        TALLY_TRYV(compare_end());
        TALLY_TRYV(choose_keys());
        TALLY_TRYV(check_checkpoints());
        return std::move(verified_);
    }

private:
    // From the leaves themselves: what is written beside them is compared afterwards.
    Result<void> choose_keys() {
        TALLY_TRY(own, parse_verifiers(record_.verifier_keys()));
        auto const& rotations = verified_.trail->rotations();
        TALLY_TRY(
            keys,
            KeyChain::follow(record_.origin(), std::move(own), rotations, request_.verifiers));
        keys_ = std::move(keys);
        TALLY_TRY(listed, read_rotations(record_.store(), record_.directory(), record_.origin()));
        return compare_rotations(listed, *verified_.trail);
    }

    Result<void> prove_tree() {
        TALLY_TRYV(request_.replay ? fold_and_prove() : prove_only());
        if (nodes_.failure()) return *nodes_.failure();
        verified_.subtrees = nodes_.compared();
        if (!request_.replay) return success();
        return check_directory(record_.store(), record_.directory());
    }

    Result<void> fold_and_prove() {
        StoredStates stored{record_.store()};
        TALLY_TRYV(stored.begin());
        Visitor visitor{*verified_.trail, stored};
        FoldOptions options;
        options.to = Point{record_.size()};
        options.snapshots = false;
        options.verify = true;
        options.digests = true;
        options.subtrees = &nodes_;
        options.progress = request_.progress;
        TALLY_TRY(folded, fold(record_, options, visitor));
        TALLY_TRYV(visitor.seen());
        verified_.head = folded.proven.value();
        verified_.digests = folded.digests;
        verified_.snapshots = stored.compared();
        verified_.notes = std::move(folded.notes);
        verified_.notes.insert(verified_.notes.end(), stored.notes().begin(), stored.notes().end());
        return success();
    }

    Result<void> prove_only() {
        TreeProof tree;
        EntryStream stream{record_, 0, record_.size(), EntryStream::Hashing::leaves};
        std::uint64_t expected = 0;
        for (;;) {
            TALLY_TRY(batch, stream.next());
            if (batch == nullptr) break;
            TALLY_TRYV(tree.append(*batch, &nodes_));
            for (auto const& entry : batch->span()) {
                if (entry.sequence.value != expected++)
                    return integrity_failure("entry " + std::to_string(expected - 1) +
                                             " says that it is " +
                                             std::to_string(entry.sequence.value));
                verified_.trail->see(entry);
            }
            if (request_.progress) request_.progress(expected, record_.size());
        }
        verified_.head = tree.head();
        return success();
    }

    Result<void> compare_end() {
        auto const& head = verified_.head;
        if (head.size == record_.size() && head.root == record_.root()) return success();
        return integrity_failure("the record says that it ends after entry " +
                                 std::to_string(record_.size()) + " with a root that its " +
                                 std::to_string(head.size) + " entries do not have");
    }

    Result<void> check_checkpoints() {
        TALLY_TRY(stored, record_.store().checkpoints());
        for (auto const& [size, note] : stored) {
            TALLY_TRYV(check_note(note, "checkpoint:" + std::to_string(size.value), size));
        }
        for (auto const& kept : request_.kept) {
            TALLY_TRYV(check_note(kept.note, kept.place, {}));
        }
        auto const& beside = record_.note_beside();
        if (beside) {
            TALLY_TRYV(check_note(*beside, "the file 'checkpoint'", {}));
        }
        if (trusted_ || !verified_.signed_size) return success();
        return integrity_failure(
            "no checkpoint is signed by the given key or by one that it vouches for");
    }

    Result<void> check_note(std::string const& note,
                            std::string const& name,
                            std::optional<Sequence> size) {
        auto const checked = keys_.verify(note);
        if (!checked) return integrity_failure(name + ": " + checked.error().text);
        auto const& [origin, head, extensions] = checked.value();
        if (origin != record_.origin())
            return integrity_failure(name + ": signed for '" + origin + "', not for this record");
        if (size && head.size != size->value)
            return integrity_failure(name + ": the note is signed over " +
                                     std::to_string(head.size) + " entries");
        if (head.size > record_.size())
            return integrity_failure(name + ": signed over " + std::to_string(head.size) +
                                     " entries, and the record has only " +
                                     std::to_string(record_.size()));
        RecordHashes hashes{record_.store()};
        TALLY_TRY(root, root_of(hashes, head.size));
        if (root != head.root)
            return integrity_failure(name + ": the first " + std::to_string(head.size) +
                                     " entries are not those that were signed");
        trusted_ = trusted_ || keys_.is_trusted(head.size);
        if (size) ++verified_.checkpoints;  // the file holds one of these once more
        if (!verified_.signed_size || *verified_.signed_size < head.size)
            verified_.signed_size = head.size;
        return success();
    }

    Record const& record_;
    VerifyRequest const& request_;
    StoredNodes nodes_;
    KeyChain keys_;
    bool trusted_ = false;  // a checkpoint by a key that the reader trusts was seen
    Verified verified_;
};

}  // namespace

Result<Verified> verify(Record const& record, VerifyRequest const& request) {
    return Verification{record, request}.run();
}

}  // namespace tally
