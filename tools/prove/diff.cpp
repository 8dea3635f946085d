#include "replay/diff.h"

#include "replay/fold.h"
#include "tools/cli/rows.h"
#include "tools/prove/prove.h"
#include "tools/text/number.h"

#include <algorithm>

namespace tally::prove {

namespace {

using cli::Cell;

Cell cell_of(std::optional<DiffValue> const& value, bool whole) {
    if (!value) return Cell::nothing();
    if (whole) return Cell{"there"};
    if (value->is_number) return Cell{text::format_units(value->number, value->scale)};
    return Cell{value->text};
}

Result<Point> point_or(Record const& record, std::string const& text, Point otherwise) {
    return text.empty() ? Result<Point>{otherwise} : resolve_point(record, text);
}

// The first entry that two records do not share, as a row of its own.
Result<bool> show_first_entry(Record const& left,
                              Record const& right,
                              std::uint64_t size,
                              cli::Rows& rows) {
    TALLY_TRY(first, first_different_entry(left, right, size));
    if (!first) return false;
    TALLY_TRY(ours, left.entry(*first));
    TALLY_TRY(theirs, right.entry(*first));
    rows.add({"entry",
              Cell{std::to_string(first->value)},
              "first_different",
              Cell{kind_name(ours.body)},
              Cell{kind_name(theirs.body)}});
    return true;
}

}  // namespace

Result<cli::ExitCode> diff(DiffOptions const& options, cli::Output& output) {
    TALLY_TRY(left, Record::open(options.data));
    bool const two = !options.other.empty();
    TALLY_TRY(right, Record::open(two ? options.other : options.data));
    TALLY_TRY(from, point_or(*left, options.from, Point{two ? left->size() : 0}));
    TALLY_TRY(to, point_or(*right, options.to, Point{right->size()}));
    TALLY_TRY(before, state_at(*left, from));
    TALLY_TRY(after, state_at(*right, to));
    cli::Rows rows{output, {{"kind"}, {"id"}, {"field"}, {"left"}, {"right"}}};
    bool differ = false;
    if (two) {
        TALLY_TRY(entry, show_first_entry(*left, *right, std::min(from.size, to.size), rows));
        differ = entry;
    }
    auto const found = diff_states(*before.state, *after.state, [&rows](Difference const& one) {
        bool const whole = one.field.empty();
        rows.add({Cell{one.kind},
                  Cell{text::format_integer(one.id)},
                  whole ? Cell::nothing() : Cell{one.field},
                  cell_of(one.left, whole),
                  cell_of(one.right, whole)});
    });
    rows.end("no difference");
    return differ || found != 0 ? cli::ExitCode::breaks : cli::ExitCode::clean;
}

}  // namespace tally::prove
