#include "tools/look/view.h"

#include "replay/fold.h"
#include "tools/text/time.h"

#include <algorithm>
#include <utility>

namespace tally::look {

namespace {

Result<Point> edge(Record const& record, char const* option, std::string const& text) {
    auto const time = text::parse_time_or_date(text);
    if (!time) {
        return Failure{FailureKind::usage,
                       std::string{option} + " " + text +
                           " is not a time; write it like 2026-12-01T09:30:00Z or 2026-12-01"};
    }
    return point_before(record, *time);
}

}  // namespace

Result<View> open_view(cli::CommonOptions const& options) {
    View view;
    TALLY_TRY(record, Record::open(options.data));
    view.record = std::move(record);
    view.point = Point{view.record->size()};
    if (!options.at.empty()) {
        TALLY_TRY(point, resolve_point(*view.record, options.at));
        view.point = point;
    }
    TALLY_TRY(folded, state_at(*view.record, view.point));
    for (auto const& note : folded.notes)
        cli::report_line(note);
    view.state = std::move(folded.state);
    return view;
}

Result<Range> range_of(Record const& record, Point end, cli::CommonOptions const& options) {
    Range range{Point{0}, end};
    if (!options.begin.empty()) {
        TALLY_TRY(from, edge(record, "-b", options.begin));
        range.from = from;
    }
    if (!options.end.empty()) {
        TALLY_TRY(to, edge(record, "-e", options.end));
        range.to = std::min(range.to, to);
    }
    range.from = std::min(range.from, range.to);
    return range;
}

Result<Range> range_of(View const& view, cli::CommonOptions const& options) {
    return range_of(*view.record, view.point, options);
}

}  // namespace tally::look
