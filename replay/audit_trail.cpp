#include "replay/audit_trail.h"

#include "engine/sequencer/key_history.h"
#include "journal/store/record_store.h"

#include <variant>

namespace tally {

void AuditTrail::see(Entry const& entry) {
    if (auto const* rotation = std::get_if<RotateSigningKey>(&entry.body)) {
        rotations_.push_back(rotation_in(origin_, entry.sequence, *rotation));
    } else if (auto const* attach = std::get_if<AttachData>(&entry.body)) {
        if (attach->outcome != Outcome::ok) return;
        attached_.try_emplace(attach->commitment,
                              Attached{entry.sequence, attach->subject_kind, attach->subject});
    } else if (auto const* comment = std::get_if<CommentBreak>(&entry.body)) {
        if (comment->outcome != Outcome::ok) return;
        attached_.try_emplace(
            comment->commitment,
            Attached{entry.sequence, SubjectKind::account, comment->account.value});
    } else if (auto const* redact = std::get_if<RedactData>(&entry.body)) {
        if (redact->outcome == Outcome::ok)
            redacted_.try_emplace(redact->commitment, entry.sequence);
    }
}

Result<AuditTrail> audit_trail(Record const& record, std::uint64_t size) {
    AuditTrail trail{record.origin()};
    TALLY_TRYV(for_each_entry(record, 0, size, [&trail](Entry const& entry) {
        trail.see(entry);
        return true;
    }));
    return trail;
}

Result<KeyChain> keys_of(Record const& record, std::vector<Verifier> const& given) {
    auto own = parse_verifiers(record.verifier_keys());
    if (!own) return Failure{FailureKind::integrity, "keys: " + own.error().text};
    TALLY_TRY(rotations, read_rotations(record.store(), record.directory(), record.origin()));
    return KeyChain::follow(record.origin(), std::move(own).value(), std::move(rotations), given);
}

Result<void> compare_rotations(std::vector<KeyRotation> const& listed, AuditTrail const& trail) {
    for (std::size_t i = 0; i < trail.rotations().size(); ++i) {
        auto const& rotation = trail.rotations()[i];
        if (i < listed.size() && listed[i] == rotation) continue;
        auto line = rotation_line(rotation);
        line.pop_back();
        return Failure{FailureKind::integrity,
                       "entry " + std::to_string(rotation.at) +
                           " changes the signing key, and line " + std::to_string(i + 1) +
                           " of the file 'rotations' beside the record does not say so; it has to "
                           "be: " +
                           line};
    }
    return success();
}

}  // namespace tally
