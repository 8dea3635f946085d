// Any bytes as a statement of somebody else. The first byte picks the format (or lets the content
// tell); the rest is the file. What is taken must hold what every statement promises.
#include "journal/vocabulary/check.h"
#include "tools/reconcile/sources/csv_mapping.h"
#include "tools/reconcile/sources/jsonl_write.h"
#include "tools/reconcile/sources/sources.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace tally::reconcile;

void check(Statement const& statement) {
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

// What was taken can be stored and read again.
void check_stored(Statement const& statement) {
    StatementList again;
    auto const report = read_source_text(to_jsonl(statement), "stored", {}, again);
    TALLY_CHECK(report.has_value());
    TALLY_CHECK(again.statements.size() == 1);
    TALLY_CHECK(again.statements[0].lines.size() == statement.lines.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view const text{reinterpret_cast<char const*>(data) + 1, size - 1};
    static_cast<void>(parse_csv_mapping(text, "mapping"));
    for (bool const partial : {false, true}) {
        ReadOptions options;
        options.partial = partial;
        unsigned const choice = data[0] % 8U;
        if (choice >= 1 && choice <= 6 && choice != 4) {
            options.format = static_cast<SourceFormat>(choice);
        }
        StatementList list;
        if (!read_source_text(text, "input", options, list)) continue;
        for (auto const& statement : list.statements) {
            check(statement);
            check_stored(statement);
        }
    }
    return 0;
}
