#include "tests/engine/ledger/ledger_commands.h"
#include "tests/engine/ledger/naive_ledger.h"
#include "tests/support/engine_harness.h"
#include "tests/support/synthetic_flow.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace tally {
namespace {

using namespace testing;

// Random commands over few ids, so that they collide, through the engine and the naive ledger.
class BothLedgers {
public:
    explicit BothLedgers(std::uint64_t seed) : random_(seed) {
        EXPECT_EQ(engine_.run(asset("USD", 2)), Outcome::ok);
        EXPECT_EQ(engine_.run(asset("EUR", 2)), Outcome::ok);
        model_.assets = 2;
        now_ = engine_.later(1);
        for (std::uint64_t id = 1; id <= 4; ++id)
            run(account(id));
    }

    void step() {
        if (one_in(8)) return step_chain();
        now_ = engine_.later(below(3));
        run(one_in(10) && !past_.empty() ? past_[below(past_.size())] : some_command());
    }

    std::map<Outcome, int> seen;

private:
    void run(Body const& command) {
        auto const expected = model_.run(command, now_);
        note(command, engine_.run_at(command, now_), expected);
        past_.push_back(command);
        compare_balances();
    }

    void step_chain() {
        std::vector<Body> commands;
        now_ = engine_.later(1);
        for (auto count = 1 + below(5); count != 0; --count)
            commands.push_back(some_command());
        bool const open = below(8) == 0;
        auto const expected = model_.run_chain(commands, open, now_);
        auto const outcomes = engine_.run_chain(commands, open);
        ASSERT_EQ(outcomes.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            note(commands[i], outcomes[i], expected[i]);
        compare_balances();
    }

    void note(Body const& command, Outcome outcome, Outcome expected) {
        std::uint64_t id = 0;
        if (auto const* body = std::get_if<CreateTransfer>(&command)) id = low_half(body->id.value);
        EXPECT_EQ(outcome, expected) << kind_name(command) << ' ' << id;
        ++seen[outcome];
    }

    void compare_balances() const {
        ASSERT_EQ(engine_.ledger().account_count(), model_.accounts.size());
        std::size_t pending = 0;
        for (auto const& [id, row] : model_.transfers)
            pending += row.phase == NaiveLedger::Phase::pending ? 1U : 0U;
        EXPECT_EQ(engine_.ledger().pending_count(), pending);
        for (auto const& [id, row] : model_.accounts) {
            auto const& account = engine_.account(low_half(id.value));
            EXPECT_TRUE(account.debits_posted.units() == row.debits_posted);
            EXPECT_TRUE(account.debits_pending.units() == row.debits_pending);
            EXPECT_TRUE(account.credits_posted.units() == row.credits_posted);
            EXPECT_TRUE(account.credits_pending.units() == row.credits_pending);
            EXPECT_EQ(account.created, row.created);
            EXPECT_EQ(account.closed(), row.closed);
            EXPECT_TRUE(account.held.is_zero());
        }
    }

    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

    bool one_in(std::uint64_t times) { return below(times) == 0; }

    // One time in `often` an edge of the field, else what is sound.
    template <class T>
    T mostly(T sound, std::uint64_t often, std::initializer_list<T> edges) {
        return one_in(often) ? edges.begin()[below(edges.size())] : sound;
    }

    Body some_command() {
        if (one_in(12)) return some_account();
        return one_in(4) ? some_end() : some_movement();
    }

    std::uint16_t some_flags(std::uint16_t sound, unsigned bits) {
        auto flags = sound;
        for (unsigned bit = 0; bit < bits; ++bit)
            if (one_in(80)) flags = static_cast<std::uint16_t>(flags ^ (1U << bit));
        return flags;
    }

    // Between the last seconds and now, both included: an imported event must come after the last.
    template <class Command>
    void import_sometimes(Command& command, std::uint16_t flag) {
        if (one_in(20)) command.flags = static_cast<std::uint16_t>(command.flags | flag);
        if ((command.flags & flag) != 0)
            command.timestamp = Timestamp{now_.ns - below(4) * 300'000'000};
        if (one_in(60)) command.timestamp = Timestamp{below(2) * UINT64_MAX};
    }

    template <class Command>
    void fill_notes(Command& command) {
        command.user_data_128 = one_in(10) ? uint128_max : 0;
        command.user_data_64 = one_in(10) ? 1 : 0;
        command.user_data_32 = one_in(10) ? 1 : 0;
    }

    Body some_account() {
        using namespace account_flag;
        constexpr std::array<std::uint16_t, 4> sound{
            0, 0, debits_must_not_exceed_credits, credits_must_not_exceed_debits};
        auto command = account(1 + below(8));
        command.id = mostly(command.id, 40, {AccountId{}, AccountId{uint128_max}});
        command.asset = mostly(usd, 6, {AssetNumber{}, eur, eur, AssetNumber{3}, unknown_asset});
        command.owner = mostly(command.owner, 5, {OwnerId{}, OwnerId{1}, OwnerId{2}});
        command.code = mostly<std::uint16_t>(10, 30, {0, 11});
        command.flags = some_flags(sound[below(sound.size())], 8);
        command.flags = static_cast<std::uint16_t>(command.flags & ~(one_in(4) ? 0U : closed));
        command.given_totals = static_cast<std::uint8_t>(one_in(40) ? 1U << below(4) : 0U);
        if (one_in(3)) fill_notes(command);
        if (one_in(8)) command.flags |= default_for_owner;
        import_sometimes(command, imported);
        return command;
    }

    Amount some_amount() {
        constexpr std::array<uint128, 8> edges{0,
                                               1,
                                               1,
                                               uint128{1} << 64U,
                                               uint128{1} << 127U,
                                               (uint128{1} << 127U) - 1,
                                               uint128_max,
                                               uint128_max - 1};
        return amount(one_in(4) ? edges[below(edges.size())] : below(100));
    }

    CreateTransfer some_transfer_to_fill() {
        CreateTransfer command;
        command.id = TransferId{one_in(5) ? 1 + below(last_id_ + 1) : ++last_id_};
        command.id = mostly(command.id, 60, {TransferId{}, TransferId{uint128_max}});
        command.metadata =
            mostly<std::string>("", 20, {"rent", std::string(1'024, 'x'), std::string(1'025, 'x')});
        if (one_in(5)) fill_notes(command);
        return command;
    }

    CreateTransfer some_movement() {
        auto command = some_transfer_to_fill();
        command.debit = AccountId{1 + below(8)};
        command.credit = AccountId{1 + below(8)};
        command.debit =
            mostly(command.debit, 60, {AccountId{}, AccountId{uint128_max}, AccountId{9}});
        command.credit =
            mostly(command.credit, 60, {AccountId{}, AccountId{uint128_max}, AccountId{9}});
        command.asset = mostly(usd, 12, {eur, eur, AssetNumber{}});
        command.requested = some_amount();
        command.code = mostly<std::uint16_t>(7, 40, {0, 8});
        command.flags = some_flags(one_in(2) ? transfer_flag::pending : 0, 10);
        bool const pends = (command.flags & transfer_flag::pending) != 0;
        command.timeout = mostly<std::uint32_t>(0, pends ? 2 : 60, {1, 5, 20, UINT32_MAX});
        command.pending_id = mostly(TransferId{}, 60, {TransferId{1}});
        import_sometimes(command, transfer_flag::imported);
        return command;
    }

    TransferId some_pending() {
        std::vector<TransferId> pending;
        for (auto const& [id, row] : model_.transfers)
            if (row.phase != NaiveLedger::Phase::done) pending.push_back(id);
        if (pending.empty() || one_in(6)) return TransferId{1 + below(last_id_ + 1)};
        return pending[below(pending.size())];
    }

    CreateTransfer some_end() {
        using namespace transfer_flag;
        auto command = some_transfer_to_fill();
        command.pending_id =
            mostly(some_pending(), 40, {TransferId{}, TransferId{uint128_max}, command.id});
        bool const posts = one_in(2);
        command.flags = posts ? post_pending_transfer : void_pending_transfer;
        if (one_in(6)) command.flags = some_flags(command.flags, 10);
        command.requested = posts ? amount_max : Amount{};
        if (one_in(3)) command.requested = some_amount();
        command.debit = mostly(AccountId{}, 8, {AccountId{1 + below(8)}});
        command.credit = mostly(AccountId{}, 8, {AccountId{1 + below(8)}});
        command.asset = mostly(AssetNumber{}, 8, {usd, usd, eur});
        command.code = mostly<std::uint16_t>(0, 8, {7, 7, 8});
        command.timeout = mostly<std::uint32_t>(0, 60, {1});
        import_sometimes(command, imported);
        return command;
    }

    SplitMix64 random_;
    std::uint64_t last_id_ = 0;
    std::vector<Body> past_;
    EngineHarness engine_;
    NaiveLedger model_;
    Timestamp now_ = EngineHarness::start;
};

TEST(LedgerModelTest, TheEngineDecidesAsTheNaiveLedger) {
    std::map<Outcome, int> seen;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        BothLedgers both{seed};
        for (int i = 0; i < 400; ++i) {
            both.step();
            ASSERT_FALSE(HasFailure()) << "seed " << seed << ", step " << i;
        }
        for (auto const& [outcome, count] : both.seen)
            seen[outcome] += count;
    }
    EXPECT_GT(seen.size(), 75U) << "the commands do not reach enough of the rules";
}

}  // namespace
}  // namespace tally
