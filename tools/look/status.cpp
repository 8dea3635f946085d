#include "journal/checkpoint/checkpoint.h"
#include "journal/crypto/text.h"
#include "tools/cli/rows.h"
#include "tools/look/books.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <optional>
#include <string>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

// The size of the tree under the newest signed checkpoint.
Result<std::optional<std::uint64_t>> signed_size(Record const& record) {
    TALLY_TRY(notes, record.checkpoints());
    if (notes.empty()) return std::optional<std::uint64_t>{};
    TALLY_TRY(checkpoint, parse_checkpoint(notes.back()));
    return std::optional{checkpoint.head.size};
}

std::vector<cli::Column> columns() {
    return {{"origin"},
            {"size", CellKind::count},
            {"root"},
            {"first_time"},
            {"time"},
            {"checkpoint", CellKind::count},
            {"entries_since_checkpoint", CellKind::count},
            {"assets", CellKind::count},
            {"accounts", CellKind::count},
            {"pending_transfers", CellKind::count},
            {"markets", CellKind::count},
            {"open_orders", CellKind::count},
            {"escrows", CellKind::count},
            {"chains", CellKind::count}};
}

Cell count(std::size_t value) {
    return Cell{static_cast<std::uint64_t>(value)};
}

}  // namespace

Result<cli::ExitCode> status(cli::CommonOptions const& common, cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    auto const& record = *view.record;
    auto const& state = *view.state;
    TALLY_TRY(checkpoint, signed_size(record));
    auto first_time = Cell::nothing();
    if (record.size() != 0) {
        TALLY_TRY(first, record.entry(Sequence{0}));
        first_time = Cell{text::format_time(first.time)};
    }
    std::vector<Cell> const cells{
        record.origin(),
        Cell{record.size()},
        to_hex(record.root().span()),
        first_time,
        record.size() == 0 ? Cell::nothing() : Cell{text::format_time(state.last_time())},
        checkpoint ? Cell{*checkpoint} : Cell::nothing(),
        Cell{record.size() - checkpoint.value_or(0)},
        count(state.assets().all().size()),
        count(state.ledger().account_count()),
        count(state.ledger().pending_count()),
        count(state.markets().market_count()),
        count(state.markets().order_count()),
        count(state.escrows().size()),
        count(state.chains().all().size())};
    auto const names = columns();
    cli::write_record(output, names, cells);
    return cli::ExitCode::clean;
}

}  // namespace tally::look
