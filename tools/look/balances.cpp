#include "tools/look/balances.h"

#include "tools/cli/rows.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/number.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

// A sum over accounts: each total fits 128 bits, their sum need not.
struct Sum {
    uint128 low = 0;
    std::uint64_t carries = 0;

    void add(Amount amount) {
        low += amount.units();
        if (low < amount.units()) ++carries;
    }

    friend bool operator==(Sum const&, Sum const&) = default;
};

std::string sum_text(Shown const& shown, Sum const& sum, AssetNumber asset) {
    auto text = shown.amount(Amount{sum.low}, asset);
    if (sum.carries != 0) text += " + " + std::to_string(sum.carries) + " x 2^128 units";
    return text;
}

struct AssetTotals {
    std::uint64_t accounts = 0;
    Sum debits_posted;
    Sum credits_posted;
    Sum debits_pending;
    Sum credits_pending;
    Sum held;

    [[nodiscard]] bool balanced() const {
        return debits_posted == credits_posted && debits_pending == credits_pending;
    }
};

std::vector<AssetTotals> totals_of(State const& state) {
    std::vector<AssetTotals> totals(state.assets().all().size() + 1);
    auto const& ledger = state.ledger();
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        auto& of_asset = totals[account.asset.value];
        ++of_asset.accounts;
        of_asset.debits_posted.add(account.debits_posted);
        of_asset.credits_posted.add(account.credits_posted);
        of_asset.debits_pending.add(account.debits_pending);
        of_asset.credits_pending.add(account.credits_pending);
        of_asset.held.add(account.held);
    }
    return totals;
}

}  // namespace

Result<cli::ExitCode> balance(cli::CommonOptions const& common, cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(only, account_option(view, common.account));
    TALLY_TRY(asset, asset_option(view, common.asset));
    auto const& ledger = view.state->ledger();
    Shown const shown{*view.state};
    cli::Rows rows{output,
                   {{"account", CellKind::decimal},
                    {"owner", CellKind::decimal},
                    {"asset"},
                    {"balance", CellKind::decimal},
                    {"debits_pending", CellKind::decimal},
                    {"credits_pending", CellKind::decimal},
                    {"held", CellKind::decimal},
                    {"available", CellKind::decimal}}};
    for (std::uint32_t i = 0; i < ledger.account_count() && !output.is_closed(); ++i) {
        AccountHandle const handle{i};
        auto const& account = ledger.account(handle);
        if ((only && *only != handle) || (asset && *asset != account.asset)) continue;
        rows.add({id_text(account.id.value),
                  id_text(account.owner.value),
                  shown.asset(account.asset),
                  shown.balance(account.debits_posted, account.credits_posted, account.asset),
                  shown.amount(account.debits_pending, account.asset),
                  shown.amount(account.credits_pending, account.asset),
                  shown.amount(account.held, account.asset),
                  shown.amount(account.available(), account.asset)});
    }
    rows.end("no accounts " + view.place());
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> trial(cli::CommonOptions const& common, cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(only, asset_option(view, common.asset));
    auto const totals = totals_of(*view.state);
    Shown const shown{*view.state};
    cli::Rows rows{output,
                   {{"asset"},
                    {"accounts", CellKind::count},
                    {"debits_posted", CellKind::decimal},
                    {"credits_posted", CellKind::decimal},
                    {"debits_pending", CellKind::decimal},
                    {"credits_pending", CellKind::decimal},
                    {"held", CellKind::decimal},
                    {"balanced", CellKind::boolean}}};
    bool all_balanced = true;
    for (auto const& asset : view.state->assets().all()) {
        if (only && *only != asset.number) continue;
        auto const& sums = totals[asset.number.value];
        all_balanced = all_balanced && sums.balanced();
        rows.add({asset.code.view(),
                  Cell{sums.accounts},
                  sum_text(shown, sums.debits_posted, asset.number),
                  sum_text(shown, sums.credits_posted, asset.number),
                  sum_text(shown, sums.debits_pending, asset.number),
                  sum_text(shown, sums.credits_pending, asset.number),
                  sum_text(shown, sums.held, asset.number),
                  Cell{sums.balanced()}});
    }
    rows.end("no assets " + view.place());
    if (all_balanced) return cli::ExitCode::clean;
    return Failure{FailureKind::integrity,
                   "the books do not balance " + view.place() +
                       "; find the entry with: tally check --every --data " + common.data};
}

}  // namespace tally::look
