#pragma once

#include "replay/reconcile/statement.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Statements in each format, written from the formats' public descriptions: there are no samples of
// real banks.
namespace tally::reconcile {

[[nodiscard]] std::string gzip(std::string_view text);

// Three movements of an account in EUR, 21 November 2026, from 100.00 to 85.50.
[[nodiscard]] Statement sample_statement();

// `version` is 2 to 13.
[[nodiscard]] std::string write_camt053(std::vector<Statement> const& statements, unsigned version);

// Statements of one day, in one group.
[[nodiscard]] std::string write_bai2(std::vector<Statement> const& statements);

// At most so many entries a page; 0: one page.
[[nodiscard]] std::string write_mt940(std::vector<Statement> const& statements,
                                      std::size_t per_page);

// With the mapping that reads it.
[[nodiscard]] std::string write_csv(Statement const& statement);
[[nodiscard]] std::string csv_mapping_for(Statement const& statement);

}  // namespace tally::reconcile
