#include "journal/store/rocks_status.h"

#include <rocksdb/status.h>

namespace tally {
namespace {

// A file or a column that ought to be there is damage just as wrong bytes in it are.
bool is_damage(rocksdb::Status const& status) {
    return status.IsCorruption() || status.IsNotFound() || status.IsInvalidArgument() ||
           status.IsPathNotFound();
}

std::string_view advice(rocksdb::Status const& status, std::string_view if_damaged) {
    if (status.IsNoSpace()) return "free some space on that disk, then start again";
    if (is_damage(status)) return if_damaged;
    if (status.IsIOError()) return "see to the disk, then start again";
    return "start again; if it persists, restore the directory from a backup";
}

}  // namespace

Failure rocks_failure(rocksdb::Status const& status,
                      std::string_view doing,
                      std::filesystem::path const& place,
                      std::string_view if_damaged) {
    auto const integrity = is_damage(status);
    auto const kind = integrity ? FailureKind::integrity : FailureKind::system;
    return Failure{kind,
                   std::string{doing} + " " + place.string() + ": " + status.ToString() + ": " +
                       std::string{advice(status, if_damaged)}};
}

Failure damaged(std::filesystem::path const& place, std::string_view what) {
    return Failure{FailureKind::integrity,
                   place.string() + " is damaged: " + std::string{what} +
                       ": restore the directory from a backup"};
}

}  // namespace tally
