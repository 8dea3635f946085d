#include "tools/look/transfer_row.h"

#include "journal/vocabulary/outcome.h"
#include "tools/json/names.h"
#include "tools/text/time.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

constexpr std::array<std::string_view, 4> states{"pending", "posted", "voided", "expired"};

Result<std::optional<uint128>> known_account(Moment const& moment, std::string const& text) {
    TALLY_TRY(handle, account_option(moment, text));
    if (!handle) return std::optional<uint128>{};
    return std::optional{moment.state.ledger().account(*handle).id.value};
}

}  // namespace

Result<WantedTransfers> wanted_transfers(TransferFilter const& filter,
                                         cli::CommonOptions const& common,
                                         Moment const& moment) {
    if (!filter.state.empty() &&
        std::find(states.begin(), states.end(), filter.state) == states.end()) {
        return Failure{FailureKind::usage,
                       "--state " + filter.state + ": give pending, posted, voided or expired"};
    }
    TALLY_TRY(id, optional_id("id", filter.id));
    TALLY_TRY(account, known_account(moment, common.account));
    TALLY_TRY(debit, known_account(moment, filter.debit));
    TALLY_TRY(credit, known_account(moment, filter.credit));
    TALLY_TRY(code, optional_id("code", filter.code));
    TALLY_TRY(data_128, optional_id("user-data-128", filter.user_data_128));
    TALLY_TRY(data_64, optional_id("user-data-64", filter.user_data_64));
    TALLY_TRY(data_32, optional_id("user-data-32", filter.user_data_32));
    TALLY_TRY(asset, asset_option(moment, common.asset));
    return WantedTransfers{
        id, account, debit, credit, code, data_128, data_64, data_32, asset, filter.state};
}

std::string_view transfer_state(CreateTransfer const& transfer,
                                State const& state,
                                std::optional<PendingEnd> ended) {
    if ((transfer.flags & transfer_flag::void_pending_transfer) != 0) return states[2];
    if ((transfer.flags & transfer_flag::pending) == 0) return states[1];
    if (state.ledger().pending(transfer.id) != nullptr || !ended) return states[0];
    return states[static_cast<std::size_t>(*ended)];
}

std::vector<cli::Column> transfer_columns() {
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

void add_transfer(cli::Rows& rows,
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

}  // namespace tally::look
