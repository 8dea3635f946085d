#include "tests/fuzz/statement_checks.h"

#include "journal/vocabulary/check.h"
#include "tools/reconcile/sources/jsonl_write.h"

#include <optional>
#include <set>

namespace tally::reconcile {

namespace {

// What was taken can be stored and read again.
void check_stored(Statement const& statement) {
    StatementList again;
    auto const report = read_source_text(to_jsonl(statement), "stored", {}, again);
    TALLY_CHECK(report.has_value());
    TALLY_CHECK(again.statements.size() == 1);
    TALLY_CHECK(again.statements[0].lines.size() == statement.lines.size());
}

void check_statement(Statement const& statement) {
    TALLY_CHECK(!statement.id.empty());
    TALLY_CHECK(!statement.account.empty());
    std::set<std::string_view> references;
    std::optional<SignedAmount> sum = statement.opening.value_or(SignedAmount{});
    for (auto const& line : statement.lines) {
        TALLY_CHECK(!line.entry_reference.empty());
        TALLY_CHECK(references.insert(line.entry_reference).second);
        if (line.status == LineStatus::booked) sum = sum->checked_add(line.amount);
        TALLY_CHECK(sum.has_value());
    }
    if (!statement.opening || !statement.closing || statement.left_out != 0) return;
    TALLY_CHECK(*sum == *statement.closing);
}

}  // namespace

void check_source(std::string_view text, ReadOptions options) {
    for (bool const partial : {false, true}) {
        options.partial = partial;
        StatementList list;
        if (!read_source_text(text, "input", options, list)) continue;
        for (auto const& statement : list.statements) {
            check_statement(statement);
            check_stored(statement);
        }
    }
}

}  // namespace tally::reconcile
