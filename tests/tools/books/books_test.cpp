#include "tools/books/books.h"

#include "tests/tools/books/books_world.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <sqlite3.h>
#include <stdlib.h>

#include <array>
#include <map>
#include <set>
#include <utility>

namespace tally {
namespace {

using namespace testing;

struct Totals {
    Amount debits;
    Amount credits;

    friend bool operator==(Totals const&, Totals const&) = default;

    // Credits less debits.
    [[nodiscard]] std::string balance(std::uint8_t scale) const {
        if (credits >= debits) return text::format_units((credits - debits).units(), scale);
        return "-" + text::format_units((debits - credits).units(), scale);
    }
};

using Accounts = std::map<std::string, Totals>;

Accounts accounts_of(State const& state) {
    Accounts accounts;
    auto const& ledger = state.ledger();
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        accounts[text::format_integer(account.id.value)] = {account.debits_posted,
                                                            account.credits_posted};
    }
    return accounts;
}

bool has_program(std::string const& name) {
    return ::system(("command -v " + name + " > /dev/null").c_str()) == 0;
}

std::string answer_of(std::filesystem::path const& database, std::string const& sql) {
    sqlite3* opened = nullptr;
    EXPECT_EQ(sqlite3_open_v2(database.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    std::string answer;
    auto const add = [](void* to, int columns, char** values, char**) {
        auto& text = *static_cast<std::string*>(to);
        for (int i = 0; i < columns; ++i)
            text.append(values[i] == nullptr ? "NULL" : values[i]).append(" ");
        return 0;
    };
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(opened, sql.c_str(), add, &answer, &error), SQLITE_OK) << error;
    sqlite3_free(error);
    sqlite3_close(opened);
    return answer;
}

// Follows postings.csv line by line, with arithmetic of its own.
void follow_postings(std::vector<std::vector<std::string>> const& rows,
                     std::map<std::string, std::uint8_t> const& scales,
                     Accounts& accounts) {
    for (auto const& row : rows) {
        auto const scale = scales.at(row[7]);
        if (row[2] != "posted") {
            EXPECT_EQ(row[9] + row[10], "");
            continue;
        }
        Amount const amount{text::parse_units(row[8], scale).value};
        accounts[row[5]].debits += amount;
        accounts[row[6]].credits += amount;
        EXPECT_EQ(accounts[row[5]].balance(scale), row[9]) << "after entry " << row[0];
        EXPECT_EQ(accounts[row[6]].balance(scale), row[10]) << "after entry " << row[0];
    }
}

TEST_F(BooksTest, PostingsOfAnyRecordLeadToItsBalancesLineByLine) {
    std::set<std::string> kinds;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        SCOPED_TRACE(seed);
        record_of(seed, 20'000);
        auto const to = "csv" + std::to_string(seed);
        ASSERT_TRUE(tell(to, "csv"));
        std::map<std::string, std::uint8_t> scales;
        for (auto const& row : rows(to + "/assets.csv"))
            scales[row[1]] = static_cast<std::uint8_t>(std::stoul(row[2]));
        Accounts accounts;
        for (auto const& row : rows(to + "/accounts.csv"))
            accounts[row[0]] = {};
        auto const postings = rows(to + "/postings.csv");
        follow_postings(postings, scales, accounts);
        EXPECT_EQ(accounts, accounts_of(*state()));
        for (auto const& row : postings)
            kinds.insert(row[3]);
        if (HasFailure()) return;
    }
    for (auto const* const kind :
         {"create_transfer", "transfer_expired", "fill", "release_escrow", "chain_event_applied"})
        EXPECT_TRUE(kinds.contains(kind)) << kind;
}

TEST_F(BooksTest, SqliteFindsNoDifferenceInAnyRecord) {
    for (std::uint64_t seed = 21; seed <= 26; ++seed) {
        SCOPED_TRACE(seed);
        record_of(seed, 20'000);
        auto const to = "books" + std::to_string(seed);
        ASSERT_TRUE(tell(to, "sqlite"));
        EXPECT_EQ(answer_of(directory_ / to, "PRAGMA integrity_check"), "ok ");
        EXPECT_EQ(answer_of(directory_ / to, "SELECT account, side FROM balance_differences"), "");
        auto const size = Record::open(data_).value()->size();
        EXPECT_EQ(answer_of(directory_ / to, "SELECT count(*), max(sequence) FROM entries"),
                  std::to_string(size) + " " + std::to_string(size - 1) + " ");
    }
}

TEST_F(BooksTest, HledgerProvesTheBalancesOfAnyRecord) {
    if (!has_program("hledger")) GTEST_SKIP() << "hledger is not installed; run tools/setup";
    for (std::uint64_t seed = 41; seed <= 46; ++seed) {
        SCOPED_TRACE(seed);
        record_of(seed, 20'000);
        auto const to = "journal" + std::to_string(seed);
        ASSERT_TRUE(tell(to, "hledger"));
        auto const main = (directory_ / to / "main.journal").string();
        EXPECT_EQ(::system(("hledger -f '" + main + "' check -s ordereddates").c_str()), 0);
    }
}

TEST_F(BooksTest, BeancountProvesThemOrTheyAreRefusedByName) {
    if (!has_program("bean-check")) GTEST_SKIP() << "beancount is not installed; run tools/setup";
    std::array<std::size_t, 2> told{};
    for (std::uint64_t seed = 61; seed <= 66; ++seed) {
        SCOPED_TRACE(seed);
        bool const ordinary = seed % 2 == 0;  // amounts and codes as people have them
        if (ordinary) {
            std::filesystem::remove_all(data_);
            apply_all(data_, RandomCommands{seed}.take(1'500));
        } else {
            record_of(seed, 4'000);
        }
        auto const to = "beans" + std::to_string(seed);
        auto const done = tell(to, "beancount");
        EXPECT_FALSE(std::filesystem::exists(directory_ / (to + ".partial")));
        EXPECT_EQ(done.has_value(), std::filesystem::exists(directory_ / to));
        ++told[done.has_value() ? 0 : 1];
        if (!done) {
            EXPECT_EQ(done.error().kind, FailureKind::usage);
            EXPECT_NE(done.error().text.find("use --format hledger"), std::string::npos);
            continue;
        }
        auto const main = (directory_ / to / "main.beancount").string();
        EXPECT_EQ(::system(("bean-check '" + main + "'").c_str()), 0);
    }
    EXPECT_GT(told[0], 0U);
    EXPECT_GT(told[1], 0U);
}

TEST_F(BooksTest, WhatOnePartClosesWithTheNextOneOpensWith) {
    record_of(5, 40'000);
    auto const record = Record::open(data_).value();
    auto const size = record->size();
    // Parts are cut between two times of the record.
    auto cut = size / 2;
    while (record->entry(Sequence{cut}).value().time ==
           record->entry(Sequence{cut - 1}).value().time)
        ++cut;
    ASSERT_LT(cut, size);
    auto const time = record->entry(Sequence{cut}).value().time;
    ASSERT_TRUE(tell("first", "csv", {}, std::to_string(cut - 1)));
    ASSERT_TRUE(tell("second", "csv", text::format_time(time)));
    ASSERT_TRUE(tell("all", "csv"));
    EXPECT_EQ(read("first/balances.csv"), read("second/opening_balances.csv"));
    EXPECT_EQ(rows("first/postings.csv").size() + rows("second/postings.csv").size(),
              rows("all/postings.csv").size());
    EXPECT_EQ(read("second/balances.csv"), read("all/balances.csv"));
}

TEST_F(BooksTest, WhatAnotherExportHasBegunIsLeftAlone) {
    record_of(5, 2'000);
    std::filesystem::create_directories(directory_ / "books.partial");
    auto const refused = tell("books", "csv");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::usage);
    EXPECT_TRUE(std::filesystem::exists(directory_ / "books.partial"));
    std::filesystem::remove(directory_ / "books.partial");
    EXPECT_TRUE(tell("books", "csv"));
    EXPECT_FALSE(std::filesystem::exists(directory_ / "books.partial"));
}

}  // namespace
}  // namespace tally
