#pragma once

#include "journal/entries/reconciliations.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"
#include "replay/reconcile/statement.h"

#include <cstdint>
#include <string>
#include <vector>

// What is compared with what, and how strictly: the rules file of `tally reconcile run`, TOML.
// docs/reconcile.md documents every key.
namespace tally::reconcile {

// Where a movement of the record may carry the reference that the other side knows.
enum class LedgerField : std::uint8_t { metadata, id, user_data_128 };

// An asset account of ours (a bank, custody) gains by a debit, what we owe to a client by a credit.
using tally::GainsBy;

struct AccountRules {
    AccountId ledger;
    std::string statement;  // the account as statements name it
    std::string asset;
    GainsBy gains_by = GainsBy::debit;
    std::string tolerance = "0";    // in whole units, exact at the asset's scale
    std::string materiality = "0";  // a break of at least this is material; "0": every one
    std::string fee = "0";          // a difference of exactly this is a known fee
    Days window = 3;
    Days since = 0;  // movements before this day were reconciled earlier; 0: the first statement's
    bool by_amount = true;
    std::vector<LedgerField> ledger_references{LedgerField::metadata, LedgerField::id};
    std::vector<ReferenceField> statement_references{ReferenceField::end_to_end,
                                                     ReferenceField::transfer,
                                                     ReferenceField::remittance,
                                                     ReferenceField::entry};
    std::string reference_prefix;  // take the word beginning with this; empty: the whole text
    std::uint64_t line = 0;        // in the rules file
};

struct Rules {
    std::string name;
    std::vector<AccountRules> accounts;  // in the order of the file
    std::vector<std::string> ignored;    // accounts whose statements are left aside
    Hash32 hash;                         // SHA-256 of the file
};

// All mistakes of the file at once, each with its line.
[[nodiscard]] Result<Rules> read_rules(std::string const& text, std::string const& name);

// The reference in a text as the rules take it: the word that begins with the prefix, in capitals
// and without blanks; empty if there is none.
[[nodiscard]] std::string extract_reference(std::string_view text, std::string_view prefix);

}  // namespace tally::reconcile
