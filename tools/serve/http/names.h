#pragma once

#include "journal/entry.h"
#include "projections/state.h"
#include "tools/wire/messages.h"

#include <cstdint>
#include <vector>

namespace tally::serve::http {

// What numbers of the record are called: assets, markets and chains, learned from the entries that
// create them and from no others, so that it stays small. Feeds of the record are turned to JSON
// with it.
class Names {
public:
    // The kinds of entries to learn from, for a feed's filter.
    [[nodiscard]] static std::vector<std::uint16_t> kinds();

    // The next such entries, in order. False if one cannot be read.
    [[nodiscard]] bool learn(wire::Leaves const& leaves);

    // Nothing but names is in it.
    [[nodiscard]] State const& state() const { return state_; }

private:
    State state_;
    Entry entry_;
};

// The number of a kind of entries by its name; 0 if there is none such.
[[nodiscard]] std::uint16_t kind_number(std::string_view name);

// An entry of a feed as JSON.
[[nodiscard]] Result<std::string> entry_json(ByteSpan leaf, Names const& names);

}  // namespace tally::serve::http
