// Loaded before a program's libraries (LD_PRELOAD): what it does to files whose path has a part of
// the name NAME fails as the file that TALLY_TEST_DISK names says at that moment, in one line,
// OPERATION ERROR NAME:
//     write ERROR NAME   writes fail
//     sync ERROR NAME    syncs fail
//     short ERROR NAME   half of what is to be written is, then writes fail; with ERROR 0 every
//                        write is as short, but none fails
// Without the file nothing fails.
#include <sys/syscall.h>
#include <sys/types.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

struct Plan {
    char operation[16] = "";
    int error = 0;
    char name[64] = "";

    [[nodiscard]] bool is(char const* what) const { return std::strcmp(operation, what) == 0; }
};

// Read by bare system calls, so that it does not come back to us.
Plan plan() {
    Plan plan;
    auto const* const file = std::getenv("TALLY_TEST_DISK");
    if (file == nullptr) return plan;
    auto const opened = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file, O_RDONLY));
    if (opened < 0) return plan;
    char text[128] = "";
    auto const length = ::syscall(SYS_read, opened, text, sizeof text - 1);
    ::syscall(SYS_close, opened);
    if (length <= 0 ||
        std::sscanf(text, "%15s %d %63s", plan.operation, &plan.error, plan.name) != 3)
        return {};
    return plan;
}

bool concerns(Plan const& plan, int descriptor) {
    char path[512] = "";
    auto const link = "/proc/self/fd/" + std::to_string(descriptor);
    auto const length = ::readlink(link.c_str(), path, sizeof path - 1);
    return length > 0 && std::strstr(path, plan.name) != nullptr;
}

// How many bytes of so many may be written; -1, with errno, if none.
ssize_t allowed(int descriptor, std::size_t size) {
    static thread_local bool torn = false;
    auto const all = static_cast<ssize_t>(size);
    auto const now = plan();
    bool const is_short = now.is("short");
    if ((!is_short && !now.is("write")) || !concerns(now, descriptor)) return all;
    if (is_short && (now.error == 0 || !torn)) {
        torn = true;
        return std::max<ssize_t>(all / 2, 1);
    }
    errno = now.error;
    return -1;
}

int may_sync(int descriptor) {
    auto const now = plan();
    if (!now.is("sync") || !concerns(now, descriptor)) return 0;
    errno = now.error;
    return -1;
}

template <class Function>
Function* real(char const* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, void const* bytes, std::size_t size) {
    static auto* const next = real<ssize_t(int, void const*, std::size_t)>("write");
    auto const most = allowed(descriptor, size);
    return most < 0 ? -1 : next(descriptor, bytes, static_cast<std::size_t>(most));
}

ssize_t pwrite(int descriptor, void const* bytes, std::size_t size, off_t at) {
    static auto* const next = real<ssize_t(int, void const*, std::size_t, off_t)>("pwrite");
    auto const most = allowed(descriptor, size);
    return most < 0 ? -1 : next(descriptor, bytes, static_cast<std::size_t>(most), at);
}

ssize_t pwrite64(int descriptor, void const* bytes, std::size_t size, off64_t at) {
    return pwrite(descriptor, bytes, size, at);
}

int fsync(int descriptor) {
    static auto* const next = real<int(int)>("fsync");
    return may_sync(descriptor) != 0 ? -1 : next(descriptor);
}

int fdatasync(int descriptor) {
    static auto* const next = real<int(int)>("fdatasync");
    return may_sync(descriptor) != 0 ? -1 : next(descriptor);
}
}
