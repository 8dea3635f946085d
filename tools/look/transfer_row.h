#pragma once

#include "engine/past.h"
#include "journal/entry.h"
#include "projections/state.h"
#include "tools/cli/rows.h"
#include "tools/look/lists.h"
#include "tools/look/shown.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::look {

// What a filter of transfers asks for.
struct WantedTransfers {
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

// The accounts, the asset and the words of a filter must be there in that moment.
[[nodiscard]] Result<WantedTransfers> wanted_transfers(TransferFilter const& filter,
                                                       cli::CommonOptions const& common,
                                                       Moment const& moment);

// The state of an accepted transfer; `ended` is asked only of a pending one that the State no
// longer has.
[[nodiscard]] std::string_view transfer_state(CreateTransfer const& transfer,
                                              State const& state,
                                              std::optional<PendingEnd> ended);

[[nodiscard]] std::vector<cli::Column> transfer_columns();

void add_transfer(cli::Rows& rows,
                  Shown const& shown,
                  Entry const& entry,
                  CreateTransfer const& body,
                  std::string_view state);

}  // namespace tally::look
