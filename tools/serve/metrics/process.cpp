#include "tools/serve/metrics/process.h"

#include <sys/resource.h>

#include <unistd.h>

#include <fstream>
#include <iterator>

namespace tally::serve {

namespace {

std::uint64_t milliseconds(timeval const& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000 +
           static_cast<std::uint64_t>(time.tv_usec) / 1'000;
}

}  // namespace

ProcessNow process_now() {
    ProcessNow now;
    std::uint64_t pages = 0;
    std::ifstream statm{"/proc/self/statm"};
    if (statm >> pages >> pages)
        now.resident_bytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) == 0)
        now.cpu_ms = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
    std::error_code error;
    std::filesystem::directory_iterator const open{"/proc/self/fd", error};
    if (!error) now.open_files = static_cast<std::uint64_t>(std::distance(begin(open), end(open)));
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) now.open_files_most = limit.rlim_cur;
    return now;
}

std::uint64_t bytes_below(std::filesystem::path const& directory) {
    std::uint64_t bytes = 0;
    std::error_code error;
    std::filesystem::recursive_directory_iterator file{directory, error};
    for (; !error && file != std::filesystem::recursive_directory_iterator{};
         file.increment(error)) {
        std::error_code gone;  // as RocksDB drops one
        auto const size = file->file_size(gone);
        if (!gone) bytes += size;
    }
    return bytes;
}

}  // namespace tally::serve
