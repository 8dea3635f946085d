#include "tools/look/narrowed.h"

#include "tools/look/moment.h"

#include <algorithm>
#include <cstdint>

namespace tally::look {

namespace {

Result<std::uint64_t> sequence_option(char const* what,
                                      std::string const& text,
                                      std::uint64_t absent) {
    if (text.empty()) return absent;
    TALLY_TRY(value, id_option(what, text));
    if (value <= UINT64_MAX - 1) return static_cast<std::uint64_t>(value);
    return Failure{FailureKind::usage, std::string{what} + " " + text + " is too large"};
}

}  // namespace

Result<Range> narrowed(Range const& range, std::string const& from, std::string const& to) {
    TALLY_TRY(first, sequence_option("--from", from, 0));
    TALLY_TRY(last, sequence_option("--to", to, UINT64_MAX - 1));
    Range narrow;
    narrow.to = Point{std::min(range.to.size, last + 1)};
    narrow.from = Point{std::min(std::max(range.from.size, first), narrow.to.size)};
    return narrow;
}

}  // namespace tally::look
