#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <filesystem>

namespace tally {

inline constexpr std::uint16_t directory_format = 1;

// Where the things of a data directory are.
struct DirectoryPaths {
    explicit DirectoryPaths(std::filesystem::path const& directory)
        : root(directory),
          marker(directory / "TALLY"),
          lock(directory / "LOCK"),
          witness(directory / "witness"),
          record(directory / "record"),
          derived(directory / "derived") {}

    std::filesystem::path root, marker, lock, witness, record, derived;
};

// The right to write into a data directory, for as long as it lives. Ends with the process, too.
class DirectoryLock {
public:
    DirectoryLock() = default;
    DirectoryLock(DirectoryLock&& other) noexcept;
    DirectoryLock& operator=(DirectoryLock&& other) noexcept;
    ~DirectoryLock();

    // A usage failure if another process, or another store of this one, has it.
    [[nodiscard]] static Result<DirectoryLock> take(DirectoryPaths const& paths);

    [[nodiscard]] static bool is_taken(DirectoryPaths const& paths);

private:
    explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

// Makes the directory, or accepts an empty one. The marker is written last, by write_marker: a
// directory without one was never finished.
[[nodiscard]] Result<void> make_directory(DirectoryPaths const& paths);
[[nodiscard]] Result<void> write_marker(DirectoryPaths const& paths);

// A failure unless this is a data directory of a format that this program knows.
[[nodiscard]] Result<void> check_marker(DirectoryPaths const& paths);

}  // namespace tally
