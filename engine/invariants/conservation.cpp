#include "engine/invariants/conservation.h"

#include <initializer_list>

namespace tally {

namespace {

struct AssetSums {
    WideSum debits_posted;
    WideSum debits_pending;
    WideSum credits_posted;
    WideSum credits_pending;
};

WideSum sum_of(std::initializer_list<Amount> amounts) {
    WideSum sum;
    for (auto const amount : amounts)
        sum.add(amount.units());
    return sum;
}

bool exceeds(WideSum const& left, WideSum const& right) {
    return left.high != right.high ? left.high > right.high : left.low > right.low;
}

bool is_limited(Account const& account, std::uint16_t flag) {
    return (account.flags & flag) != 0;
}

void check_account(Account const& account,
                   ExpectedHolds const& holds,
                   std::vector<BreachReport>& out) {
    auto const report = [&](Breach breach) { out.push_back({breach, account.asset, account.id}); };
    auto const debits = sum_of({account.debits_posted, account.debits_pending, account.held});
    auto const credits = sum_of({account.credits_posted, account.credits_pending});
    if (is_limited(account, account_flag::debits_must_not_exceed_credits) &&
        exceeds(debits, sum_of({account.credits_posted})))
        report(Breach::debits_exceed_credits);
    if (is_limited(account, account_flag::credits_must_not_exceed_debits) &&
        exceeds(credits, sum_of({account.debits_posted})))
        report(Breach::credits_exceed_debits);
    auto const expected = holds.find(account.id);
    if (sum_of({account.held}) != (expected == holds.end() ? WideSum{} : expected->second))
        report(Breach::holds_differ);
}

}  // namespace

std::vector<BreachReport> check_conservation(Ledger const& ledger, ExpectedHolds const& holds) {
    std::vector<BreachReport> out;
    std::map<AssetNumber, AssetSums> sums;
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        Account const& account = ledger.account(AccountHandle{i});
        AssetSums& sum = sums[account.asset];
        sum.debits_posted.add(account.debits_posted.units());
        sum.debits_pending.add(account.debits_pending.units());
        sum.credits_posted.add(account.credits_posted.units());
        sum.credits_pending.add(account.credits_pending.units());
        check_account(account, holds, out);
    }
    for (auto const& [asset, sum] : sums) {
        if (sum.debits_posted != sum.credits_posted)
            out.push_back({Breach::posted_debits_differ_from_credits, asset, {}});
        if (sum.debits_pending != sum.credits_pending)
            out.push_back({Breach::pending_debits_differ_from_credits, asset, {}});
    }
    return out;
}

void PostingsWatch::observe(State const& state) {
    for (auto const& change : state.last_effects().holds()) {
        totals_[change.account].held.subtract(change.released.units());
        totals_[change.account].held.add(change.placed.units());
    }
    for (auto const& posting : state.last_effects().postings()) {
        Totals& debit = totals_[posting.debit];
        Totals& credit = totals_[posting.credit];
        auto const units = posting.amount.units();
        switch (posting.layer) {
            case PostingLayer::posted:
                debit.debits_posted.add(units);
                credit.credits_posted.add(units);
                break;
            case PostingLayer::pending_reserve:
                debit.debits_pending.add(units);
                credit.credits_pending.add(units);
                break;
            case PostingLayer::pending_release:
                debit.debits_pending.subtract(units);
                credit.credits_pending.subtract(units);
                break;
        }
    }
}

std::vector<BreachReport> PostingsWatch::compare(Ledger const& ledger) const {
    std::vector<BreachReport> out;
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        Account const& account = ledger.account(AccountHandle{i});
        auto const found = totals_.find(AccountHandle{i});
        Totals const totals = found == totals_.end() ? Totals{} : found->second;
        bool const same = totals.debits_posted == sum_of({account.debits_posted}) &&
                          totals.debits_pending == sum_of({account.debits_pending}) &&
                          totals.credits_posted == sum_of({account.credits_posted}) &&
                          totals.credits_pending == sum_of({account.credits_pending}) &&
                          totals.held == sum_of({account.held});
        if (!same) out.push_back({Breach::postings_differ, account.asset, account.id});
    }
    return out;
}

}  // namespace tally
