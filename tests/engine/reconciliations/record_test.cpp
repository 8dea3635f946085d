#include "engine/reconciliations/decide.h"
#include "tests/engine/access/access_world.h"
#include "tests/support/saved_state.h"

#include <string_view>
#include <vector>

namespace tally::testing {
namespace {

Hash32 hash_of(std::uint32_t seed) {
    Hash32 hash;
    hash.bytes[0] = 1;
    hash.bytes[1] = static_cast<std::uint8_t>(seed);
    hash.bytes[2] = static_cast<std::uint8_t>(seed >> 8U);
    return hash;
}

// One material break of 7 that the statement has more, one of 3 that the record has more.
RecordReconciliation sound() {
    RecordReconciliation command;
    command.run = hash_of(1);
    command.account = AccountId{10};
    command.asset = usd;
    command.verdict = ReconciliationVerdict::material;
    command.size = 5;
    command.cut_off = 20'000;
    command.matched = 4;
    command.break_count = 2;
    command.material_count = 1;
    command.more_on_statement = Amount{7};
    command.more_on_record = Amount{3};
    command.breaks = {{BreakId{1}, 2, true, MoreOn::statement, Amount{7}},
                      {BreakId{2}, 1, false, MoreOn::record, Amount{3}}};
    return command;
}

struct RecordCase {
    std::string_view name;
    void (*change)(RecordReconciliation&);
    Outcome outcome;
};

using R = RecordReconciliation;
using V = ReconciliationVerdict;

// Both sides of each boundary.
constexpr RecordCase cases[] = {
    {"sound", [](R&) {}, Outcome::ok},
    {"no_run", [](R& r) { r.run = {}; }, Outcome::run_must_not_be_zero},
    {"no_account", [](R& r) { r.account = AccountId{999}; }, Outcome::account_not_found},
    {"asset", [](R& r) { r.asset = btc; }, Outcome::reconciliation_asset_mismatch},
    {"size_0", [](R& r) { r.size = 0; }, Outcome::reconciliation_size_out_of_range},
    {"day_0", [](R& r) { r.cut_off = 0; }, Outcome::cut_off_out_of_range},
    {"last_day", [](R& r) { r.cut_off = 2'932'896; }, Outcome::ok},
    {"beyond_last_day", [](R& r) { r.cut_off = 2'932'897; }, Outcome::cut_off_out_of_range},
    {"break_0", [](R& r) { r.breaks[0].id = {}; }, Outcome::break_id_must_not_be_zero},
    {"twice", [](R& r) { r.breaks[0].id = BreakId{2}; }, Outcome::break_duplicated},
    {"one_less", [](R& r) { r.breaks.pop_back(); }, Outcome::breaks_do_not_add_up},
    {"count", [](R& r) { r.break_count = 3; }, Outcome::breaks_do_not_add_up},
    {"material", [](R& r) { r.material_count = 2; }, Outcome::breaks_do_not_add_up},
    {"total", [](R& r) { r.more_on_record = Amount{4}; }, Outcome::breaks_do_not_add_up},
    {"side", [](R& r) { r.breaks[1].more_on = MoreOn::statement; }, Outcome::breaks_do_not_add_up},
    {"overflow",
     [](R& r) {
         r.breaks[0].amount = r.more_on_statement = amount_max;
         r.breaks[1].more_on = MoreOn::statement;
     },
     Outcome::breaks_do_not_add_up},
    {"clean_with_breaks", [](R& r) { r.verdict = V::clean; }, Outcome::verdict_invalid},
    {"immaterial", [](R& r) { r.verdict = V::immaterial; }, Outcome::verdict_invalid},
    {"no_such_verdict", [](R& r) { r.verdict = static_cast<V>(1); }, Outcome::verdict_invalid},
    {"incomplete", [](R& r) { r.verdict = V::incomplete; }, Outcome::ok},
};

TEST_F(AccessWorld, ARunThatDoesNotAddUpIsNotRecorded) {
    for (auto const& test : cases) {
        SCOPED_TRACE(test.name);
        auto command = sound();
        test.change(command);
        Consequences none;
        auto const context = harness_.context();
        EXPECT_EQ(decide(context, command, none), test.outcome);
    }
}

TEST_F(AccessWorld, ARunCannotHaveLookedAtWhatIsNotThereYet) {
    auto const next = harness_.state().next_sequence().value;
    auto command = sound();
    command.size = next + 1;
    EXPECT_EQ(harness_.run(command), Outcome::reconciliation_size_out_of_range);
    command.size = next + 1;  // what was refused is an entry as well
    EXPECT_EQ(harness_.run(command), Outcome::ok);
}

TEST_F(AccessWorld, TheSameRunIsRecordedOnce) {
    EXPECT_EQ(harness_.run(sound()), Outcome::ok);
    EXPECT_EQ(harness_.run(sound()), Outcome::exists);
    auto other = sound();
    other.matched = 5;
    EXPECT_EQ(harness_.run(other), Outcome::exists_with_different_reconciliation);
    other = sound();
    other.account = AccountId{70};  // a run may be about several accounts
    EXPECT_EQ(harness_.run(other), Outcome::ok);
}

RecordReconciliation with_many(std::uint32_t count) {
    auto command = sound();
    command.breaks.clear();
    for (std::uint32_t i = 0; i < std::min(count, 1'000U); ++i)
        command.breaks.push_back({BreakId{i + 1U}, 1, true, MoreOn::statement, Amount{1}});
    command.break_count = command.material_count = count;
    command.more_on_statement = Amount{count};
    command.more_on_record = {};
    return command;
}

TEST_F(AccessWorld, MoreBreaksThanALeafHoldsAreCountedAndNeedToBeAccepted) {
    auto command = with_many(1'001);
    ASSERT_EQ(harness_.run(command), Outcome::ok);
    for (auto const& one : command.breaks)
        ASSERT_EQ(harness_.run(CommentBreak{
                      command.run, command.account, one.id, hash_of(3), true, Outcome::ok}),
                  Outcome::ok);
    auto const* run = harness_.state().reconciliations().find({command.account, command.run});
    EXPECT_EQ(harness_.state().reconciliations().undecided(*run), 1U);
    SignReconciliation sign{command.run, command.account, SignAction::prepare, false, {}};
    EXPECT_EQ(harness_.run(sign), Outcome::breaks_undecided);
    command.breaks.push_back({BreakId{5'000}, 1, true, MoreOn::statement, Amount{1}});
    command.run = hash_of(2);
    EXPECT_EQ(harness_.run(command), Outcome::too_many_breaks);
    expect_replays();
}

TEST_F(AccessWorld, OpenRunsAreBounded) {
    for (std::uint32_t i = 0; i < Reconciliations::max_open; ++i) {
        auto command = sound();
        command.run = hash_of(i + 1);
        ASSERT_EQ(harness_.run(command), Outcome::ok);
    }
    auto one_more = sound();
    one_more.run = hash_of(999);
    EXPECT_EQ(harness_.run(one_more), Outcome::too_many_reconciliations);
    must(SignReconciliation{hash_of(1), AccountId{10}, SignAction::abandon, false, {}});
    EXPECT_EQ(harness_.run(one_more), Outcome::ok);
    expect_replays();
}

// A digest is taken of what is saved: bytes that do not fit together are no state.
TEST_F(AccessWorld, ASavedStateThatIsCutOffDoesNotLoad) {
    ASSERT_EQ(harness_.run(sound()), Outcome::ok);
    auto const whole = saved(harness_.state(), ProjectionKind::reconciliations);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Bytes const part{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)};
        State state;
        BytesSource source{part};
        EXPECT_FALSE(state.load(ProjectionKind::reconciliations, source)) << size;
    }
    auto other = whole;
    other[other.size() - 40] ^= 1U;  // the run that is the account's newest is not there then
    State state;
    BytesSource source{other};
    EXPECT_FALSE(state.load(ProjectionKind::reconciliations, source));
}

TEST_F(AccessWorld, ARecordWithoutReconciliationsHasNoDigestOfThem) {
    EXPECT_FALSE(harness_.state().has_digest(ProjectionKind::reconciliations));
    EXPECT_TRUE(harness_.state().has_digest(ProjectionKind::limits));
    ASSERT_EQ(harness_.run(sound()), Outcome::ok);
    EXPECT_TRUE(harness_.state().has_digest(ProjectionKind::reconciliations));
}

}  // namespace
}  // namespace tally::testing
