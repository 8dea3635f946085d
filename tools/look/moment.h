#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"

#include <optional>
#include <string>
#include <string_view>

namespace tally::look {

// "after entry 17": what an answer about the first `size` entries is about, for people.
[[nodiscard]] std::string place_after(std::uint64_t size);

// A State, and which record it is the fold of: all that many answers need, wherever it comes from.
struct Moment {
    State const& state;
    std::string data;  // the record, as failures name it

    // How many entries the State has seen.
    [[nodiscard]] std::uint64_t size() const { return state.next_sequence().value; }

    [[nodiscard]] std::string place() const { return place_after(size()); }
};

// What the common options name, in the moment's state. An asset, account or market that is not
// there is a failure of kind `incomplete`; text that names none, one of kind `usage`. Nothing if
// not given.
[[nodiscard]] Result<std::optional<AssetNumber>> asset_option(Moment const& moment,
                                                              std::string const& code);
[[nodiscard]] Result<std::optional<AccountHandle>> account_option(Moment const& moment,
                                                                  std::string const& id);
[[nodiscard]] Result<Market const*> market_option(Moment const& moment, std::string const& symbol);

// The failure of somebody who asks for what is not there: "escrow 5".
[[nodiscard]] Failure not_there(std::string const& what, Moment const& moment);

// An id as an option gives it; `what` names it in the failure.
[[nodiscard]] Result<uint128> id_option(std::string_view what, std::string const& text);
[[nodiscard]] Result<std::optional<uint128>> optional_id(std::string_view what,
                                                         std::string const& text);

}  // namespace tally::look
