#pragma once

#include "projections/ledger/account.h"

#include <cstdint>
#include <string>
#include <string_view>

// How the plain-text books name what the ledger has.
namespace tally::books {

// True for accounts that are meant to be on the debit side (a bank, the custody of a chain): those
// that credits_must_not_exceed_debits limits. All others are what somebody is owed.
[[nodiscard]] bool is_debit_account(Account const& account);

// What hledger takes as a part of an account's name and, in quotes, as a commodity: the code, with
// what would end either (colon, semicolon, comma, percent) as %XX.
[[nodiscard]] std::string hledger_code(std::string_view code);

// "owner:7:USD:1": the owner, the asset, the account.
[[nodiscard]] std::string hledger_account(Account const& account, std::string_view code);

// "Liabilities:Owner:7:USD:1". What beancount has no letter for becomes -XX.
[[nodiscard]] std::string beancount_account(Account const& account, std::string_view code);
[[nodiscard]] std::string beancount_part(std::string_view code);

// Beancount's currencies have 2 to 24 upper-case letters, digits, ' . _ - , the first one a letter
// and the last one a letter or digit.
[[nodiscard]] bool is_beancount_currency(std::string_view code);

// "2026-01": the month of a day, given as days since 1970-01-01.
[[nodiscard]] std::string month_of(std::uint32_t day);

}  // namespace tally::books
