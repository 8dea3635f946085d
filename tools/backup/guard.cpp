#include "tools/backup/guard.h"

#include "engine/sequencer/key_history.h"
#include "engine/sequencer/record_hashes.h"
#include "engine/sequencer/small_file.h"
#include "journal/checkpoint/key_chain.h"
#include "journal/store/record_store.h"
#include "journal/tree/proof.h"
#include "tools/backup/manifest.h"

namespace tally::backup {

namespace {

Result<TreeHead> signed_tree(Record const& record, std::string const& file) {
    TALLY_TRY(text, read_small_file(file));
    if (!text) return Failure{FailureKind::usage, file + ": no such file"};
    TALLY_TRY(own, parse_verifiers(record.verifier_keys()));
    TALLY_TRY(rotations, read_rotations(record.store(), record.directory(), record.origin()));
    TALLY_TRY(keys, KeyChain::follow(record.origin(), std::move(own), std::move(rotations), {}));
    auto const checked = keys.verify(*text);
    if (!checked) return Failure{FailureKind::integrity, file + ": " + checked.error().text};
    if (checked.value().origin == record.origin()) return checked.value().head;
    return Failure{FailureKind::integrity,
                   file + " is a checkpoint of '" + checked.value().origin + "', and " +
                       record.directory().string() + " is the record '" + record.origin() + "'"};
}

}  // namespace

Result<void> check_extends(Record const& record, std::string const& note_file) {
    TALLY_TRY(head, signed_tree(record, note_file));
    auto const place = record.directory().string();
    if (head.size > record.size())
        return Failure{FailureKind::integrity,
                       note_file + " was signed over " + std::to_string(head.size) +
                           " entries, and " + place + " has only " + std::to_string(record.size()) +
                           ": it is an older copy; what was recorded since would be lost. Find a "
                           "newer backup: docs/operations/runbooks.md"};
    if (head.size == 0) return success();
    RecordHashes hashes{record.store()};
    TALLY_TRY(root, root_of(hashes, head.size));
    if (root == head.root) return success();
    return Failure{FailureKind::integrity,
                   note_file + ": the first " + std::to_string(head.size) + " entries of " + place +
                       " are not those that were signed: its history was changed"};
}

Result<void> check_may_write(std::string const& data, std::string const& note_file) {
    TALLY_TRY(manifest, read_manifest(data));
    if (manifest)
        return Failure{FailureKind::usage,
                       data +
                           " is a backup, in which nothing is recorded; make a data directory "
                           "from it: tally restore " +
                           data + " --data DIR"};
    if (note_file.empty()) return success();
    TALLY_TRY(record, Record::open(data));
    return check_extends(*record, note_file);
}

}  // namespace tally::backup
