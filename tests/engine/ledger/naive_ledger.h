#pragma once

#include "journal/entry.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tally::testing {

// What docs/ledger.md says, written down once more as plainly as possible: maps, copies, one list
// of rules a command. Shares only the vocabulary with the engine. It knows no holds.
class NaiveLedger {
public:
    enum class Phase { done, pending, posted, voided, expired };

    struct AccountRow {
        CreateAccount asked;
        Timestamp created;
        uint128 debits_posted = 0;
        uint128 debits_pending = 0;
        uint128 credits_posted = 0;
        uint128 credits_pending = 0;
        bool closed = false;
    };

    struct TransferRow {
        CreateTransfer filled;  // what it inherited is filled in, `amount` is what was moved
        bool burnt = false;
        Phase phase = Phase::done;
        Timestamp due = never;
    };

    std::map<AccountId, AccountRow> accounts;
    std::map<TransferId, TransferRow> transfers;
    std::uint32_t assets = 0;

    Outcome run(Body const& command, Timestamp now);
    std::vector<Outcome> run_chain(std::vector<Body> const& commands, bool open, Timestamp now);
    void expire(Timestamp now);

private:
    Outcome attempt(Body const& command, Timestamp now);
    Outcome create_account(CreateAccount const& command, Timestamp now);
    Outcome compare(CreateAccount const& command) const;
    Outcome create_transfer(CreateTransfer const& command, Timestamp now);
    Outcome compare(CreateTransfer const& command, TransferRow const& known) const;
    Outcome check_form(CreateTransfer const& command) const;
    Outcome move(CreateTransfer command, Timestamp now);
    Outcome check_balances(CreateTransfer const& command, Timestamp now) const;
    Outcome end_pending(CreateTransfer const& command, Timestamp now);
    Outcome check_import(CreateTransfer const& command) const;
    CreateTransfer filled(CreateTransfer command) const;
    void release(TransferRow& pending, Phase phase);
    void burn(Body const& command, Outcome outcome);

    Timestamp last_transfer_;
};

}  // namespace tally::testing
