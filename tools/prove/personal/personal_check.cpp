#include "tools/prove/personal/personal_check.h"

#include <utility>

namespace tally::prove {

namespace {

using Texts = std::map<std::string, std::string>;

// Its file, after a look that it is what was attached.
Result<void> add_proven(PersonalStore const& store, Hash32 const& commitment, Texts& texts) {
    TALLY_TRY(value, store.get(commitment));
    if (value) texts[personal_path(commitment)] = format_personal(*value);
    return success();
}

}  // namespace

Result<PersonalFound> check_personal(std::filesystem::path const& directory,
                                     AuditTrail const& trail) {
    PersonalStore const store{directory};
    PersonalFound found;
    found.attached = trail.attached().size();
    TALLY_TRY(there, store.list());
    TALLY_TRY(leaving, store.removals());
    found.left = leaving.size();
    for (auto const& commitment : there) {
        TALLY_TRY(value, store.get(commitment));
        static_cast<void>(value);
        if (!trail.attached().contains(commitment))
            ++found.unknown;
        else if (trail.is_redacted(commitment))
            ++found.left;
        else
            ++found.here;
    }
    for (auto const& [commitment, attached] : trail.attached())
        if (trail.is_redacted(commitment)) ++found.redacted;
    found.elsewhere = found.attached - found.redacted - found.here;
    return found;
}

Result<Texts> personal_texts(std::filesystem::path const& directory, AuditTrail const& trail) {
    PersonalStore const store{directory};
    Texts texts;
    TALLY_TRY(there, store.list());
    for (auto const& commitment : there) {
        if (!trail.attached().contains(commitment))
            return Failure{FailureKind::integrity,
                           personal_path(commitment) + ": no entry attaches it"};
        if (trail.is_redacted(commitment))
            return Failure{FailureKind::integrity,
                           personal_path(commitment) + ": entry " +
                               std::to_string(trail.redacted().at(commitment).value) +
                               " redacts it, and it is here still; delete it"};
        TALLY_TRYV(add_proven(store, commitment, texts));
    }
    return texts;
}

Result<Texts> exportable(PersonalStore const& store, AuditTrail const& trail, std::uint64_t size) {
    Texts texts;
    for (auto const& [commitment, attached] : trail.attached()) {
        if (attached.sequence.value >= size || trail.is_redacted(commitment)) continue;
        TALLY_TRYV(add_proven(store, commitment, texts));
    }
    return texts;
}

Result<std::size_t> finish_redactions(PersonalStore const& store,
                                      AuditTrail const& trail,
                                      bool thorough) {
    TALLY_TRYV(store.remove_drafts());
    TALLY_TRY(leaving, store.removals());
    std::size_t deleted = 0;
    for (auto const& commitment : leaving) {
        if (!trail.is_redacted(commitment)) {
            TALLY_TRYV(store.cancel_removal(commitment));
            continue;
        }
        TALLY_TRY(removed, store.remove(commitment));
        deleted += removed ? 1 : 0;
    }
    if (!thorough) return deleted;
    TALLY_TRY(there, store.list());
    for (auto const& commitment : there) {
        if (!trail.is_redacted(commitment)) continue;
        TALLY_TRY(removed, store.remove(commitment));
        deleted += removed ? 1 : 0;
    }
    return deleted;
}

}  // namespace tally::prove
