#pragma once

#include "replay/reconcile/statement.h"

#include <string>

namespace tally::reconcile {

// A statement as JSON lines: the form that `jsonl` reads, and in which a store keeps it. Reading it
// gives the same statement back.
[[nodiscard]] std::string statement_json(Statement const& statement);  // {"statement":...}
[[nodiscard]] std::string line_json(StatementLine const& line, std::uint8_t scale);
[[nodiscard]] std::string end_json(Statement const& statement);

// All of it, each line with its line feed.
[[nodiscard]] std::string to_jsonl(Statement const& statement);

}  // namespace tally::reconcile
