#include "engine/sequencer/checkpoint_keeper.h"

#include "engine/sequencer/record_hashes.h"
#include "engine/sequencer/small_file.h"

#include <algorithm>
#include <utility>

namespace tally {

namespace {

Result<void> belongs(SigningKey const& key,
                     StoreMeta const& meta,
                     std::vector<Verifier> const& of) {
    if (key.name() != meta.origin)
        return Failure{FailureKind::usage,
                       "the signing key is for '" + key.name() + "' and the record's origin is '" +
                           meta.origin + "'; use the key that the record was made with"};
    if (std::find(of.begin(), of.end(), key.ed25519_verifier()) == of.end())
        return Failure{FailureKind::usage,
                       "the signing key is not one of the record's keys, although its name is '" +
                           key.name() + "'; use the key that the record was made with"};
    return success();
}

std::string entries(std::uint64_t size) {
    return std::to_string(size) + (size == 1 ? " entry" : " entries");
}

}  // namespace

CheckpointKeeper::CheckpointKeeper(RocksStore& store,
                                   std::filesystem::path file,
                                   std::optional<SigningKey> key,
                                   std::vector<Verifier> verifiers)
    : store_(&store),
      file_(std::move(file)),
      key_(std::move(key)),
      verifiers_(std::move(verifiers)) {}

Result<CheckpointKeeper> CheckpointKeeper::open(RocksStore& store,
                                                std::filesystem::path file,
                                                std::optional<SigningKey> key) {
    TALLY_TRY(verifiers, parse_verifiers(store.meta().verifier_keys));
    if (key) {
        TALLY_TRYV(belongs(*key, store.meta(), verifiers));
    }
    return CheckpointKeeper{store, std::move(file), std::move(key), std::move(verifiers)};
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
    auto const signed_tree = verify_checkpoint(note, verifiers_);
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
    TALLY_TRY(note, sign_checkpoint(*key_, TreeHead{size, tip.root}));
    TALLY_TRYV(store_->put_checkpoint({tip.next, note}));
    TALLY_TRYV(write_small_file(file_, note));
    last_ = TreeHead{size, tip.root};
    return SignedCheckpoint{size, tip.root, std::move(note)};
}

}  // namespace tally
