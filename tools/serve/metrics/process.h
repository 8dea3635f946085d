#pragma once

#include <cstdint>
#include <filesystem>

namespace tally::serve {

// What the system says of this process and of its disk.
struct ProcessNow {
    std::uint64_t resident_bytes = 0;
    std::uint64_t cpu_ms = 0;
    std::uint64_t open_files = 0;
    std::uint64_t open_files_most = 0;
};

[[nodiscard]] ProcessNow process_now();

// Bytes of the files below a directory; 0 if there is none.
[[nodiscard]] std::uint64_t bytes_below(std::filesystem::path const& directory);

}  // namespace tally::serve
