#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/pack/csv_table.h"
#include "tools/reconcile/pack/pack.h"

#include <string>

namespace tally::reconcile {

struct ReportInput {
    std::string title;
    std::string manifest_hash;  // what a sign-off is about
    PackTables tables;
    CsvTable controls;
    CsvTable breaks;
    CsvTable matches;
};

// One HTML file that needs nothing else: no script, no link, no font. Everything that was read is
// escaped. Made for paper: tables repeat their headings, charts are inline SVG with their figures
// as text.
[[nodiscard]] Result<std::string> report_html(ReportInput const& input);

}  // namespace tally::reconcile
