#include "tools/prove/export/export.h"

#include "journal/crypto/text.h"
#include "replay/point.h"
#include "tools/cli/progress.h"
#include "tools/cli/rows.h"
#include "tools/prove/export/writer.h"

#include <array>

namespace tally::prove {

namespace {

using cli::Cell;
using cli::CellKind;

// The export ends at a checkpoint, because nothing behind it is signed.
Result<std::uint64_t> size_for(Record const& record, ExportOptions const& options) {
    auto const at_most = options.at.empty() ? Result<Point>{Point{record.size()}}
                                            : resolve_point(record, options.at);
    if (!at_most) return at_most.error();
    TALLY_TRY(found, record.store().newest_checkpoint(Sequence{at_most.value().size}));
    if (!found)
        return Failure{FailureKind::incomplete,
                       options.data +
                           " has no signed checkpoint yet, and an export ends at one; sign one "
                           "with: tally checkpoint --key FILE --data " +
                           options.data};
    bool const exact = options.at.empty() || found->size.value == at_most.value().size;
    if (exact) return found->size.value;
    return Failure{FailureKind::incomplete,
                   "no checkpoint is signed at " + options.at +
                       "; the newest one before it is "
                       "checkpoint:" +
                       std::to_string(found->size.value)};
}

}  // namespace

Result<cli::ExitCode> export_record(ExportOptions const& options, cli::Output& output) {
    TALLY_TRY(record, Record::open(options.data));
    TALLY_TRY(size, size_for(*record, options));
    cli::Progress progress{"export", size, output.quiet()};
    ExportRequest request;
    request.to = options.to;
    request.size = size;
    request.personal = options.personal;
    request.progress = [&progress](std::uint64_t done, std::uint64_t) { progress.update(done); };
    TALLY_TRY(exported, write_export(*record, request));
    for (auto const& note : exported.notes)
        output.remark(note);
    if (size < record->size())
        output.remark(std::to_string(record->size() - size) +
                      " entries after the checkpoint are not exported: nobody has signed them yet");
    std::array const columns{cli::Column{"export"},
                             cli::Column{"origin"},
                             cli::Column{"entries", CellKind::count},
                             cli::Column{"added", CellKind::count},
                             cli::Column{"root"},
                             cli::Column{"checkpoints", CellKind::count}};
    std::array const cells{Cell{options.to},
                           Cell{record->origin()},
                           Cell{exported.size},
                           Cell{exported.size - exported.before},
                           Cell{to_hex(exported.root.span())},
                           Cell{exported.checkpoints}};
    if (!output.quiet()) write_record(output, columns, cells);
    return cli::ExitCode::clean;
}

}  // namespace tally::prove
