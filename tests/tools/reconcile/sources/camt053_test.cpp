#include "tests/tools/reconcile/sources/reading_support.h"
#include "tests/tools/reconcile/sources/writers.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::reconcile {
namespace {

std::string sample(unsigned version = 8) {
    return write_camt053({sample_statement()}, version);
}

TEST(Camt053Test, EveryVersionSaysTheSame) {
    for (unsigned version = 2; version <= 13; ++version) {
        SCOPED_TRACE(version);
        auto const read = read_text(sample(version));
        ASSERT_TRUE(read.ok()) << read.failure;
        ASSERT_EQ(read.statements.size(), 1U);
        auto const& statement = read.statements[0];
        EXPECT_EQ(statement.account, "DE02120300000000202051");
        EXPECT_EQ(statement.opening, units(10000));
        EXPECT_EQ(statement.closing, units(8550));
        EXPECT_EQ(statement.number, 7U);
        ASSERT_EQ(statement.lines.size(), 3U);
        EXPECT_EQ(statement.lines[1].amount, units(-3000));
        EXPECT_EQ(statement.lines[1].entry_reference, "B2");
        EXPECT_EQ(statement.lines[1].text, "INVOICE 2");
        EXPECT_EQ(statement.lines[1].references[1], (Reference{ReferenceField::end_to_end, "E2"}));
    }
}

TEST(Camt053Test, NamespacePrefixesAndOneLineAreFine) {
    auto text = sample();
    std::string prefixed;
    for (std::size_t i = 0; i < text.size(); ++i) {
        prefixed += text[i];
        if (text[i] != '<' || text[i + 1] == '?') continue;
        if (text[i + 1] == '/') prefixed += text[++i];
        prefixed += "n:";
    }
    prefixed = with(prefixed, "xmlns=", "xmlns:n=");
    std::erase(prefixed, '\n');
    auto const read = read_text(prefixed);
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_EQ(read.statements[0].lines.size(), 3U);
}

std::string const transaction =
    "<TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs>"
    "<RmtInf><Ustrd>INVOICE 2</Ustrd></RmtInf></TxDtls>";

std::string part(std::string const& amount, std::string const& reference) {
    return "<TxDtls><Refs><EndToEndId>" + reference + "</EndToEndId></Refs><Amt Ccy=\"EUR\">" +
           amount + "</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>";
}

TEST(Camt053Test, ABatchBecomesItsTransactionsWhereTheyComeToItsAmount) {
    auto const whole =
        read_text(with(sample(), transaction, part("10.00", "X") + part("20.00", "Y")));
    ASSERT_TRUE(whole.ok()) << whole.failure;
    ASSERT_EQ(whole.statements[0].lines.size(), 4U);
    EXPECT_EQ(whole.statements[0].lines[1].amount, units(-1000));
    EXPECT_EQ(whole.statements[0].lines[1].entry_reference, "B2/1");
    EXPECT_EQ(whole.statements[0].lines[2].entry_reference, "B2/2");
    EXPECT_EQ(whole.statements[0].lines[2].batch_reference, "B2");
    // Amounts that come to something else are not believed: the entry stays whole, with all its
    // references.
    auto const other =
        read_text(with(sample(), transaction, part("10.00", "X") + part("20.01", "Y")));
    ASSERT_TRUE(other.ok()) << other.failure;
    ASSERT_EQ(other.statements[0].lines.size(), 3U);
    EXPECT_EQ(other.statements[0].lines[1].amount, units(-3000));
    EXPECT_EQ(other.statements[0].lines[1].references.size(), 3U);
}

TEST(Camt053Test, PendingEntriesAreNotInTheBalances) {
    auto const text = with(with(sample(), "<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>"), ">85.50<", ">73.16<");
    auto const read = read_text(text);
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_EQ(read.statements[0].lines[0].status, LineStatus::pending);
}

TEST(Camt053Test, ReversalsKeepTheSignOfTheirSide) {
    auto const read =
        read_text(with(sample(), "<Sts><Cd>BOOK", "<RvslInd>true</RvslInd><Sts><Cd>BOOK"));
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_TRUE(read.statements[0].lines[0].reversal);
    EXPECT_EQ(read.statements[0].lines[0].amount, units(1234));
}

TEST(Camt053Test, ThePreviousClosingBalanceServesAsOpening) {
    auto const read = read_text(with(sample(), "OPBD", "PRCD"));
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_EQ(read.statements[0].opening, units(10000));
}

TEST(Camt053Test, AStatementWithoutEntriesIsAStatement) {
    auto statement = sample_statement();
    statement.lines.clear();
    statement.closing = statement.opening;
    auto const read = read_text(write_camt053({statement}, 8));
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_TRUE(read.statements[0].lines.empty());
}

TEST(Camt053Test, AFileWithoutStatementsIsIncomplete) {
    auto const read = read_text(write_camt053({}, 8));
    EXPECT_FALSE(read.ok());
    EXPECT_EQ(read.kind, FailureKind::incomplete);
}

TEST(Camt053Test, EachMistakeIsNamedWithItsPlace) {
    FaultCase const cases[] = {
        {">12.34<", ">12.345<", 4, "Ntry/Amt: \"12.345\" has more digits"},
        {">12.34<", ">-12.34<", 4, "has a sign"},
        {">12.34<", ">-0.00<", 4, "has a sign"},
        {">12.34<", "><", 4, "is empty"},
        {">12.34<", ">12.35<", 3, "closing balance"},
        {"Ccy=\"EUR\">12.34", "Ccy=\"USD\">12.34", 4, "not the account's currency"},
        {"12.34</Amt><CdtDbtInd>CRDT", "12.34</Amt><CdtDbtInd>X", 4, "neither CRDT nor DBIT"},
        {"<Sts><Cd>BOOK", "<Sts><Cd>MAYBE", 4, "Ntry/Sts"},
        {"<BookgDt><Dt>2026-11-21", "<BookgDt><Dt>2026-02-30", 4, "Ntry/BookgDt: \"2026-02-30\""},
        {"<ValDt><Dt>2026-11-21", "<ValDt><Dt>9999-12-31", 4, "Ntry/ValDt: \"9999-12-31\""},
        {"<BookgDt><Dt>2026-11-21</Dt>", "<BookgDt>", 4, "neither Dt nor DtTm"},
        {">B2<", ">B1<", 5, "entry reference: \"B1\" comes twice"},
        {"NbOfNtries>3", "NbOfNtries>4", 3, "says 4, but there are 3"},
        {"<Id>S-1</Id>", "", 3, "statement id: is missing"},
        {"<IBAN>DE02120300000000202051</IBAN>", "", 3, "account: is missing"},
        {"<Ccy>EUR</Ccy>", "<Ccy>EURO</Ccy>", 3, "no currency of ISO 4217"},
        {"<ElctrncSeqNb>7", "<ElctrncSeqNb>seven", 3, "is not a count"},
        {"</Ntry>", "</Entry>", 4, "not well-formed"},
        {"camt.053.001.08", "camt.054.001.08", 2, "is no camt.053"},
        {"<Document", "<!DOCTYPE x [<!ENTITY a \"b\">]><Document", 2, "document type"},
        {"INVOICE 2", "&lol9;", 5, "entity"},
        {"INVOICE 2", "INVOICE \xFC", 5, "not UTF-8"},
        {"encoding=\"UTF-8\"", "encoding=\"UTF-16\"", 1, "encoding is utf-16"},
        {"</Document>", "", 7, "ends within <Document>"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.what);
        expect_mistake(with(sample(), test.old, test.fresh), test.line, test.what);
    }
}

TEST(Camt053Test, AStatementTwiceIsToldAndOnceTaken) {
    auto const text = write_camt053({sample_statement(), sample_statement()}, 8);
    expect_mistake(text, 7, "comes twice in this file");
    auto const read = read_partly(text);
    EXPECT_EQ(read.statements.size(), 1U);
    EXPECT_EQ(read.left_out.size(), 1U);
}

TEST(Camt053Test, WithPartialTheRestIsTakenAndTheLossCounted) {
    auto const read = read_partly(with(sample(), ">12.34<", ">12.345<"));
    ASSERT_TRUE(read.ok()) << read.failure;
    ASSERT_EQ(read.statements.size(), 1U);
    EXPECT_EQ(read.statements[0].lines.size(), 2U);
    EXPECT_EQ(read.statements[0].left_out, 1U);
    ASSERT_EQ(read.left_out.size(), 1U);
    EXPECT_EQ(read.left_out[0].left_out, LeftOut::line);
}

TEST(Camt053Test, PackedIsReadAsPlain) {
    auto const read = read_text(gzip(sample()));
    ASSERT_TRUE(read.ok()) << read.failure;
    EXPECT_EQ(read.statements[0].lines.size(), 3U);
}

}  // namespace
}  // namespace tally::reconcile
