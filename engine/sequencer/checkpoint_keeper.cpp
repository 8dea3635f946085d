#include "engine/sequencer/checkpoint_keeper.h"

#include "engine/sequencer/key_history.h"
#include "engine/sequencer/record_hashes.h"
#include "engine/sequencer/small_file.h"

#include <algorithm>
#include <utility>

namespace tally {

namespace {

bool has(std::vector<Verifier> const& keys, SigningKey const& key) {
    return std::find(keys.begin(), keys.end(), key.ed25519_verifier()) != keys.end();
}

Result<void> named_as(SigningKey const& key, std::string const& origin) {
    if (key.name() == origin) return success();
    return usage_failure("the signing key is for '" + key.name() +
                         "' and the record's origin is '" + origin +
                         "'; use the key that the record was made with");
}

Result<void> belongs(SigningKey const& key, std::string const& origin, KeyChain const& keys) {
    TALLY_TRYV(named_as(key, origin));
    if (has(keys.newest(), key)) return success();
    if (has(keys.all(), key))
        return usage_failure(
            "the signing key was replaced by another one; the last time by entry " +
            std::to_string(keys.rotations().back().at) + "; use the key that was made then");
    return usage_failure("the signing key is not one of the record's keys, although its name is '" +
                         key.name() + "'; use the key that the record was made with");
}

std::string entries(std::uint64_t size) {
    return std::to_string(size) + (size == 1 ? " entry" : " entries");
}

}  // namespace

CheckpointKeeper::CheckpointKeeper(RocksStore& store,
                                   std::filesystem::path file,
                                   std::optional<SigningKey> key,
                                   KeyChain keys)
    : store_(&store), file_(std::move(file)), key_(std::move(key)), keys_(std::move(keys)) {}

Result<CheckpointKeeper> CheckpointKeeper::open(RocksStore& store,
                                                std::filesystem::path file,
                                                std::optional<SigningKey> key) {
    auto const& origin = store.meta().origin;
    TALLY_TRY(own, parse_verifiers(store.meta().verifier_keys));
    TALLY_TRY(rotations, read_rotations(store, file.parent_path(), origin));
    TALLY_TRY(keys, KeyChain::follow(origin, std::move(own), std::move(rotations), {}));
    if (key) {
        TALLY_TRYV(belongs(*key, origin, keys));
    }
    return CheckpointKeeper{store, std::move(file), std::move(key), std::move(keys)};
}

Result<std::optional<std::string>> CheckpointKeeper::objection(Tip const& tip) {
    TALLY_TRY(note, read_small_file(file_));
    if (note) {
        TALLY_TRY(problem, objection_to(*note, "the file " + file_.string(), tip));
        if (problem) return problem;
    }
    TALLY_TRY(stored, store_->newest_checkpoint(Sequence{UINT64_MAX}));
    if (!stored) return std::optional<std::string>{};
    return objection_to(stored->note, "the store's newest checkpoint", tip);
}

Result<std::optional<std::string>> CheckpointKeeper::objection_to(std::string const& note,
                                                                  std::string const& where,
                                                                  Tip const& tip) {
    auto const signed_tree = keys_.verify(note);
    if (!signed_tree) return std::optional{where + " is damaged: " + signed_tree.error().text};
    auto const& [origin, head, extensions] = signed_tree.value();
    if (origin != store_->meta().origin)
        return std::optional{where + " is of another record, '" + origin + "'"};
    if (head.size > tip.next.value)
        return std::optional{where + " is signed over " + entries(head.size) +
                             ", and the record has only " + std::to_string(tip.next.value) +
                             ": it was put back to an older state, or lost its end"};
    RecordHashes hashes{*store_};
    TALLY_TRY(root, root_of(hashes, head.size));
    if (root != head.root)
        return std::optional{where + " is signed over " + entries(head.size) +
                             " that are not those of this record: its history was changed"};
    if (head.size > last_.size) last_ = head;
    return std::optional<std::string>{};
}

Result<std::string> CheckpointKeeper::signed_note(TreeHead const& head) const {
    TALLY_TRY(note, key_->sign(checkpoint_text({key_->name(), head, {}})));
    if (former_) {
        TALLY_TRY(also, former_->sign(note.text));
        note.signatures.insert(
            note.signatures.end(), also.signatures.begin(), also.signatures.end());
    }
    return format_note(note);
}

Result<SignedCheckpoint> CheckpointKeeper::sign(Tip const& tip) {
    if (!key_)
        return Failure{FailureKind::usage, "signing a checkpoint needs the record's key: --key"};
    auto const size = tip.next.value;
    bool const backwards =
        size < last_.size || (size == last_.size && size != 0 && tip.root != last_.root);
    if (backwards)
        return Failure{FailureKind::integrity,
                       "a tree of " + entries(size) + " is not signed after one of " +
                           entries(last_.size) + " that it does not extend"};
    TALLY_TRY(note, signed_note(TreeHead{size, tip.root}));
    TALLY_TRYV(store_->put_checkpoint({tip.next, note}));
    TALLY_TRYV(write_small_file(file_, note));
    last_ = TreeHead{size, tip.root};
    former_.reset();
    return SignedCheckpoint{size, tip.root, std::move(note)};
}

Result<KeyRotation> CheckpointKeeper::announce(Tip const& tip, SigningKey const& next) {
    if (!key_) return usage_failure("another signing key needs the word of the one before: --key");
    TALLY_TRYV(named_as(next, store_->meta().origin));
    if (has(keys_.all(), next))
        return usage_failure("the new signing key has signed this record before; make another one");
    TALLY_TRY(rotation, key_->hand_over(tip.next.value, next));
    auto rotations = keys_.rotations();
    rotations.push_back(rotation);
    TALLY_TRYV(write_rotations(file_.parent_path(), rotations));
    return rotation;
}

Result<void> CheckpointKeeper::take_over(KeyRotation const& rotation, SigningKey next) {
    auto const& origin = store_->meta().origin;
    TALLY_TRY(own, parse_verifiers(store_->meta().verifier_keys));
    auto rotations = keys_.rotations();
    rotations.push_back(rotation);
    TALLY_TRY(keys, KeyChain::follow(origin, std::move(own), std::move(rotations), {}));
    keys_ = std::move(keys);
    former_ = std::move(key_);
    key_ = std::move(next);
    return success();
}

}  // namespace tally
