#pragma once

#include "engine/sequencer/receipt.h"

#include <cstdint>

namespace tally::testing {

inline constexpr std::uint64_t first_transfer = 3;

// Command `i` of an endless run: an asset, two accounts, then transfers whose id is their number.
// 8 and 9 of every ten are a linked chain.
inline Request numbered_command(std::uint64_t i) {
    if (i == 0) return {CreateAsset{*AssetCode::from("USD"), 2, {}, Outcome::ok}, {}, false};
    if (i < first_transfer) {
        CreateAccount account;
        account.id = AccountId{i};
        account.owner = OwnerId{i};
        account.asset = AssetNumber{1};
        account.code = 1;
        return {account, {}, false};
    }
    CreateTransfer transfer;
    transfer.id = TransferId{i};
    transfer.debit = AccountId{1};
    transfer.credit = AccountId{2};
    transfer.asset = AssetNumber{1};
    transfer.requested = Amount{1};
    transfer.amount = transfer.requested;
    transfer.code = 1;
    return {transfer, {}, i % 10 == 8};
}

}  // namespace tally::testing
