#pragma once

#include "journal/entry.h"
#include "tests/support/engine_harness.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <vector>

namespace tally::testing {

// Commands of every kind made of any bytes, biased to edges, over few ids, so that they meet. Equal
// bytes give equal commands.
class AnyCommands {
public:
    explicit AnyCommands(std::span<std::uint8_t const> bytes) : bytes_(bytes) {}

    [[nodiscard]] bool at_end() const { return bytes_.empty(); }

    // 0 .. bound - 1; 0 once the bytes are used up.
    std::uint64_t below(std::uint64_t bound);

    // A command that is to be judged at `now`; often about something that is open in the state.
    Body next(State const& state, Timestamp now);

    // Who sends it: mostly whoever holds the files, else one of the first keys, there or not.
    KeyNumber sender() {
        return KeyNumber{static_cast<std::uint16_t>(below(4) == 0 ? below(4) : 0)};
    }

private:
    template <class T>
    T pick(std::initializer_list<T> values);
    std::uint64_t edge_u64();
    uint128 edge_u128();
    std::uint16_t some_flags(std::initializer_list<std::uint16_t> flags);
    template <class Bytes>
    Bytes few_bytes(std::uint64_t kinds);
    Timestamp around(Timestamp now);
    AssetNumber asset();
    AssetNumber asset_of(uint128 account);
    OwnerId owner();
    Amount amount();
    uint128 id();
    uint128 few();
    Increment increment();

    void look_at(State const& state);
    Body ledger_command(Timestamp now);
    Body market_command(Timestamp now);
    Body audit_command(State const& state);
    Body access_command(State const& state, Timestamp now);
    Body reconciliation_command(State const& state);
    RecordReconciliation record_reconciliation(State const& state);
    TransferId transfer_of(AccountId account);
    SetLimit set_limit();
    SetPolicy set_policy();
    Scope scope();
    KeyNumber key_number();
    Body escrow_command(Timestamp now);
    Body chain_command(Timestamp now);
    CreateAccount create_account(Timestamp now);
    CreateTransfer create_transfer(Timestamp now);
    CreateMarket create_market();
    PlaceOrder place_order(Timestamp now);
    CreateEscrow create_escrow(Timestamp now);
    AttestEscrow attest_escrow();
    ObserveBlock observe_block(Timestamp now);

    std::span<std::uint8_t const> bytes_;
    OrderId open_order_;
    std::uint32_t markets_ = 1;
    std::uint64_t age_ = 0;  // commands made so far
    std::uint64_t tip_ = 0;
    EscrowId escrow_;
};

// What a run came to: how often each kind of command was accepted, by index in Body.
using AcceptedKinds = std::map<std::size_t, std::size_t>;

// "If decide accepts, apply succeeds": executes the commands that the bytes make, alone and in
// chains. Stops the process unless, after each, the books balance, every hold has a holder and the
// sequences are dense, and at the end a fold of the entries and a saved and loaded state are the
// same as the live one.
AcceptedKinds drive_engine(std::span<std::uint8_t const> bytes);

// The entries of the same run, for what reads records of every kind.
[[nodiscard]] std::vector<Entry> driven_entries(std::span<std::uint8_t const> bytes);

}  // namespace tally::testing
