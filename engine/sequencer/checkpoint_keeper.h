#pragma once

#include "engine/sequencer/sequencer_options.h"
#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/key_chain.h"
#include "journal/checkpoint/signing_key.h"
#include "journal/store/rocks_store.h"
#include "journal/tree/proof.h"
#include "journal/vocabulary/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tally {

// Signs a record's trees, forward only. Every note goes into the store, and the newest one into a
// file of its own beside it, so that a store that was put back to an older state is found out.
//
// One thread at a time.
class CheckpointKeeper {
public:
    // `file`: where the newest note is kept. A key whose name is not the record's origin, or that
    // is not the one that signs the record now, is a usage failure.
    [[nodiscard]] static Result<CheckpointKeeper> open(RocksStore& store,
                                                       std::filesystem::path file,
                                                       std::optional<SigningKey> key);

    // Why this record must not be written: it does not extend what was signed. Nothing if it does.
    [[nodiscard]] Result<std::optional<std::string>> objection(Tip const& tip);

    [[nodiscard]] bool can_sign() const { return key_.has_value(); }

    // The largest tree that was ever signed, as far as is known.
    [[nodiscard]] TreeHead const& last_signed() const { return last_; }

    // Signs the tree and keeps the note. Refuses, as an integrity failure, a tree smaller than the
    // last one signed, or another one of the same size.
    [[nodiscard]] Result<SignedCheckpoint> sign(Tip const& tip);

    // To put another key in the place of this one: announce it, append the entry that says so right
    // at the tip, then let it take over. The announcement alone changes nothing. A usage failure
    // for a key that is another record's or was one of this record's before.
    [[nodiscard]] Result<KeyRotation> announce(Tip const& tip, SigningKey const& next);

    // The next note is signed by both keys, those behind it by the new one alone.
    [[nodiscard]] Result<void> take_over(KeyRotation const& rotation, SigningKey next);

private:
    CheckpointKeeper(RocksStore& store,
                     std::filesystem::path file,
                     std::optional<SigningKey> key,
                     KeyChain keys);

    [[nodiscard]] Result<std::optional<std::string>> objection_to(std::string const& note,
                                                                  std::string const& where,
                                                                  Tip const& tip);

    [[nodiscard]] Result<std::string> signed_note(TreeHead const& head) const;

    RocksStore* store_;
    std::filesystem::path file_;
    std::optional<SigningKey> key_;
    std::optional<SigningKey> former_;  // until a note is signed by both
    KeyChain keys_;
    TreeHead last_;
};

}  // namespace tally
