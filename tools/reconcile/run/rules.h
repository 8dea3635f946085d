#pragma once

#include "journal/entries/reconciliations.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"
#include "replay/reconcile/statement.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What is compared with what, and how strictly: the rules file of `tally reconcile run`, TOML.
// docs/reconcile.md documents every key.
namespace tally::reconcile {

// Where a movement of the record may carry the reference that the other side knows.
enum class LedgerField : std::uint8_t { metadata, id, user_data_128, transaction };

// What is left out of the comparison on purpose, and why. A line is excluded if all that is said
// here is so of it.
struct ExclusionRule {
    std::string reason;
    bool record = true;                // of the record's movements
    bool statement = true;             // of the statements' lines
    std::string reference;             // begins with this; empty: whatever it is
    std::optional<std::string> up_to;  // an amount of at most this, whatever its sign
    std::optional<uint128> units;      // the same, once the asset's scale is known
};

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
    Days cut_off = 0;            // of the record; 0: the statements'
    Days statement_cut_off = 0;  // lines after it are left aside; 0: the last statement's last day
    std::uint64_t finality = 0;  // blocks on top of a line's for it to count; 0: as its source says
    std::vector<ExclusionRule> exclusions;
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

// What the breaks of one asset may come to together before they are material.
struct AssetLimit {
    std::string amount;
    std::uint64_t line = 0;  // in the rules file
};

struct Rules {
    std::string name;
    std::vector<AccountRules> accounts;  // in the order of the file
    std::vector<std::string> ignored;    // accounts whose statements are left aside
    // By asset: breaks whose sizes come to this together are material, however small each is.
    std::map<std::string, AssetLimit> materiality;
    Hash32 hash;  // SHA-256 of the file
};

// All mistakes of the file at once, each with its line.
[[nodiscard]] Result<Rules> read_rules(std::string const& text, std::string const& name);

// The rule that leaves a line of one side out; null if none does.
[[nodiscard]] ExclusionRule const* excluded_by(AccountRules const& rules,
                                               std::string_view reference,
                                               SignedAmount amount,
                                               bool record);

// Takes over amounts that need the asset's scale. A failure of kind `usage` if one does not fit it.
[[nodiscard]] Result<void> scale_exclusions(AccountRules& rules, std::uint8_t scale);

// The reference in a text as the rules take it: the word that begins with the prefix, in capitals
// and without blanks; empty if there is none.
[[nodiscard]] std::string extract_reference(std::string_view text, std::string_view prefix);

}  // namespace tally::reconcile
