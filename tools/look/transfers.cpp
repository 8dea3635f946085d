#include "journal/vocabulary/outcome.h"
#include "tools/cli/rows.h"
#include "tools/json/names.h"
#include "tools/look/lists.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

constexpr std::array<std::string_view, 4> states{"pending", "posted", "voided", "expired"};

// How the pending transfers of a record ended, up to a point. Kept small: an ending each.
class Endings {
public:
    void observe(Entry const& entry) {
        if (auto const* expired = std::get_if<TransferExpired>(&entry.body)) {
            ended_.push_back({expired->pending, 3});
        }
        auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
        if (transfer == nullptr || transfer->outcome != Outcome::ok) return;
        if ((transfer->flags & transfer_flag::post_pending_transfer) != 0) {
            ended_.push_back({transfer->pending_id, 1});
        } else if ((transfer->flags & transfer_flag::void_pending_transfer) != 0) {
            ended_.push_back({transfer->pending_id, 2});
        }
    }

    void sort() { std::sort(ended_.begin(), ended_.end(), by_id); }

    // The state of an accepted transfer, as an index of `states`.
    [[nodiscard]] std::size_t state_of(CreateTransfer const& transfer) const {
        if ((transfer.flags & transfer_flag::void_pending_transfer) != 0) return 2;
        if ((transfer.flags & transfer_flag::pending) == 0) return 1;
        auto const found =
            std::lower_bound(ended_.begin(), ended_.end(), Ending{transfer.id, 0}, by_id);
        return found != ended_.end() && found->id == transfer.id ? found->state : 0;
    }

private:
    struct Ending {
        TransferId id;
        std::size_t state;
    };

    static bool by_id(Ending const& left, Ending const& right) { return left.id < right.id; }

    std::vector<Ending> ended_;
};

struct Wanted {
    std::optional<uint128> id;
    std::optional<uint128> account;
    std::optional<uint128> debit;
    std::optional<uint128> credit;
    std::optional<uint128> code;
    std::optional<uint128> user_data_128;
    std::optional<uint128> user_data_64;
    std::optional<uint128> user_data_32;
    std::optional<AssetNumber> asset;
    std::string state;

    [[nodiscard]] bool fits(CreateTransfer const& body) const {
        return (!id || *id == body.id.value) &&
               (!account || *account == body.debit.value || *account == body.credit.value) &&
               (!debit || *debit == body.debit.value) &&
               (!credit || *credit == body.credit.value) && (!code || *code == body.code) &&
               (!user_data_128 || *user_data_128 == body.user_data_128) &&
               (!user_data_64 || *user_data_64 == body.user_data_64) &&
               (!user_data_32 || *user_data_32 == body.user_data_32) &&
               (!asset || *asset == body.asset);
    }
};

Result<std::optional<uint128>> known_account(View const& view, std::string const& text) {
    TALLY_TRY(handle, account_option(view, text));
    if (!handle) return std::optional<uint128>{};
    return std::optional{view.state->ledger().account(*handle).id.value};
}

Result<Wanted> wanted(TransferFilter const& filter,
                      cli::CommonOptions const& common,
                      View const& view) {
    if (!filter.state.empty() &&
        std::find(states.begin(), states.end(), filter.state) == states.end()) {
        return Failure{FailureKind::usage,
                       "--state " + filter.state + ": give pending, posted, voided or expired"};
    }
    TALLY_TRY(id, optional_id("id", filter.id));
    TALLY_TRY(account, known_account(view, common.account));
    TALLY_TRY(debit, known_account(view, filter.debit));
    TALLY_TRY(credit, known_account(view, filter.credit));
    TALLY_TRY(code, optional_id("code", filter.code));
    TALLY_TRY(data_128, optional_id("user-data-128", filter.user_data_128));
    TALLY_TRY(data_64, optional_id("user-data-64", filter.user_data_64));
    TALLY_TRY(data_32, optional_id("user-data-32", filter.user_data_32));
    TALLY_TRY(asset, asset_option(view, common.asset));
    return Wanted{
        id, account, debit, credit, code, data_128, data_64, data_32, asset, filter.state};
}

std::vector<cli::Column> columns() {
    return {{"id", CellKind::decimal},
            {"debit", CellKind::decimal},
            {"credit", CellKind::decimal},
            {"asset"},
            {"amount", CellKind::decimal},
            {"code", CellKind::count},
            {"flags", CellKind::list, false},
            {"pending_id", CellKind::text, false},
            {"timeout", CellKind::count, false},
            {"user_data_128", CellKind::text, false},
            {"user_data_64", CellKind::text, false},
            {"user_data_32", CellKind::text, false},
            {"effective_date", CellKind::text, false},
            {"reverses", CellKind::text, false},
            {"metadata", CellKind::text, false},
            {"state"},
            {"sequence", CellKind::count},
            {"time"}};
}

void add_row(cli::Rows& rows,
             Shown const& shown,
             Entry const& entry,
             CreateTransfer const& body,
             std::string_view state) {
    rows.add(
        {id_text(body.id.value),
         id_text(body.debit.value),
         id_text(body.credit.value),
         shown.asset(body.asset),
         shown.amount(body.amount, body.asset),
         Cell{std::uint64_t{body.code}},
         Cell::list(json::words_for(json::transfer_flag_names(), body.flags)),
         id_text(body.pending_id.value),
         Cell{std::uint64_t{body.timeout}},
         id_text(body.user_data_128),
         id_text(body.user_data_64),
         id_text(body.user_data_32),
         body.effective_date == 0 ? Cell::nothing() : Cell{text::format_date(body.effective_date)},
         body.reverses == TransferId{} ? Cell::nothing() : Cell{id_text(body.reverses.value)},
         Cell{body.metadata},
         state,
         Cell{entry.sequence.value},
         text::format_time(entry.time)});
}

}  // namespace

Result<cli::ExitCode> transfers(TransferFilter const& filter,
                                cli::CommonOptions const& common,
                                cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(only, wanted(filter, common, view));
    TALLY_TRY(range, range_of(view, common));
    Endings endings;
    TALLY_TRYV(
        for_each_entry(*view.record, range.from.size, view.point.size, [&](Entry const& entry) {
            endings.observe(entry);
            return true;
        }));
    endings.sort();
    Shown const shown{*view.state};
    cli::Rows rows{output, columns()};
    TALLY_TRYV(
        for_each_entry(*view.record, range.from.size, range.to.size, [&](Entry const& entry) {
            auto const* const body = std::get_if<CreateTransfer>(&entry.body);
            if (body == nullptr || body->outcome != Outcome::ok || !only.fits(*body)) return true;
            auto const state = states[endings.state_of(*body)];
            if (!only.state.empty() && only.state != state) return true;
            add_row(rows, shown, entry, *body, state);
            return !output.is_closed();
        }));
    rows.end("no transfers " + view.place());
    return cli::ExitCode::clean;
}

}  // namespace tally::look
