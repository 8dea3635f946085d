#include "tools/cli/rows.h"
#include "tools/look/books.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"

#include <string>

namespace tally::look {

using cli::Cell;
using cli::CellKind;

Result<cli::ExitCode> assets(std::string const& code,
                             cli::CommonOptions const& common,
                             cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return assets(code, view, everything, output);
}

Result<cli::ExitCode> assets(std::string const& code,
                             Moment const& moment,
                             Window& window,
                             cli::Output& output) {
    TALLY_TRY(only, asset_option(moment, code));
    cli::Rows rows{output, {{"asset"}, {"scale", CellKind::count}, {"number", CellKind::count}}};
    for (auto const& asset : moment.state.assets().all()) {
        if (only && asset.number != *only) continue;
        if (!window.goes_on()) break;
        if (!window.takes()) continue;
        rows.add({asset.code.view(),
                  Cell{std::uint64_t{asset.scale}},
                  Cell{std::uint64_t{asset.number.value}}});
    }
    rows.end("no assets " + moment.place());
    return cli::ExitCode::clean;
}

}  // namespace tally::look
