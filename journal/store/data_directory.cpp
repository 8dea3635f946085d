#include "journal/store/data_directory.h"

#include "journal/store/rocks_status.h"

#include <sys/file.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace tally {
namespace {

constexpr std::string_view marker_text = "Tallystick data directory, format ";

Failure usage(std::filesystem::path const& place, std::string_view what) {
    return Failure{FailureKind::usage, place.string() + ": " + std::string{what}};
}

Failure system_failure(std::filesystem::path const& place, std::string_view doing, int error) {
    auto const denied = error == EACCES || error == EPERM || error == EROFS;
    return Failure{denied ? FailureKind::usage : FailureKind::system,
                   std::string{doing} + " " + place.string() + ": " + std::strerror(error) +
                       (denied ? ": give this user the right to, or choose another directory"
                               : ": see to the disk, then start again")};
}

// A file descriptor that is closed at the end.
class Descriptor {
public:
    Descriptor(std::filesystem::path const& path, int flags)
        : value_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}

    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;

    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }

    [[nodiscard]] int get() const { return value_; }

    [[nodiscard]] int release() { return std::exchange(value_, -1); }

private:
    int value_;
};

Result<void> sync_directory(std::filesystem::path const& path) {
    Descriptor const directory{path, O_RDONLY | O_DIRECTORY};
    if (directory.get() < 0 || ::fsync(directory.get()) != 0) {
        return system_failure(path, "cannot sync", errno);
    }
    return success();
}

Result<std::string> read_small(std::filesystem::path const& path) {
    Descriptor const file{path, O_RDONLY};
    if (file.get() < 0) return system_failure(path, "cannot read", errno);
    std::string text(256, '\0');
    auto const got = ::read(file.get(), text.data(), text.size());
    if (got < 0) return system_failure(path, "cannot read", errno);
    text.resize(static_cast<std::size_t>(got));
    return text;
}

Result<void> check_marker_text(DirectoryPaths const& paths, std::string_view text) {
    std::uint32_t format = 0;
    if (text.starts_with(marker_text) && text.ends_with('\n')) {
        auto const number = text.substr(marker_text.size(), text.size() - marker_text.size() - 1);
        auto const end = number.data() + number.size();
        auto const parsed = std::from_chars(number.data(), end, format);
        if (parsed.ec != std::errc{} || parsed.ptr != end) format = 0;
    }
    if (format == 0) return damaged(paths.marker, "it does not say what a data directory says");
    if (format > directory_format) {
        return usage(paths.root,
                     "this data directory has format " + std::to_string(format) +
                         ", this program knows formats up to " + std::to_string(directory_format) +
                         ": use the newer program that made it");
    }
    return success();
}

Result<void> check_absent_marker(DirectoryPaths const& paths) {
    std::error_code error;
    if (!std::filesystem::exists(paths.root, error)) {
        return usage(paths.root, "there is no such directory: make one with `tally init`");
    }
    if (!std::filesystem::is_directory(paths.root, error)) {
        return usage(paths.root, "this is not a directory");
    }
    if (std::filesystem::exists(paths.record, error)) {
        return damaged(paths.root,
                       "it has a record but no file TALLY (was `tally init` cut short?)");
    }
    return usage(paths.root,
                 "this is not a tally data directory (no file TALLY in it): name another, or make "
                 "one with `tally init`");
}

}  // namespace

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

DirectoryLock& DirectoryLock::operator=(DirectoryLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

DirectoryLock::~DirectoryLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<DirectoryLock> DirectoryLock::take(DirectoryPaths const& paths) {
    Descriptor file{paths.lock, O_RDWR | O_CREAT};
    if (file.get() < 0) return system_failure(paths.root, "cannot write into", errno);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return DirectoryLock{file.release()};
    if (errno != EWOULDBLOCK) return system_failure(paths.lock, "cannot lock", errno);
    return usage(paths.root,
                 "another process is writing to this data directory: stop it, or only read");
}

bool DirectoryLock::is_taken(DirectoryPaths const& paths) {
    Descriptor const file{paths.lock, O_RDONLY};
    return file.get() >= 0 && ::flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

Result<void> make_directory(DirectoryPaths const& paths) {
    std::error_code error;
    std::filesystem::create_directories(paths.root, error);
    if (error) return system_failure(paths.root, "cannot make the directory", error.value());
    auto const empty = std::filesystem::is_empty(paths.root, error);
    if (error) return system_failure(paths.root, "cannot read", error.value());
    if (std::filesystem::exists(paths.marker)) {
        return usage(paths.root, "this is a tally data directory already: choose another");
    }
    if (!empty) return usage(paths.root, "this directory is not empty: choose another");
    return success();
}

Result<void> write_marker(DirectoryPaths const& paths) {
    auto const text = std::string{marker_text} + std::to_string(directory_format) + "\n";
    auto const draft = paths.marker.string() + ".new";
    {
        Descriptor const file{draft, O_WRONLY | O_CREAT | O_TRUNC};
        auto const written = file.get() < 0 ? -1 : ::write(file.get(), text.data(), text.size());
        if (written != static_cast<ssize_t>(text.size()) || ::fsync(file.get()) != 0) {
            return system_failure(draft, "cannot write", errno);
        }
    }
    if (::rename(draft.c_str(), paths.marker.c_str()) != 0) {
        return system_failure(paths.marker, "cannot write", errno);
    }
    TALLY_TRYV(sync_directory(paths.root));
    return sync_directory(std::filesystem::absolute(paths.root).parent_path());
}

Result<void> check_marker(DirectoryPaths const& paths) {
    std::error_code error;
    if (!std::filesystem::exists(paths.marker, error)) {
        if (error) return system_failure(paths.marker, "cannot read", error.value());
        return check_absent_marker(paths);
    }
    TALLY_TRY(text, read_small(paths.marker));
    return check_marker_text(paths, text);
}

}  // namespace tally
