#pragma once

#include "journal/vocabulary/result.h"
#include "replay/audit_trail.h"
#include "tools/prove/personal/personal_store.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace tally::prove {

// What stands beside a record against what the record says of it.
struct PersonalFound {
    std::size_t attached = 0;
    std::size_t here = 0;       // attached, proven, not redacted
    std::size_t redacted = 0;   // attached once
    std::size_t elsewhere = 0;  // attached and not redacted, and its value is not in this directory
    std::size_t left = 0;       // redacted, and the value is here still
    std::size_t unknown = 0;    // values that no entry attached
};

// Proves every value that is there; one that is not what was attached is an integrity failure.
[[nodiscard]] Result<PersonalFound> check_personal(std::filesystem::path const& directory,
                                                   AuditTrail const& trail);

// The files of an export's values by path. One that was not attached within the export, or was
// redacted in it, is an integrity failure, as is a wrong one.
[[nodiscard]] Result<std::map<std::string, std::string>> personal_texts(
    std::filesystem::path const& directory, AuditTrail const& trail);

// The files that an export of the first `size` entries takes along, by path.
[[nodiscard]] Result<std::map<std::string, std::string>> exportable(PersonalStore const& store,
                                                                    AuditTrail const& trail,
                                                                    std::uint64_t size);

// Deletes what a redaction that was cut off left: values that are on their way out, if the record
// says that they are redacted; those that it says nothing of come back. With `thorough` also those
// that were redacted by somebody else (a client of the server). How many were deleted.
[[nodiscard]] Result<std::size_t> finish_redactions(PersonalStore const& store,
                                                    AuditTrail const& trail,
                                                    bool thorough);

}  // namespace tally::prove
