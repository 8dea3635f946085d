#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/point.h"
#include "replay/record.h"
#include "tools/cli/program.h"
#include "tools/look/moment.h"

#include <memory>
#include <string>

namespace tally::look {

// A record and its state at the point that --at names; without it, at the end. Shared: a server
// keeps views for the questions to come (tools/serve/reads/warm_views.h) and may drop one in use.
struct View {
    std::shared_ptr<Record const> record;
    Point point;
    std::shared_ptr<State const> state;

    // What of it needs only the State; as such it goes to whoever asks for no more.
    operator Moment() const { return {*state, record->directory().string()}; }

    // "after entry 17": what an answer is about, for people.
    [[nodiscard]] std::string place() const { return static_cast<Moment>(*this).place(); }
};

[[nodiscard]] Result<View> open_view(cli::CommonOptions const& options);

// The entries that -b, -e and --at leave: from, and to (exclusive).
struct Range {
    Point from;
    Point to;
};

[[nodiscard]] Result<Range> range_of(Record const& record,
                                     Point end,
                                     cli::CommonOptions const& options);
[[nodiscard]] Result<Range> range_of(View const& view, cli::CommonOptions const& options);

}  // namespace tally::look
