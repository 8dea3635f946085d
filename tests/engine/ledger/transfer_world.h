#pragma once

#include "tests/engine/ledger/ledger_commands.h"
#include "tests/engine/ledger/rule_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace tally::testing {

inline constexpr uint128 half{uint128{1} << 127U};

// Accounts in every situation that a rule asks about, and transfers in every state.
class TransferWorld : public ::testing::Test {
protected:
    enum Accounts : std::uint64_t {
        alice = 1,
        bob = 2,
        eve_eur = 3,
        closed_debit = 5,
        closed_credit = 6,
        no_credits = 7,        // debits must not exceed credits, and has none
        no_debits = 8,         // credits must not exceed debits, and has none
        pending_debits = 9,    // debits_pending is 10 below the most that there is
        pending_credits = 10,  // credits_pending likewise
        posted_debits = 11,
        posted_credits = 12,
        both_debits = 13,  // pending and posted debits together are 10 below
        both_credits = 14,
        late_debit = 15,  // created after every transfer
        late_credit = 16,
        closed_later_debit = 17,  // closed after it had a pending transfer
        closed_later_credit = 18,
    };

    enum Transfers : std::uint64_t {
        plain = 1000,
        burnt = 1001,
        open = 1100,
        posted = 1101,
        voided = 1102,
        expired = 1103,
        on_closed_debit = 1104,
        on_closed_credit = 1105,
    };

    TransferWorld() {
        make_accounts();
        make_totals();
        make_pendings();
        EXPECT_EQ(run(like_plain(plain)), Outcome::ok);
        EXPECT_EQ(run(transfer(burnt, no_credits, bob, 1)), Outcome::exceeds_credits);
        last_transfer_ = harness_.ledger().last_transfer_time();
        EXPECT_EQ(run(account(late_debit)), Outcome::ok);
        EXPECT_EQ(run(account(late_credit)), Outcome::ok);
    }

    Outcome run(Body command) { return harness_.run(std::move(command)); }

    // What `plain` is, under another id.
    static CreateTransfer like_plain(std::uint64_t id) {
        CreateTransfer command = transfer(id, alice, bob, 100);
        command.user_data_128 = 128;
        command.user_data_64 = 64;
        command.user_data_32 = 32;
        command.metadata = "rent";
        return command;
    }

    [[nodiscard]] Outcome decide_only(CreateTransfer command) const;

    EngineHarness harness_;
    Timestamp last_transfer_;

private:
    void make_accounts();
    void make_totals();
    void make_pendings();
};

using TransferRule = BrokenRule<CreateTransfer>;
using TransferRules = std::vector<TransferRule>;

inline void import_at(CreateTransfer& command, Timestamp time) {
    command.flags |= transfer_flag::imported;
    command.timestamp = time;
}

inline void append(TransferRules& rules, TransferRules const& more) {
    rules.insert(rules.end(), more.begin(), more.end());
}

// The rules that stand before all others, whatever kind of transfer it is.
TransferRules transfer_envelope_rules(Timestamp now);

}  // namespace tally::testing
