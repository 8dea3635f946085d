#include "journal/store/file_check.h"

#include "journal/store/data_directory.h"
#include "journal/store/rocks_database.h"

namespace tally {

namespace {

Result<void> check_database(DatabasePlace const& place) {
    auto const opened = RocksDatabase::open(place, OpenMode::read_only);
    if (!opened) return success();
    auto& database = *opened.value();
    auto const status = database.db().VerifyChecksum();
    // A writer may have dropped a file since: that is no damage.
    if (!status.IsCorruption()) return success();
    return database.failure(status, "cannot trust");
}

}  // namespace

Result<void> check_files(std::filesystem::path const& directory) {
    DirectoryPaths const paths{directory};
    TALLY_TRYV(check_database({DatabaseKind::record, paths.record, nullptr}));
    auto derived = check_database({DatabaseKind::derived, paths.derived, nullptr});
    if (derived) return success();
    return Failure{FailureKind::integrity,
                   derived.error().text +
                       "; the entries are proven without it: delete the directory derived/, it is "
                       "made anew"};
}

}  // namespace tally
