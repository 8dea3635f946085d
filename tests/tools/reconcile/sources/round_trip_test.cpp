#include "tests/support/temporary_directory.h"
#include "tests/tools/reconcile/sources/reading_support.h"
#include "tests/tools/reconcile/sources/writers.h"
#include "tools/reconcile/sources/jsonl_write.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

// Random statements, written in each format by the tests' own writers, come back as they were.
namespace tally::reconcile {
namespace {

// Different for every i: what follows the number is no digit (B1 and B10 are never one word).
std::string word(std::string const& prefix, std::size_t i) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    auto text = prefix + std::to_string(i);
    auto const length = *rc::gen::inRange<std::size_t>(0, 8);
    for (std::size_t at = 0; at < length; ++at)
        text += letters[*rc::gen::inRange<std::size_t>(0, letters.size())];
    return text;
}

StatementLine random_line(std::size_t i, Days day) {
    StatementLine line;
    line.entry_reference = word("B", i);
    auto const wide = *rc::gen::inRange<int>(0, 10) == 0;
    auto const limit = wide ? std::int64_t{1} << 60U : std::int64_t{100'000};
    line.amount = units(*rc::gen::inRange<std::int64_t>(-limit, limit));
    line.booking_date = day;
    line.value_date = day + *rc::gen::inRange<Days>(0, 5) - 2;
    line.references = {{ReferenceField::end_to_end, word("E", i)},
                       {ReferenceField::customer, word("C", i)}};
    line.code = "TRF";
    line.text = word("T", i);
    return line;
}

Statement random_statement(std::size_t number) {
    static constexpr std::string_view assets[] = {"EUR", "USD", "JPY", "BHD"};
    static constexpr std::uint8_t scales[] = {2, 2, 0, 3};
    auto const asset = *rc::gen::inRange<std::size_t>(0, 4);
    Statement statement;
    statement.account = word("ACC", number);
    statement.id = word("S", number);
    statement.number = number + 1;
    statement.asset = assets[asset];
    statement.scale = scales[asset];
    statement.from = statement.to = 20'000;
    statement.opening = units(*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000));
    statement.closing = statement.opening;
    auto const count = *rc::gen::inRange<std::size_t>(0, 20);
    for (std::size_t i = 0; i < count; ++i) {
        statement.lines.push_back(random_line(i, statement.from));
        statement.closing = statement.closing->checked_add(statement.lines.back().amount);
    }
    return statement;
}

std::vector<Statement> random_statements() {
    std::vector<Statement> statements;
    auto const count = *rc::gen::inRange<std::size_t>(1, 4);
    for (std::size_t i = 0; i < count; ++i)
        statements.push_back(random_statement(i));
    return statements;
}

bool has(StatementLine const& line, Reference const& reference) {
    return std::find(line.references.begin(), line.references.end(), reference) !=
           line.references.end();
}

void assert_same(Read const& read, std::vector<Statement> const& written, ReferenceField kept) {
    if (!read.ok()) RC_FAIL(read.failure);
    RC_ASSERT(read.statements.size() == written.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
        auto const& got = read.statements[i];
        auto const& want = written[i];
        RC_ASSERT(got.account == want.account);
        RC_ASSERT(got.asset == want.asset);
        RC_ASSERT(got.scale == want.scale);
        RC_ASSERT((got.opening == want.opening));
        RC_ASSERT((got.closing == want.closing));
        RC_ASSERT(got.lines.size() == want.lines.size());
        for (std::size_t j = 0; j < want.lines.size(); ++j) {
            auto const& line = got.lines[j];
            RC_ASSERT((line.amount == want.lines[j].amount));
            RC_ASSERT(line.entry_reference == want.lines[j].entry_reference);
            RC_ASSERT(line.value_date == want.lines[j].value_date);
            RC_ASSERT(line.booking_date == want.lines[j].booking_date);
            RC_ASSERT(line.text.substr(0, want.lines[j].text.size()) == want.lines[j].text);
            auto const& references = want.lines[j].references;
            for (auto const& one : references)
                RC_ASSERT((one.field != kept || has(line, one)));
        }
    }
}

bool holds(std::string const& what, auto property) {
    return rc::check(what, property);
}

TEST(RoundTripTest, Camt053) {
    EXPECT_TRUE(holds("camt.053", [] {
        auto const statements = random_statements();
        auto const text = write_camt053(statements, *rc::gen::inRange<unsigned>(2, 14));
        assert_same(read_text(*rc::gen::arbitrary<bool>() ? gzip(text) : text),
                    statements,
                    ReferenceField::end_to_end);
    }));
}

TEST(RoundTripTest, Bai2) {
    EXPECT_TRUE(holds("BAI2", [] {
        auto const statements = random_statements();
        assert_same(read_text(write_bai2(statements)), statements, ReferenceField::customer);
    }));
}

TEST(RoundTripTest, Mt940) {
    EXPECT_TRUE(holds("MT940", [] {
        auto const statements = random_statements();
        auto const text = write_mt940(statements, *rc::gen::inRange<std::size_t>(0, 5));
        assert_same(read_text(text), statements, ReferenceField::customer);
    }));
}

TEST(RoundTripTest, Jsonl) {
    EXPECT_TRUE(holds("JSON lines", [] {
        auto const statements = random_statements();
        std::string text;
        for (auto const& one : statements)
            text += to_jsonl(one);
        assert_same(read_text(text), statements, ReferenceField::end_to_end);
    }));
}

TEST(RoundTripTest, Csv) {
    TemporaryDirectory const directory;
    EXPECT_TRUE(holds("CSV", [&] {
        auto statement = random_statement(0);
        if (statement.lines.empty()) statement.lines.push_back(random_line(0, 20'000));
        statement.closing = statement.opening;
        for (auto const& line : statement.lines)
            statement.closing = statement.closing->checked_add(line.amount);
        auto const mapping = directory / "mapping.toml";
        std::ofstream{mapping} << csv_mapping_for(statement);
        ReadOptions options;
        options.mapping = mapping.string();
        assert_same(
            read_text(write_csv(statement), options), {statement}, ReferenceField::end_to_end);
    }));
}

// A bit changed anywhere is told, or changes nothing of the money: camt and BAI2 have totals.
TEST(RoundTripTest, NoDamageChangesABalanceUnseen) {
    EXPECT_TRUE(holds("damage", [] {
        auto const statements = random_statements();
        auto text = write_bai2(statements);
        auto const at = *rc::gen::inRange<std::size_t>(0, text.size());
        text[at] = static_cast<char>(text[at] ^ (1 << *rc::gen::inRange(0, 7)));
        auto const read = read_text(text);
        if (!read.ok()) return;
        for (auto const& statement : read.statements) {
            if (!statement.opening || !statement.closing) continue;
            auto sum = *statement.opening;
            for (auto const& line : statement.lines)
                sum = *sum.checked_add(line.amount);
            RC_ASSERT((sum == *statement.closing));
        }
    }));
}

}  // namespace
}  // namespace tally::reconcile
