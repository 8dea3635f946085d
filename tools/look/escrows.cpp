#include "tools/cli/rows.h"
#include "tools/look/books.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/hex.h"
#include "tools/text/time.h"

#include <bit>
#include <string>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

std::vector<cli::Column> columns() {
    return {{"id", CellKind::decimal},
            {"buyer", CellKind::decimal},
            {"seller", CellKind::decimal},
            {"asset"},
            {"amount", CellKind::decimal},
            {"state"},
            {"quorum", CellKind::count},
            {"release_attested", CellKind::count},
            {"refund_attested", CellKind::count},
            {"attestors", CellKind::list, false},
            {"content_hash", CellKind::text, false},
            {"release_after"},
            {"refund_after"},
            {"created", CellKind::text, false},
            {"changed", CellKind::text, false}};
}

std::vector<Cell> row_of(Shown const& shown, Escrow const& escrow) {
    std::string attestors;
    for (auto const& address : shown.state().escrows().attestors(escrow)) {
        if (!attestors.empty()) attestors += ',';
        attestors += text::format_hex(address.span());
    }
    auto const attested = [&](EscrowAction action) {
        return Cell{static_cast<std::uint64_t>(std::popcount(escrow.attested(action)))};
    };
    return {id_text(escrow.id.value),
            id_text(escrow.buyer.value),
            id_text(escrow.seller.value),
            shown.asset(escrow.asset),
            shown.amount(escrow.amount, escrow.asset),
            name_of(escrow.state),
            Cell{std::uint64_t{escrow.quorum}},
            attested(EscrowAction::release),
            attested(EscrowAction::refund),
            Cell{attestors},
            text::format_hex(escrow.content_hash.span()),
            text::format_time(escrow.release_after),
            text::format_time(escrow.refund_after),
            text::format_time(escrow.created),
            text::format_time(escrow.changed)};
}

// A table of one escrow shows all of it.
std::vector<cli::Column> all_shown(std::vector<cli::Column> columns) {
    for (auto& column : columns)
        column.in_table = true;
    return columns;
}

}  // namespace

Result<cli::ExitCode> escrows(std::string const& id,
                              cli::CommonOptions const& common,
                              cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return escrows(id, view, everything, output);
}

Result<cli::ExitCode> escrows(std::string const& id,
                              Moment const& moment,
                              Window& window,
                              cli::Output& output) {
    TALLY_TRY(wanted, optional_id("escrow", id));
    auto const& escrows = moment.state.escrows();
    Shown const shown{moment.state};
    if (wanted) {
        auto const* const escrow = escrows.find(EscrowId{*wanted});
        if (escrow == nullptr) return not_there("escrow " + id, moment);
        if (window.takes()) cli::write_record(output, all_shown(columns()), row_of(shown, *escrow));
        return cli::ExitCode::clean;
    }
    cli::Rows rows{output, columns()};
    for (auto i = window.skips(escrows.size()); i < escrows.size() && window.goes_on(); ++i)
        if (window.takes()) rows.add(row_of(shown, escrows.at(i)));
    rows.end("no escrows " + moment.place());
    return cli::ExitCode::clean;
}

}  // namespace tally::look
