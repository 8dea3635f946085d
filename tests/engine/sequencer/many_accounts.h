#pragma once

#include "engine/sequencer/receipt.h"
#include "projections/ledger/ledger.h"

#include <cstdint>
#include <vector>

namespace tally::testing {

// Accounts in three slices of the ledger, the last of them not full.
inline constexpr std::uint64_t many_accounts = 2 * Ledger::slice_accounts + 700;

inline constexpr std::uint64_t filled_chain = 40;  // commands in every linked chain

// An asset, many accounts, and then transfers, each from account i to i + 1: so many that several
// cycles of digests go by. Long linked chains are among them, so that slices become due in one.
inline std::vector<Request> many_accounts_and(std::uint64_t transfers) {
    std::vector<Request> requests;
    requests.push_back({CreateAsset{*AssetCode::from("USD"), 2, {}, Outcome::ok}, {}, false});
    for (std::uint64_t i = 1; i <= many_accounts; ++i) {
        CreateAccount account;
        account.id = AccountId{i};
        account.owner = OwnerId{i};
        account.asset = AssetNumber{1};
        account.code = 1;
        requests.push_back({account, {}, false});
    }
    for (std::uint64_t i = 0; i < transfers; ++i) {
        CreateTransfer transfer;
        transfer.id = TransferId{i + 1};
        transfer.debit = AccountId{1 + i % many_accounts};
        transfer.credit = AccountId{1 + (i + 1) % many_accounts};
        transfer.asset = AssetNumber{1};
        transfer.requested = Amount{1 + i % 7};
        transfer.amount = transfer.requested;
        transfer.code = 1;
        bool const chained = i / filled_chain % 2 == 0 && i + 1 < transfers;
        requests.push_back({transfer, {}, chained && (i + 1) % filled_chain != 0});
    }
    return requests;
}

}  // namespace tally::testing
