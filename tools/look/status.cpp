#include "journal/checkpoint/checkpoint.h"
#include "journal/crypto/text.h"
#include "journal/store/record_store.h"
#include "tools/cli/rows.h"
#include "tools/look/books.h"
#include "tools/look/last_start.h"
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

// How the record is kept: what an operator asks, and nothing that follows from its entries.
struct Kept {
    std::optional<std::uint64_t>
        epoch;  // of the newest block: how often it was opened to be written
    std::uint64_t checkpoints = 0;
    std::optional<std::uint64_t> snapshots;      // nothing if their list cannot be read
    std::optional<std::uint64_t> snapshot_size;  // entries that a start need not apply
};

Result<Kept> kept_of(Record const& record) {
    Kept kept;
    auto& store = record.store();
    TALLY_TRY(checkpoints, store.checkpoints());
    kept.checkpoints = checkpoints.size();
    if (auto const list = store.snapshots().list()) {
        kept.snapshots = list.value().size();
        if (!list.value().empty()) kept.snapshot_size = list.value().back().tip.next.value;
    }
    if (record.size() == 0) return kept;
    TALLY_TRY(cursor, store.read(Sequence{record.size() - 1}));
    BlockBuffer buffer;
    Block block;
    TALLY_TRY(found, cursor->next(buffer, block));
    if (found) kept.epoch = block.header().epoch.value;
    return kept;
}

Cell maybe(std::optional<std::uint64_t> value) {
    return value ? Cell{*value} : Cell::nothing();
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
            {"chains", CellKind::count},
            {"keys", CellKind::count},
            {"revoked_keys", CellKind::count},
            {"epoch", CellKind::count},
            {"checkpoints", CellKind::count},
            {"snapshots", CellKind::count},
            {"snapshot", CellKind::count},
            {"started"},
            {"start_applied", CellKind::count},
            {"start_torn_bytes", CellKind::count},
            {"start_milliseconds", CellKind::count},
            {"ended"}};
}

std::size_t revoked_keys(Access const& access) {
    std::size_t revoked = 0;
    for (std::size_t number = 1; number <= access.key_count(); ++number)
        if (access.key(KeyNumber{static_cast<std::uint16_t>(number)})->revoked != Timestamp{})
            ++revoked;
    return revoked;
}

// What the server that opened the directory last found there; an export or backup has none.
void add_last_start(std::filesystem::path const& directory, std::vector<Cell>& cells) {
    auto const start = read_last_start(directory);
    if (!start) {
        for (int i = 0; i < 5; ++i)
            cells.push_back(Cell::nothing());
        return;
    }
    cells.push_back(text::format_time(start->started));
    for (auto const value : {start->applied, start->torn_bytes, start->milliseconds})
        cells.push_back(Cell{value});
    cells.push_back(start->ended ? Cell{text::format_time(*start->ended)} : Cell::nothing());
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
    TALLY_TRY(kept, kept_of(record));
    auto first_time = Cell::nothing();
    if (record.size() != 0) {
        TALLY_TRY(first, record.entry(Sequence{0}));
        first_time = Cell{text::format_time(first.time)};
    }
    std::vector<Cell> cells{
        record.origin(),
        Cell{record.size()},
        to_hex(record.root().span()),
        first_time,
        record.size() == 0 ? Cell::nothing() : Cell{text::format_time(state.last_time())},
        maybe(checkpoint),
        Cell{record.size() - checkpoint.value_or(0)},
        count(state.assets().all().size()),
        count(state.ledger().account_count()),
        count(state.ledger().pending_count()),
        count(state.markets().market_count()),
        count(state.markets().order_count()),
        count(state.escrows().size()),
        count(state.chains().all().size()),
        count(state.access().key_count()),
        count(revoked_keys(state.access())),
        maybe(kept.epoch),
        Cell{kept.checkpoints},
        maybe(kept.snapshots),
        maybe(kept.snapshot_size)};
    add_last_start(common.data, cells);
    auto const names = columns();
    cli::write_record(output, names, cells);
    return cli::ExitCode::clean;
}

}  // namespace tally::look
