#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/output.h"
#include "tools/cli/program.h"

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

// Answers a query from a record as it is now, as JSON lines in the shapes of the look verbs, which
// do the work. `common` names the directory and the point. A question that is none is a usage
// failure; what it is about and is not there is one of kind `incomplete`.
[[nodiscard]] Result<void> answer_query(Query const& query,
                                        cli::CommonOptions common,
                                        cli::Output& output);

}  // namespace tally::serve
