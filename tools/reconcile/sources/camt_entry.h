#pragma once

#include "tools/reconcile/sources/reading.h"
#include "tools/reconcile/sources/xml_reader.h"

#include <cstdint>
#include <string_view>

namespace tally::reconcile {

// An amount of camt with its currency, which must be the statement's, and its side. `side` is where
// CdtDbtInd is looked for.
[[nodiscard]] Taken<SignedAmount> take_camt_amount(XmlNode const& amount,
                                                   std::string_view side,
                                                   Statement const& statement);

// Dt or DtTm below `path`; 0 if there is none.
[[nodiscard]] Taken<Days> take_camt_date(XmlNode const& node, std::string_view path);

// What the summary of a statement counts: every entry once, however many lines it becomes.
struct CamtTotals {
    std::uint64_t credits = 0;
    std::uint64_t debits = 0;
    SignedAmount credit_sum;
    SignedAmount debit_sum;
    bool complete = true;  // false: an entry could not be read, so that nothing can be compared
};

// One Ntry: a line, or, where its transactions have amounts that come to the entry's, a line each.
void take_camt_entry(XmlNode const& entry,
                     Statement& statement,
                     CamtTotals& totals,
                     SourceReading& reading);

}  // namespace tally::reconcile
