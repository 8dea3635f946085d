#include "engine/sequencer/projection_digest.h"
#include "journal/codec/codec.h"
#include "journal/crypto/text.h"
#include "replay/fold.h"
#include "tools/cli/progress.h"
#include "tools/cli/rows.h"
#include "tools/prove/decisions.h"
#include "tools/prove/prove.h"
#include "tools/text/time.h"

#include <vector>

namespace tally::prove {

namespace {

using cli::Cell;
using cli::CellKind;

Result<cli::ExitCode> fold_again(Record const& record,
                                 Point to,
                                 ReplayOptions const& options,
                                 cli::Output& output) {
    cli::Progress progress{"replay", to.size, output.quiet()};
    FoldVisitor nobody;
    FoldOptions fold_options;
    fold_options.from = to;
    fold_options.to = to;
    fold_options.snapshots = !options.from_zero;
    fold_options.verify = options.verify;
    fold_options.digests = true;
    fold_options.progress = [&progress](std::uint64_t done, std::uint64_t) {
        progress.update(done);
    };
    TALLY_TRY(folded, fold(record, fold_options, nobody));
    for (auto const& note : folded.notes)
        output.remark(note);
    std::vector<cli::Column> columns{{"entries", CellKind::count},
                                     {"from_snapshot", CellKind::count},
                                     {"folded", CellKind::count},
                                     {"digests_compared", CellKind::count},
                                     {"time"}};
    std::vector<Cell> cells{Cell{folded.state->next_sequence().value},
                            Cell{folded.snapshot_size},
                            Cell{folded.applied},
                            Cell{folded.digests},
                            Cell{text::format_time(folded.state->last_time())}};
    if (folded.proven) {
        columns.emplace_back("root");
        cells.emplace_back(to_hex(folded.proven->root.span()));
    }
    for (auto const kind : State::kinds) {
        if (!folded.state->has_digest(kind)) continue;
        columns.emplace_back(std::string{name_of(kind)} + "_digest");
        cells.emplace_back(to_hex(digest_of(*folded.state, kind).span()));
    }
    if (!output.quiet()) write_record(output, columns, cells);
    return cli::ExitCode::clean;
}

Cell described(std::optional<Entry> const& entry) {
    if (!entry) return Cell::nothing();
    LeafBuffer leaf;
    auto text =
        std::string{kind_name(entry->body)} + " " + std::string{name_of(outcome_of(entry->body))};
    if (encode_leaf(*entry, leaf)) text += " " + to_hex(leaf.bytes());
    return Cell{text};
}

void show(ReDecided const& result, cli::Output& output) {
    std::vector<cli::Column> columns{
        {"same", CellKind::boolean}, {"entries", CellKind::count}, {"commands", CellKind::count}};
    std::vector<Cell> cells{
        Cell{!result.divergence.has_value()}, Cell{result.entries}, Cell{result.commands}};
    if (auto const& divergence = result.divergence) {
        columns.insert(columns.end(),
                       {{"entry", CellKind::count},
                        {"command", CellKind::count},
                        {"reason"},
                        {"expected"},
                        {"got"}});
        cells.insert(cells.end(),
                     {Cell{divergence->sequence.value},
                      Cell{divergence->command.value},
                      Cell{divergence->reason},
                      described(divergence->expected),
                      described(divergence->got)});
    }
    write_record(output, columns, cells);
}

Result<cli::ExitCode> show_decisions(Record const& record, Point to, cli::Output& output) {
    TALLY_TRY(result, decide_again(record, to, output));
    if (!output.quiet() || result.divergence) show(result, output);
    if (result.divergence) return parted_at(*result.divergence);
    return cli::ExitCode::clean;
}

}  // namespace

Result<cli::ExitCode> replay(ReplayOptions const& options, cli::Output& output) {
    TALLY_TRY(record, Record::open(options.data));
    Point to{record->size()};
    if (!options.to.empty()) {
        TALLY_TRY(point, resolve_point(*record, options.to));
        to = point;
    }
    if (options.re_decide) return show_decisions(*record, to, output);
    return fold_again(*record, to, options, output);
}

}  // namespace tally::prove
