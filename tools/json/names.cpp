#include "tools/json/names.h"

#include "journal/entries/ledger.h"

namespace tally::json {

namespace {

constexpr Named<std::uint16_t> account_flags[]{
    {"linked", account_flag::linked},
    {"debits_must_not_exceed_credits", account_flag::debits_must_not_exceed_credits},
    {"credits_must_not_exceed_debits", account_flag::credits_must_not_exceed_debits},
    {"history", account_flag::history},
    {"imported", account_flag::imported},
    {"closed", account_flag::closed}};

constexpr Named<std::uint16_t> transfer_flags[]{
    {"linked", transfer_flag::linked},
    {"pending", transfer_flag::pending},
    {"post_pending_transfer", transfer_flag::post_pending_transfer},
    {"void_pending_transfer", transfer_flag::void_pending_transfer},
    {"balancing_debit", transfer_flag::balancing_debit},
    {"balancing_credit", transfer_flag::balancing_credit},
    {"closing_debit", transfer_flag::closing_debit},
    {"closing_credit", transfer_flag::closing_credit},
    {"imported", transfer_flag::imported}};

}  // namespace

std::span<Named<std::uint16_t> const> account_flag_names() {
    return account_flags;
}

std::span<Named<std::uint16_t> const> transfer_flag_names() {
    return transfer_flags;
}

std::vector<std::string_view> words_for(std::span<Named<std::uint16_t> const> names,
                                        std::uint16_t flags) {
    std::vector<std::string_view> words;
    for (auto const& named : names) {
        if ((flags & named.value) != 0) words.push_back(named.name);
    }
    return words;
}

}  // namespace tally::json
