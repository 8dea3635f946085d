// What a follower is told, against what the projections are: for random commands, from any entry.
#include "tools/serve/feeds/changes/deriver.h"

#include "tests/support/engine_harness.h"
#include "tests/support/random_commands.h"
#include "tools/serve/feeds/changes/ring.h"
#include "tools/serve/feeds/changes/scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace tally::serve {
namespace {

constexpr std::array all_kinds{ChangeKind::balances,
                               ChangeKind::books,
                               ChangeKind::fills,
                               ChangeKind::orders,
                               ChangeKind::escrows};

std::vector<Entry> random_record(std::uint64_t seed, std::size_t commands) {
    testing::EngineHarness engine;
    for (auto const& request : testing::RandomCommands{seed}.take(commands))
        engine.run(request.command);
    return engine.entries();
}

void watch_all(Deriver& deriver, State const& state) {
    for (auto const kind : all_kinds)
        deriver.watch(kind, state);
}

void fold(Deriver& deriver, State& state, Entry const& entry) {
    deriver.before(entry, state);
    state.apply(entry);
    deriver.after(entry, state);
}

std::string lines(Changes const& rows, std::uint64_t from = 0) {
    std::string text;
    for (auto const& row : rows)
        if (row.sequence.value >= from) append_line(text, row, {});
    return text;
}

bool is_gone(ChangeRow const& row) {
    if (auto const* const level = std::get_if<LevelChange>(&row)) return level->orders == 0;
    auto const* const order = std::get_if<OrderChange>(&row);
    return order != nullptr && order->stage >= OrderStage::filled;
}

using Mirror = std::map<ChangeKey, ChangeRow>;

void follow(Mirror& mirror, Changes const& rows) {
    for (auto const& row : rows) {
        mirror.insert_or_assign(key_of(row), row.row);
        if (is_gone(row.row)) mirror.erase(key_of(row));
    }
}

Mirror now(State const& state, ChangeKind kind) {
    Mirror mirror;
    ScanPlace place;
    while (!place.done)
        follow(mirror, scan(state, kind, {}, place));
    return mirror;
}

// A whole command ends before this entry.
bool begins_command(std::vector<Entry> const& entries, std::size_t at) {
    return at == entries.size() || entries[at].cause == entries[at].sequence;
}

TEST(DeriverTest, WhoFollowsHasWhatIsThere) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        auto const entries = random_record(seed, 1'500);
        State state;
        Deriver deriver;
        watch_all(deriver, state);
        std::map<ChangeKind, Mirror> mirrors;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            fold(deriver, state, entries[i]);
            bool const look = (i % 97 == 0 || i + 1 == entries.size());
            for (auto const kind : all_kinds) {
                follow(mirrors[kind], deriver.rows(kind));
                deriver.rows(kind).clear();
                bool const is_state = kind != ChangeKind::fills;
                if (!look || !is_state || !begins_command(entries, i + 1)) continue;
                ASSERT_EQ(mirrors[kind], now(state, kind)) << name_of(kind) << " after " << i;
            }
        }
        EXPECT_FALSE(mirrors[ChangeKind::fills].empty());
        EXPECT_FALSE(mirrors[ChangeKind::books].empty());
    }
}

TEST(DeriverTest, RowsAreTheSameWhereverTheFoldBegan) {
    auto const entries = random_record(7, 1'500);
    State whole_state;
    Deriver whole;
    watch_all(whole, whole_state);
    for (auto const& entry : entries)
        fold(whole, whole_state, entry);
    for (std::size_t from = 5; from < entries.size(); from += 211) {
        auto const start = entries[from].cause.value;  // of the command, as a catch-up does
        State state;
        Deriver deriver;
        for (auto const& entry : entries) {
            if (entry.sequence.value == start) watch_all(deriver, state);
            fold(deriver, state, entry);
        }
        for (auto const kind : all_kinds)
            EXPECT_EQ(lines(deriver.rows(kind), from), lines(whole.rows(kind), from))
                << name_of(kind) << " from " << from;
    }
}

TEST(DeriverTest, WhatNobodyWatchesIsNotDerived) {
    State state;
    Deriver deriver;
    for (auto const& entry : random_record(3, 300))
        fold(deriver, state, entry);
    for (auto const kind : all_kinds)
        EXPECT_TRUE(deriver.rows(kind).empty());
}

TEST(ChangeRingTest, PiecesPutTogetherAreAllRowsAndEndWhereCommandsDo) {
    auto const entries = random_record(5, 1'000);
    State state;
    Deriver deriver;
    watch_all(deriver, state);
    ChangeRing ring{1'000'000};
    ring.start(ChangeKind::books, 0);
    std::string all;
    for (auto const& entry : entries)
        fold(deriver, state, entry);
    all = lines(deriver.rows(ChangeKind::books));
    ring.put(ChangeKind::books, deriver.rows(ChangeKind::books), entries.size());
    std::string read;
    for (std::uint64_t next = 0; next < entries.size();) {
        auto const part = ring.read(ChangeKind::books, next, UINT64_MAX, {}, 3).value();
        read += lines(part.rows);
        ASSERT_GT(part.next, next);
        next = part.next;
        if (next < entries.size() && !part.rows.empty()) {
            EXPECT_NE(entries[next].cause, part.rows.back().cause);
        }
    }
    EXPECT_EQ(read, all);
}

TEST(ChangeRingTest, WhatIsTooOldIsNotThereAndNeverInPart) {
    auto const entries = random_record(6, 1'000);
    State state;
    Deriver deriver;
    watch_all(deriver, state);
    ChangeRing ring{100};
    ring.start(ChangeKind::balances, 0);
    for (auto const& entry : entries) {
        fold(deriver, state, entry);
        auto& rows = deriver.rows(ChangeKind::balances);
        ring.put(ChangeKind::balances, rows, entry.sequence.value + 1);
    }
    auto const begin = ring.begin(ChangeKind::balances).value();
    EXPECT_GT(begin, 0U);
    EXPECT_FALSE(ring.read(ChangeKind::balances, begin - 1, UINT64_MAX, {}, 1'000));
    auto const part = ring.read(ChangeKind::balances, begin, UINT64_MAX, {}, 1'000).value();
    EXPECT_LE(part.rows.size(), 100U);
    EXPECT_EQ(part.next, entries.size());
    EXPECT_FALSE(ring.read(ChangeKind::fills, 0, UINT64_MAX, {}, 1'000));
}

}  // namespace
}  // namespace tally::serve
