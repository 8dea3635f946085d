#include "tools/look/log.h"

#include "tools/look/log_writer.h"
#include "tools/look/narrowed.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/look/words.h"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <variant>

namespace tally::look {

namespace {

// Whether an entry is about a market, by what its body says.
bool is_about(Entry const& entry, MarketNumber market) {
    return std::visit(
        [&](auto const& body) {
            using Kind = std::decay_t<decltype(body)>;
            if constexpr (std::is_same_v<Kind, CreateMarket>)
                return body.number == market;
            else if constexpr (requires { body.market == market; })
                return body.market == market;
            else
                return false;
        },
        entry.body);
}

// A kind that does not exist would silently find nothing.
Result<void> check_kinds(std::vector<std::string> const& kinds) {
    for (auto const& kind : kinds) {
        if (is_kind(kind)) continue;
        return Failure{FailureKind::usage,
                       "--kind " + kind + ": no entry is of this kind; see docs/cli.md"};
    }
    return success();
}

}  // namespace

Result<cli::ExitCode> log(LogOptions const& options,
                          cli::CommonOptions const& common,
                          cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return log(options, common, view, everything, output);
}

Result<cli::ExitCode> log(LogOptions const& options,
                          cli::CommonOptions const& common,
                          View const& view,
                          Window& window,
                          cli::Output& output) {
    TALLY_TRYV(check_kinds(options.kinds));
    TALLY_TRY(all, range_of(view, common));
    TALLY_TRY(range, narrowed(all, options.from, options.to));
    TALLY_TRY(market, market_option(view, common.market));
    Shown const shown{*view.state};
    LogWriter writer{output, shown};
    auto const first = range.from.size;
    TALLY_TRYV(for_each_entry(*view.record, first, range.to.size, [&](Entry const& entry) {
        if (!window.goes_on()) return false;
        auto const& kinds = options.kinds;
        bool const kind_fits =
            kinds.empty() ||
            std::find(kinds.begin(), kinds.end(), kind_name(entry.body)) != kinds.end();
        if (market != nullptr && !is_about(entry, market->number)) return true;
        if (!kind_fits || (options.refused && outcome_of(entry.body) == Outcome::ok)) return true;
        if (window.takes()) writer.add(entry);
        return !output.is_closed();
    }));
    writer.end("no such entries " + view.place());
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> log_entry(Entry const& entry, Moment const& moment, cli::Output& output) {
    Shown const shown{moment.state};
    LogWriter writer{output, shown};
    writer.add(entry);
    writer.end({});
    return cli::ExitCode::clean;
}

}  // namespace tally::look
