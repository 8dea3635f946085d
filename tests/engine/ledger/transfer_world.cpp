#include "tests/engine/ledger/transfer_world.h"

#include "engine/ledger/decide.h"

namespace tally::testing {

void TransferWorld::make_accounts() {
    using namespace account_flag;
    EXPECT_EQ(run(asset("USD", 2)), Outcome::ok);
    EXPECT_EQ(run(asset("EUR", 2)), Outcome::ok);
    for (std::uint64_t const id : {alice, bob})
        EXPECT_EQ(run(account(id)), Outcome::ok);
    EXPECT_EQ(run(account(eve_eur, eur)), Outcome::ok);
    EXPECT_EQ(run(account(closed_debit, usd, closed)), Outcome::ok);
    EXPECT_EQ(run(account(closed_credit, usd, closed)), Outcome::ok);
    EXPECT_EQ(run(account(no_credits, usd, debits_must_not_exceed_credits)), Outcome::ok);
    EXPECT_EQ(run(account(no_debits, usd, credits_must_not_exceed_debits)), Outcome::ok);
    for (std::uint64_t id = pending_debits; id <= both_credits; ++id)
        EXPECT_EQ(run(account(id)), Outcome::ok);
    EXPECT_EQ(run(account(closed_later_debit)), Outcome::ok);
    EXPECT_EQ(run(account(closed_later_credit)), Outcome::ok);
}

void TransferWorld::make_totals() {
    EXPECT_EQ(run(reserve(900, pending_debits, pending_credits, uint128_max - 10)), Outcome::ok);
    EXPECT_EQ(run(transfer(901, posted_debits, posted_credits, uint128_max - 10)), Outcome::ok);
    EXPECT_EQ(run(transfer(902, both_debits, both_credits, half)), Outcome::ok);
    EXPECT_EQ(run(reserve(903, both_debits, both_credits, half - 11)), Outcome::ok);
}

void TransferWorld::make_pendings() {
    for (std::uint64_t const id : {open, posted, voided})
        EXPECT_EQ(run(reserve(id, alice, bob, 100)), Outcome::ok);
    EXPECT_EQ(run(post(1201, posted)), Outcome::ok);
    EXPECT_EQ(run(void_of(1202, voided)), Outcome::ok);
    EXPECT_EQ(run(reserve(expired, alice, bob, 100, 1)), Outcome::ok);
    EXPECT_EQ(run(reserve(on_closed_debit, closed_later_debit, bob, 100)), Outcome::ok);
    EXPECT_EQ(run(reserve(on_closed_credit, alice, closed_later_credit, 100)), Outcome::ok);
    auto closing = reserve(1204, closed_later_debit, closed_later_credit, 0);
    closing.flags |= transfer_flag::closing_debit | transfer_flag::closing_credit;
    EXPECT_EQ(run(closing), Outcome::ok);
}

Outcome TransferWorld::decide_only(CreateTransfer command) const {
    Consequences out;
    auto const outcome = decide(harness_.context(), command, out);
    EXPECT_TRUE(out.empty());
    EXPECT_TRUE(outcome == Outcome::ok || command.amount.is_zero());
    return outcome;
}

TransferRules transfer_envelope_rules(Timestamp now) {
    return {
        {Outcome::timestamp_must_be_zero,
         {"imported=no", "time=5"},
         [](auto& c) { c.timestamp = Timestamp{5}; }},
        {Outcome::imported_event_timestamp_out_of_range,
         {"imported=yes", "time=0"},
         [](auto& c) { import_at(c, Timestamp{}); }},
        {Outcome::imported_event_timestamp_must_not_advance,
         {"imported=yes", "time=now"},
         [now](auto& c) { import_at(c, now); }},
        {Outcome::reserved_flag, {"reserved"}, [](auto& c) { c.flags |= 1U << 9U; }},
        {Outcome::id_must_not_be_zero, {"id=0"}, [](auto& c) { c.id = TransferId{0}; }},
        {Outcome::id_must_not_be_int_max,
         {"id=max"},
         [](auto& c) { c.id = TransferId{uint128_max}; }},
    };
}

}  // namespace tally::testing
