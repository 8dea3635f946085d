#include "tools/look/log.h"

#include "tools/cli/json_text.h"
#include "tools/cli/rows.h"
#include "tools/look/entry_json.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/look/words.h"
#include "tools/text/time.h"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <variant>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

// Entries of any kind in one list: JSON has each entry's own members, a table and CSV have them as
// one column of text.
class LogWriter {
public:
    LogWriter(cli::Output& output, Shown const& shown)
        : output_(output),
          shown_(shown),
          rows_(output,
                {{"sequence", CellKind::count},
                 {"time"},
                 {"cause", CellKind::count},
                 {"kind"},
                 {"details"}}) {}

    void add(Entry const& entry) {
        auto const format = output_.format();
        if (format == cli::Format::table || format == cli::Format::csv) return add_row(entry);
        cli::JsonText json;
        write_entry(json, entry, shown_);
        if (format == cli::Format::json) output_.write(count_ == 0 ? "[\n" : ",\n");
        output_.write(json.view());
        if (format == cli::Format::jsonl) output_.write("\n");
        ++count_;
    }

    void end(std::string_view when_empty) {
        if (count_ == 0) return rows_.end(when_empty);
        if (output_.format() == cli::Format::json) output_.write("\n]\n");
    }

private:
    void add_row(Entry const& entry) {
        cli::JsonText json;
        json.begin_object();
        write_body(json, entry.body, shown_);
        json.end_object();
        auto details = json.take();
        if (output_.format() == cli::Format::table) details = plain_details(details);
        rows_.add({Cell{entry.sequence.value},
                   text::format_time(entry.time),
                   Cell{entry.cause.value},
                   kind_name(entry.body),
                   std::move(details)});
    }

    cli::Output& output_;
    Shown const& shown_;
    cli::Rows rows_;
    std::size_t count_ = 0;
};

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

Result<std::uint64_t> sequence_option(std::string_view what,
                                      std::string const& text,
                                      std::uint64_t absent) {
    if (text.empty()) return absent;
    TALLY_TRY(value, id_option(what, text));
    if (value <= UINT64_MAX - 1) return static_cast<std::uint64_t>(value);
    return Failure{FailureKind::usage, std::string{what} + " " + text + " is too large"};
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
    TALLY_TRY(range, range_of(view, common));
    TALLY_TRY(from, sequence_option("--from", options.from, 0));
    TALLY_TRY(to, sequence_option("--to", options.to, UINT64_MAX - 1));
    TALLY_TRY(market, market_option(view, common.market));
    Shown const shown{*view.state};
    LogWriter writer{output, shown};
    auto const first = std::max(from, range.from.size);
    auto const last = std::min(to + 1, range.to.size);
    TALLY_TRYV(for_each_entry(*view.record, first, std::max(first, last), [&](Entry const& entry) {
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
