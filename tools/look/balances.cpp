#include "tools/look/balances.h"

#include "tools/cli/rows.h"
#include "tools/look/effective.h"
#include "tools/look/handle_range.h"
#include "tools/look/shown.h"
#include "tools/look/sums.h"
#include "tools/look/view.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

// What was posted for days up to --effective; nothing without it. What is pending or held has no
// date, and is then not shown: it is not zero, it is not known.
using Positions = std::optional<std::vector<Position>>;

Result<Positions> positions_option(View const& view,
                                   cli::CommonOptions const& common,
                                   cli::Output const& output) {
    TALLY_TRY(day, effective_option(common.effective));
    if (!day) return Positions{};
    TALLY_TRY(positions, positions_for(view, *day, output));
    return Positions{std::move(positions)};
}

Position posted_of(Ledger const& ledger, AccountHandle handle, Positions const& positions) {
    if (positions) return (*positions)[handle.value];
    auto const& account = ledger.account(handle);
    return {account.debits_posted, account.credits_posted};
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

// `positions` of a date instead of what is posted now, if there are any.
std::vector<AssetTotals> totals_of(State const& state, Positions const& positions) {
    std::vector<AssetTotals> totals(state.assets().all().size() + 1);
    auto const& ledger = state.ledger();
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        auto& of_asset = totals[account.asset.value];
        auto const [debits, credits] = posted_of(ledger, AccountHandle{i}, positions);
        ++of_asset.accounts;
        of_asset.debits_posted.add(debits);
        of_asset.credits_posted.add(credits);
        of_asset.debits_pending.add(account.debits_pending);
        of_asset.credits_pending.add(account.credits_pending);
        of_asset.held.add(account.held);
    }
    return totals;
}

Cell unless(bool unknown, std::string value) {
    return unknown ? Cell::nothing() : Cell{std::move(value)};
}

std::vector<Cell> row_of(Shown const& shown,
                         Account const& account,
                         Position const& posted,
                         bool of_a_date) {
    auto const amount = [&](Amount of) {
        return unless(of_a_date, shown.amount(of, account.asset));
    };
    return {id_text(account.id.value),
            id_text(account.owner.value),
            shown.asset(account.asset),
            shown.balance(posted.debits, posted.credits, account.asset),
            amount(account.debits_pending),
            amount(account.credits_pending),
            amount(account.held),
            amount(account.available())};
}

Result<cli::ExitCode> write_balances(cli::CommonOptions const& common,
                                     Moment const& moment,
                                     Positions const& positions,
                                     Window& window,
                                     cli::Output& output) {
    TALLY_TRY(only, account_option(moment, common.account));
    TALLY_TRY(asset, asset_option(moment, common.asset));
    auto const& ledger = moment.state.ledger();
    Shown const shown{moment.state};
    cli::Rows rows{output,
                   {{"account", CellKind::decimal},
                    {"owner", CellKind::decimal},
                    {"asset"},
                    {"balance", CellKind::decimal},
                    {"debits_pending", CellKind::decimal},
                    {"credits_pending", CellKind::decimal},
                    {"held", CellKind::decimal},
                    {"available", CellKind::decimal}}};
    HandleRange handles{ledger, only};
    if (!asset) handles.skip(window);
    for (; !handles.at_end() && window.goes_on() && !output.is_closed(); handles.advance()) {
        auto const& account = ledger.account(handles.here());
        if ((asset && *asset != account.asset) || !window.takes()) continue;
        auto const posted = posted_of(ledger, handles.here(), positions);
        rows.add(row_of(shown, account, posted, positions.has_value()));
    }
    rows.end("no accounts " + place_of(moment, common.effective));
    return cli::ExitCode::clean;
}

}  // namespace

Result<cli::ExitCode> balance(cli::CommonOptions const& common, cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    TALLY_TRYV(account_option(view, common.account));
    TALLY_TRYV(asset_option(view, common.asset));
    TALLY_TRY(positions, positions_option(view, common, output));
    Window everything;
    return write_balances(common, view, positions, everything, output);
}

Result<cli::ExitCode> balances(cli::CommonOptions const& common,
                               Moment const& moment,
                               Window& window,
                               cli::Output& output) {
    return write_balances(common, moment, Positions{}, window, output);
}

Result<cli::ExitCode> trial(cli::CommonOptions const& common, cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(only, asset_option(view, common.asset));
    TALLY_TRY(positions, positions_option(view, common, output));
    bool const of_a_date = positions.has_value();
    auto const totals = totals_of(*view.state, positions);
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
                  unless(of_a_date, sum_text(shown, sums.debits_pending, asset.number)),
                  unless(of_a_date, sum_text(shown, sums.credits_pending, asset.number)),
                  unless(of_a_date, sum_text(shown, sums.held, asset.number)),
                  Cell{sums.balanced()}});
    }
    rows.end("no assets " + place_of(view, common.effective));
    if (all_balanced) return cli::ExitCode::clean;
    return Failure{FailureKind::integrity,
                   "the books do not balance " + view.place() +
                       "; find the entry with: tally check --every --data " + common.data};
}

}  // namespace tally::look
