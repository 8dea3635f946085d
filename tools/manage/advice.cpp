#include "tools/manage/advice.h"

#include "journal/vocabulary/outcome.h"

namespace tally::manage {

namespace {

struct Advice {
    Outcome outcome;
    std::string_view text;
};

constexpr Advice all[]{
    {Outcome::not_authorized, "the key that sent it has no role for this: tally keys list"},
    {Outcome::signature_required, "a policy asks this key to sign each command: --sign FILE"},
    {Outcome::key_not_found, "no key has this number: tally keys list"},
    {Outcome::key_revoked, "a revoked key stays revoked; make and add another"},
    {Outcome::key_expired, "its time is over or was over before it began; give a later --expires"},
    {Outcome::exists_with_different_key,
     "this public key is there with another name or end; make and add another"},
    {Outcome::grant_not_found, "the key has no grant that says exactly this: tally keys list"},
    {Outcome::grant_limit_reached, "take back one of its grants first: tally ungrant"},
    {Outcome::market_not_found, "there is no such market: tally book"},
    {Outcome::asset_not_found, "there is no such asset: tally trial"},
    {Outcome::scope_invalid, "this is not about a market or an asset, or only about one of them"},
    {Outcome::limit_subject_invalid,
     "a limit is on one owner (--owner) or one key (--number); open_orders only on an owner"},
    {Outcome::limit_window_invalid,
     "transfers, withdrawals and order_rate need a --window; the others take none"},
    {Outcome::limit_not_found, "there is no such limit: tally limits list"},
    {Outcome::policy_not_found, "there is no such policy: tally policies list"},
    {Outcome::policy_invalid,
     "four_eyes is of an --asset, signatures of a --role and of nothing else"},
    {Outcome::approval_needs_another_key,
     "who sent a transfer cannot approve it; another key must: --connect and --key-file"},
    {Outcome::reconciliation_not_found,
     "the record does not have this run; tally reconcile record puts it there"},
    {Outcome::reconciliation_closed,
     "it is signed or abandoned, and nothing about it changes any more; run it again"},
    {Outcome::break_already_decided, "see tally reconcile breaks; a transfer can be reversed"},
    {Outcome::break_has_no_amount, "there is nothing to book; explain it: comment --explains"},
    {Outcome::break_not_found, "the entry of the run lists no such break: tally reconcile breaks"},
    {Outcome::breaks_undecided,
     "explain, write off or correct what is material, or sign with --accept-breaks"},
    {Outcome::already_prepared,
     "somebody has signed it: review it, or take that back with sign --withdraw"},
    {Outcome::not_prepared, "the first signature is missing: tally reconcile sign"},
    {Outcome::reviewer_must_be_another_key,
     "two keys have to sign; send it with the other one: --connect and --key-file"},
    {Outcome::write_off_needs_approval,
     "its transfer would need a second key; have one approved and name it with correct"},
    {Outcome::transfer_not_of_account,
     "the transfer has to debit or credit the reconciled account"},
    {Outcome::waiting_transfer_not_found, "no transfer with this id waits: tally access waiting"},
};

}  // namespace

std::string advice_on(std::string_view outcome) {
    for (auto const& advice : all)
        if (name_of(advice.outcome) == outcome) return "; " + std::string{advice.text};
    return {};
}

}  // namespace tally::manage
