#pragma once

#include <cstdio>
#include <cstdlib>

namespace tally {

// Stops the process: replaying from the record is safer than running on with a state that nobody
// understands. Written with stdio because nothing else can be trusted at this point.
[[noreturn]] inline void check_failed(char const* condition, char const* file, int line) noexcept {
    std::fprintf(stderr, "%s:%d: invariant broken: %s\n", file, line, condition);
    std::abort();
}

}  // namespace tally

// An invariant. Active in every build type, release included. The condition has no side effects.
#define TALLY_CHECK(condition)                           \
    (static_cast<bool>(condition) ? static_cast<void>(0) \
                                  : ::tally::check_failed(#condition, __FILE__, __LINE__))
