#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "tools/cli/output.h"
#include "tools/cli/program.h"
#include "tools/look/balances.h"
#include "tools/look/view.h"
#include "tools/look/window.h"

#include <map>
#include <string>
#include <string_view>

namespace tally::serve {

// A question as a path with parameters: "accounts/12", "transfers?debit=1&limit=100".
struct Query {
    std::string what;                               // "accounts"
    std::string id;                                 // "12"; may be empty
    std::map<std::string, std::string> parameters;  // each once
};

// Bad text is a usage failure that says where.
[[nodiscard]] Result<Query> parse_query(std::string_view text);

// True if a State says it all, so that no record need be read. (Of an order by its id, if it is
// open: the window gives up if it is not.)
[[nodiscard]] bool is_of_state(Query const& query);

// True if it is answered from a record and its State at the point asked for.
[[nodiscard]] bool is_of_view(Query const& query);

// True if it is answered from an index of movements, where there is one.
[[nodiscard]] bool is_of_movements(Query const& query);

// What a query is answered from.
struct Ground {
    cli::CommonOptions common;         // the directory, and for one of neither kind the point
    State const* state = nullptr;      // for one that is of a state
    look::View const* view = nullptr;  // for one that is of a view, or of a state that is not there
    look::IndexedRecord const* indexed = nullptr;  // for one of movements, instead of a view
    look::Window& window;  // what part of either is asked for; of others, all is answered
};

// Answers a query as JSON lines in the shapes of the look verbs, which do the work. A question that
// is none is a usage failure; what it is about and is not there is one of kind `incomplete`.
[[nodiscard]] Result<void> answer_query(Query const& query,
                                        Ground const& ground,
                                        cli::Output& output);

}  // namespace tally::serve
