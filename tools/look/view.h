#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/point.h"
#include "replay/record.h"
#include "tools/cli/program.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tally::look {

// A record and its state at the point that --at names; without it, at the end.
struct View {
    std::unique_ptr<Record> record;
    Point point;
    std::unique_ptr<State> state;

    // "after entry 17": what an answer is about, for people.
    [[nodiscard]] std::string place() const;
};

[[nodiscard]] Result<View> open_view(cli::CommonOptions const& options);

// The entries that -b, -e and --at leave: from, and to (exclusive).
struct Range {
    Point from;
    Point to;
};

[[nodiscard]] Result<Range> range_of(View const& view, cli::CommonOptions const& options);

// What the common options name, in the view's state. An asset, account or market that is not there
// is a failure of kind `incomplete`; text that names none, one of kind `usage`. Nothing if not
// given.
[[nodiscard]] Result<std::optional<AssetNumber>> asset_option(View const& view,
                                                              std::string const& code);
[[nodiscard]] Result<std::optional<AccountHandle>> account_option(View const& view,
                                                                  std::string const& id);
[[nodiscard]] Result<Market const*> market_option(View const& view, std::string const& symbol);

// An id as an option gives it; `what` names it in the failure.
[[nodiscard]] Result<uint128> id_option(std::string_view what, std::string const& text);
[[nodiscard]] Result<std::optional<uint128>> optional_id(std::string_view what,
                                                         std::string const& text);

}  // namespace tally::look
