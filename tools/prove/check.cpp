#include "replay/check.h"

#include "tools/cli/progress.h"
#include "tools/cli/rows.h"
#include "tools/prove/prove.h"

namespace tally::prove {

Result<cli::ExitCode> check(CheckOptions const& options, cli::Output& output) {
    TALLY_TRY(record, Record::open(options.data));
    Point at{record->size()};
    if (!options.at.empty()) {
        TALLY_TRY(point, resolve_point(*record, options.at));
        at = point;
    }
    cli::Progress progress{"check", at.size, output.quiet()};
    TALLY_TRY(
        checked,
        check_record(*record, at, options.every, [&progress](std::uint64_t done, std::uint64_t) {
            progress.update(done);
        }));
    cli::Rows rows{output, {{"rule"}, {"where"}, {"found"}}};
    for (auto const& violation : checked.violations)
        rows.add(
            {cli::Cell{violation.rule}, cli::Cell{violation.where}, cli::Cell{violation.found}});
    rows.end("every rule holds after " + std::to_string(checked.size) + " entries (" +
             std::to_string(checked.states) + (checked.states == 1 ? " state" : " states") +
             " checked)");
    if (checked.violations.empty()) return cli::ExitCode::clean;
    return Failure{FailureKind::integrity,
                   std::to_string(checked.violations.size()) +
                       " rules are broken in the state after " + std::to_string(checked.size) +
                       " entries of " + options.data};
}

}  // namespace tally::prove
