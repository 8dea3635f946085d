#include "tools/reconcile/run/report_tables.h"

#include "tools/text/number.h"

#include <cstddef>
#include <string>
#include <utility>

namespace tally::reconcile {

namespace {

std::string joined(std::vector<std::string> const& names) {
    std::string all;
    for (auto const& name : names)
        all += (all.empty() ? "" : " ") + name;
    return all;
}

std::string difference(AccountRun const& run) {
    if (!run.external.told) return "not told";
    auto const off = run.external.closing.checked_sub(run.internal.closing);
    return off ? signed_text(*off, run.scale) : "more than can be counted";
}

std::vector<std::string> books_row(AccountRules const& rules, AccountRun const& run) {
    auto const told = [&](SignedAmount amount) {
        return run.external.told ? signed_text(amount, run.scale) : std::string{"not told"};
    };
    return {rules.statement,
            text::format_integer(rules.ledger.value),
            rules.asset,
            signed_text(run.internal.closing, run.scale),
            told(run.external.closing),
            difference(run),
            signed_text(run.net, run.scale),
            text::format_units(run.gross.units(), run.scale),
            signed_text(run.residuals, run.scale),
            rules.tolerance,
            rules.materiality};
}

void add_exclusions(CsvTable& table,
                    AccountRules const& rules,
                    char const* side,
                    Exclusions const& exclusions,
                    std::uint8_t scale) {
    for (auto const& [reason, excluded] : exclusions)
        table.rows.push_back({rules.statement,
                              rules.asset,
                              side,
                              reason,
                              std::to_string(excluded.lines),
                              signed_text(excluded.amount, scale),
                              joined(excluded.names)});
}

}  // namespace

PackTables tables_of(Run const& run) {
    PackTables tables;
    tables.verdict = name_of(verdict_of(run));
    tables.books.heading = {"account",
                            "ledger",
                            "asset",
                            "record closing",
                            "statement closing",
                            "difference",
                            "breaks net",
                            "breaks gross",
                            "residuals",
                            "tolerance",
                            "materiality"};
    tables.exclusions.heading = {"account", "asset", "side", "reason", "lines", "amount", "names"};
    for (std::size_t i = 0; i < run.accounts.size(); ++i) {
        auto const& rules = run.rules.accounts[i];
        auto const& account = run.accounts[i];
        tables.books.rows.push_back(books_row(rules, account));
        add_exclusions(
            tables.exclusions, rules, "record", account.record_exclusions, account.scale);
        add_exclusions(
            tables.exclusions, rules, "statement", account.statement_exclusions, account.scale);
        for (auto const& why : account.why)
            tables.no_opinion.push_back(rules.statement + ": " + why);
    }
    for (auto const& why : run.own_incomplete)
        tables.no_opinion.push_back("books: " + why);
    return tables;
}

}  // namespace tally::reconcile
