#pragma once

#include "journal/vocabulary/result.h"

namespace tally::cli {

// What the shell sees. The numbers are part of the interface: docs/cli.md.
enum class ExitCode : int {
    clean = 0,
    usage = 1,         // wrong argument, configuration or input line
    breaks = 2,        // reconciliation or diff: at or above materiality
    minor_breaks = 3,  // all below materiality
    incomplete = 4,    // what was asked for is not there, so there is no answer
    integrity = 5,     // the record does not prove itself
    internal = 6,      // the machine or this program failed
};

[[nodiscard]] constexpr ExitCode exit_code_of(FailureKind kind) {
    switch (kind) {
        case FailureKind::usage:
            return ExitCode::usage;
        case FailureKind::incomplete:
            return ExitCode::incomplete;
        case FailureKind::integrity:
            return ExitCode::integrity;
        case FailureKind::system:
            return ExitCode::internal;
    }
    return ExitCode::internal;
}

}  // namespace tally::cli
