#include "tools/cli/rows.h"
#include "tools/json/names.h"
#include "tools/look/handle_range.h"
#include "tools/look/lists.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <optional>
#include <utility>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

struct Wanted {
    std::optional<AccountHandle> account;  // or all
    std::optional<AssetNumber> asset;
    std::optional<uint128> owner;
    std::optional<uint128> code;
    std::optional<uint128> user_data_128;
    std::optional<uint128> user_data_64;
    std::optional<uint128> user_data_32;

    [[nodiscard]] bool everything() const {
        return !account && !asset && !owner && !code && !user_data_128 && !user_data_64 &&
               !user_data_32;
    }

    [[nodiscard]] bool fits(Account const& candidate, AccountNotes const& notes) const {
        return (!asset || *asset == candidate.asset) &&
               (!owner || *owner == candidate.owner.value) && (!code || *code == candidate.code) &&
               (!user_data_128 || *user_data_128 == notes.user_data_128) &&
               (!user_data_64 || *user_data_64 == notes.user_data_64) &&
               (!user_data_32 || *user_data_32 == notes.user_data_32);
    }
};

Result<Wanted> wanted(AccountFilter const& filter,
                      cli::CommonOptions const& common,
                      Moment const& moment) {
    TALLY_TRY(account, account_option(moment, common.account));
    TALLY_TRY(asset, asset_option(moment, common.asset));
    TALLY_TRY(owner, optional_id("owner", filter.owner));
    TALLY_TRY(code, optional_id("code", filter.code));
    TALLY_TRY(data_128, optional_id("user-data-128", filter.user_data_128));
    TALLY_TRY(data_64, optional_id("user-data-64", filter.user_data_64));
    TALLY_TRY(data_32, optional_id("user-data-32", filter.user_data_32));
    return Wanted{account, asset, owner, code, data_128, data_64, data_32};
}

std::vector<cli::Column> columns() {
    return {{"id", CellKind::decimal},
            {"asset"},
            {"owner", CellKind::decimal},
            {"code", CellKind::count},
            {"flags", CellKind::list, false},
            {"debits_pending", CellKind::decimal},
            {"debits_posted", CellKind::decimal},
            {"credits_pending", CellKind::decimal},
            {"credits_posted", CellKind::decimal},
            {"held", CellKind::decimal},
            {"closed", CellKind::boolean},
            {"default", CellKind::boolean, false},
            {"user_data_128", CellKind::text, false},
            {"user_data_64", CellKind::text, false},
            {"user_data_32", CellKind::text, false},
            {"created", CellKind::text, false}};
}

void add_row(cli::Rows& rows,
             Shown const& shown,
             Account const& account,
             AccountNotes const& notes) {
    auto const flags = json::words_for(json::account_flag_names(), account.flags_asked());
    rows.add({id_text(account.id.value),
              shown.asset(account.asset),
              id_text(account.owner.value),
              Cell{std::uint64_t{account.code}},
              Cell::list(flags),
              shown.amount(account.debits_pending, account.asset),
              shown.amount(account.debits_posted, account.asset),
              shown.amount(account.credits_pending, account.asset),
              shown.amount(account.credits_posted, account.asset),
              shown.amount(account.held, account.asset),
              Cell{account.closed()},
              Cell{account.has(account_flag::default_for_owner)},
              id_text(notes.user_data_128),
              id_text(notes.user_data_64),
              id_text(notes.user_data_32),
              text::format_time(account.created)});
}

}  // namespace

Result<cli::ExitCode> accounts(AccountFilter const& filter,
                               cli::CommonOptions const& common,
                               cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return accounts(filter, common, view, everything, output);
}

Result<cli::ExitCode> accounts(AccountFilter const& filter,
                               cli::CommonOptions const& common,
                               Moment const& moment,
                               Window& window,
                               cli::Output& output) {
    TALLY_TRY(only, wanted(filter, common, moment));
    auto const& ledger = moment.state.ledger();
    Shown const shown{moment.state};
    cli::Rows rows{output, columns()};
    HandleRange handles{ledger, only.account};
    if (only.everything()) handles.skip(window);
    for (; !handles.at_end() && window.goes_on() && !output.is_closed(); handles.advance()) {
        auto const notes = ledger.notes(handles.here());
        auto const& account = ledger.account(handles.here());
        if (only.fits(account, notes) && window.takes()) add_row(rows, shown, account, notes);
    }
    rows.end("no accounts " + moment.place());
    return cli::ExitCode::clean;
}

}  // namespace tally::look
