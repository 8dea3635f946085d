#pragma once

#include "journal/vocabulary/outcome.h"

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace tally {

namespace detail {

template <class T, class E>
using BasicResult =
    BOOST_OUTCOME_V2_NAMESPACE::basic_result<T, E, BOOST_OUTCOME_V2_NAMESPACE::policy::terminate>;

}  // namespace detail

// A value, or the reason why a command is refused. Reading the wrong side stops the process.
template <class T>
using Decided = detail::BasicResult<T, Outcome>;

// An operating failure: what was tried, on what, and what the system said. `text` is complete: it
// names what, where and what to do, and is shown to the user as it stands. `code` picks the exit
// code.
enum class FailureKind : std::uint8_t {
    usage = 1,       // wrong argument or configuration: exit code 1
    incomplete = 2,  // input or data is missing, so no answer: exit code 4
    integrity = 3,   // the record does not prove itself: exit code 5
    system = 4,      // the machine failed us (disk, memory): exit code 6
};

struct Failure {
    FailureKind kind = FailureKind::system;
    std::string text;

    // The same failure with what was going on put in front.
    [[nodiscard]] Failure in(std::string_view context) && {
        return Failure{kind, std::string{context} + ": " + text};
    }
};

// The two kinds that most failures are of.
[[nodiscard]] inline Failure usage_failure(std::string text) {
    return {FailureKind::usage, std::move(text)};
}

[[nodiscard]] inline Failure integrity_failure(std::string text) {
    return {FailureKind::integrity, std::move(text)};
}

// A value, or an operating failure. Never used by deciders and projections.
template <class T>
using Result = detail::BasicResult<T, Failure>;

[[nodiscard]] inline auto success() {
    return BOOST_OUTCOME_V2_NAMESPACE::success();
}

}  // namespace tally

// Unwraps a Result or Decided into `name`, or returns its failure to our caller.
#define TALLY_TRY(name, expression) BOOST_OUTCOME_TRY(auto name, expression)
// The same where there is no value to keep.
#define TALLY_TRYV(expression) BOOST_OUTCOME_TRYV(expression)
