#include "tools/reconcile/run/evidence.h"

#include "journal/codec/codec.h"
#include "journal/export/file.h"
#include "replay/audit_trail.h"
#include "tools/prove/entry_proofs.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;

// The newest: it also proves what was decided about the run since.
Result<StoredCheckpoint> checkpoint_over(Record const& record, std::uint64_t size) {
    TALLY_TRY(stored, record.store().checkpoints());
    auto const newest = std::ranges::max_element(stored, {}, &StoredCheckpoint::size);
    if (newest != stored.end() && newest->size.value >= size) return std::move(*newest);
    return Failure{FailureKind::incomplete,
                   "no checkpoint is signed over the " + std::to_string(size) +
                       " entries that the run is about, so that nothing could prove them; tally "
                       "checkpoint --key FILE signs one"};
}

Result<std::string> keys_text(Record const& record) {
    std::string text = "# Public keys of the log. Compare them with those that you were given.\n";
    for (auto const& key : record.verifier_keys())
        text += key + "\n";
    TALLY_TRY(chain, keys_of(record, {}));
    for (auto const& rotation : chain.rotations())
        text += rotation.ed25519.line() + "\n" + rotation.bip340.line() + "\n";
    return text;
}

// The entries of movements.
void add_entries(std::set<std::uint64_t>& entries, Places const& movements) {
    for (auto const place : movements)
        entries.insert(place / postings_of_an_entry);
}

std::set<std::uint64_t> cited_by(Run const& run) {
    std::set<std::uint64_t> entries;
    for (auto const& account : run.accounts) {
        for (auto const& one : account.breaks)
            add_entries(entries, one.internal);
        for (auto const& one : account.matches)
            add_entries(entries, one.internal);
    }
    return entries;
}

Result<void> write_proof(fs::path const& directory, std::uint64_t entry, TlogProof const& proof) {
    auto const name = std::to_string(entry) + ".tlog-proof";
    return write_text(directory / "proofs" / name, format_tlog_proof(proof));
}

}  // namespace

Result<std::uint64_t> write_proofs(fs::path const& directory,
                                   std::string const& data,
                                   Run const& run,
                                   std::vector<std::uint64_t> const& decisions) {
    TALLY_TRY(record, Record::open(data));
    TALLY_TRY(checkpoint, checkpoint_over(*record, run.size));
    prove::EntryProofs proofs{*record, std::move(checkpoint)};
    auto const& signed_tree = proofs.checkpoint();
    TALLY_TRYV(write_text(directory / "checkpoint", signed_tree.note));
    TALLY_TRY(keys, keys_text(*record));
    TALLY_TRYV(write_text(directory / "keys", keys));
    if (signed_tree.size.value != run.size) {
        TALLY_TRY(growth, proofs.growth(run.size));
        TALLY_TRYV(write_text(directory / "growth.proof", format_consistency(growth)));
    }
    auto entries = cited_by(run);
    std::uint64_t unproven = 0;
    for (auto const entry : decisions)
        if (entry < signed_tree.size.value)
            entries.insert(entry);
        else
            ++unproven;
    for (auto const entry : entries) {
        TALLY_TRY(proof, proofs.of(entry));
        TALLY_TRYV(write_proof(directory, entry, proof));
        // The command behind a consequence says who asked for it.
        TALLY_TRY(decoded, decode_leaf(proof.extra));
        auto const cause = decoded.cause.value;
        if (cause == entry || entries.contains(cause)) continue;
        TALLY_TRY(behind, proofs.of(cause));
        TALLY_TRYV(write_proof(directory, cause, behind));
    }
    return unproven;
}

}  // namespace tally::reconcile
