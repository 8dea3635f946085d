#include "tools/books/staging.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace tally::books {

namespace {

Failure failure_of(std::string const& what, std::filesystem::path const& file, int error) {
    return {FailureKind::system,
            what + " " + file.string() + ": " + std::generic_category().message(error)};
}

// A file, or a directory: a rename lasts once the directory is on the disk.
Result<void> sync(std::filesystem::path const& file) {
    int const descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failure_of("cannot open", file, errno);
    int const failed = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (failed != 0) return failure_of("cannot sync", file, failed);
    return success();
}

// Not all file systems can refuse to replace; there, a look beforehand has to do.
int rename_to_free(std::filesystem::path const& from, std::filesystem::path const& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (::access(to.c_str(), F_OK) == 0) return EEXIST;
    return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

std::filesystem::path without_slash(std::filesystem::path const& place) {
    return place.has_filename() ? place : place.parent_path();
}

}  // namespace

Result<Staging> Staging::begin(std::filesystem::path const& place) {
    auto const target = without_slash(place);
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(target, error)))
        return Failure{FailureKind::usage,
                       target.string() +
                           " is there already, and books replace nothing: name a "
                           "new place, or remove it"};
    auto const draft = std::filesystem::path{target}.concat(".partial");
    if (std::filesystem::exists(std::filesystem::symlink_status(draft, error)))
        return Failure{FailureKind::usage,
                       draft.string() +
                           " is there: another export is writing it, or one was cut "
                           "off; if none runs, remove it"};
    auto const above = std::filesystem::absolute(target, error).parent_path();
    if (std::filesystem::is_directory(above, error)) return Staging{target, draft};
    return Failure{FailureKind::usage, "there is no directory " + above.string() + "; make it"};
}

Staging::Staging(Staging&& other) noexcept
    : place_(std::move(other.place_)),
      draft_(std::move(other.draft_)),
      ours_(std::exchange(other.ours_, false)) {}

Staging::~Staging() {
    std::error_code ignored;
    if (ours_) std::filesystem::remove_all(draft_, ignored);
}

Result<void> Staging::commit() {
    TALLY_TRYV(sync(draft_));
    if (int const failed = rename_to_free(draft_, place_); failed != 0)
        return failure_of("cannot make", place_, failed);
    ours_ = false;
    return sync(std::filesystem::absolute(place_).parent_path());
}

}  // namespace tally::books
