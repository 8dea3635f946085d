// What a file may be made of to do harm, format by format, where the format's own test has not got
// it: every one is refused with its place and field, and nothing of it is taken.
#include "tests/support/temporary_directory.h"
#include "tests/tools/reconcile/sources/reading_support.h"
#include "tests/tools/reconcile/sources/writers.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace tally::reconcile {
namespace {

constexpr std::size_t megabyte = 1'000'000;

std::string const jsonl =
    "{\"statement\":{\"id\":\"S1\",\"account\":\"A\",\"asset\":\"EUR\",\"from\":\"2026-11-20\","
    "\"to\":\"2026-11-21\",\"opening\":\"1.00\",\"closing\":\"3.00\"}}\n"
    "{\"entry\":\"1\",\"amount\":\"2.00\",\"text\":\"PAYMENT\",\"moment\":\"2026-11-21T09:30:00Z\"}"
    "\n"
    "{\"end\":{\"lines\":1}}\n";

std::string const chain =
    "{\"balances\":{\"chain\":\"ethereum\",\"block\":19,\"hash\":\"0x" + std::string(64, 'a') +
    "\",\"time\":\"2026-11-21T00:00:11Z\"}}\n"
    "{\"address\":\"0x01\",\"asset\":\"USDC\",\"scale\":6,\"balance\":\"1.5\"}\n"
    "{\"address\":\"0x02\",\"asset\":\"USDC\",\"scale\":6,\"balance\":\"0\"}\n";

std::string camt() {
    return write_camt053({sample_statement()}, 8);
}

std::string bai2() {
    return write_bai2({sample_statement()});
}

std::string mt940() {
    return write_mt940({sample_statement()}, 0);
}

class BadInputTest : public ::testing::Test {
protected:
    // How a CSV of the sample statement is read.
    ReadOptions mapped() {
        auto const file = directory_ / "mapping.toml";
        std::ofstream{file} << csv_mapping_for(sample_statement());
        ReadOptions options;
        options.mapping = file.string();
        return options;
    }

    TemporaryDirectory directory_;
};

std::string utf16(std::string const& text, bool little, bool mark) {
    std::string out;
    if (mark) out = little ? "\xFF\xFE" : "\xFE\xFF";
    for (char const c : text) {
        if (!little) out += '\0';
        out += c;
        if (little) out += '\0';
    }
    return out;
}

TEST_F(BadInputTest, Utf16IsNamedInEveryFormat) {
    for (auto const& text : {camt(), bai2(), mt940(), jsonl, chain}) {
        for (bool const little : {false, true}) {
            for (bool const mark : {false, true})
                expect_mistake(utf16(text, little, mark), 1, "encoding: is UTF-16");
        }
    }
    expect_mistake(
        utf16(write_csv(sample_statement()), true, true), 1, "encoding: is UTF-16", mapped());
}

TEST_F(BadInputTest, BytesOfAnotherEncodingAreNamed) {
    expect_mistake(with(bai2(), "INVOICE 2", "INVOICE \xFC"), 6, "byte 0xFC: is not UTF-8");
    expect_mistake(with(jsonl, "PAYMENT", "PAYM\xE9NT"), 2, "byte 0xE9: is not UTF-8");
    expect_mistake(with(chain, "0x02", "0x\xC0\x80"), 3, "byte 0xC0: is not UTF-8");
    auto const latin1 = with(camt(), "UTF-8", "ISO-8859-1");
    EXPECT_TRUE(read_text(with(latin1,
                               "INVOICE 2",
                               "R\xFC"
                               "CKZAHLUNG"))
                    .ok());
    expect_mistake(with(latin1, "INVOICE 2", "100 \x80"), 5, "Windows-1252");
}

TEST_F(BadInputTest, EntitiesThatGrowAreNeverResolved) {
    std::string bomb = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">";
    for (int i = 1; i < 10; ++i) {
        bomb += "<!ENTITY lol" + std::to_string(i) + " \"";
        for (int times = 0; times < 10; ++times)
            bomb += "&lol" + (i == 1 ? "" : std::to_string(i - 1)) + ";";
        bomb += "\">";
    }
    auto const text = with(with(camt(), "<Document", bomb + "]><Document"), "INVOICE 2", "&lol9;");
    expect_mistake(text, 2, "document type");
    EXPECT_TRUE(read_partly(text).statements.empty());
    auto const outside = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Document";
    expect_mistake(gzip(with(camt(), "<Document", outside)), 2, "document type");
}

TEST_F(BadInputTest, TotalsOfASummaryMustBeThoseOfTheEntries) {
    auto const summary = [](std::string const& totals) {
        return with(camt(), "</NbOfNtries></TtlNtries>", "</NbOfNtries>" + totals);
    };
    auto const good =
        "<Sum>45.50</Sum></TtlNtries><TtlCdtNtries><Sum>15.50</Sum></TtlCdtNtries>"
        "<TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>30.00</Sum></TtlDbtNtries>";
    auto const read = read_text(summary(good));
    EXPECT_TRUE(read.ok()) << read.failure;
    expect_mistake(summary(with(good, "45.50", "45.51")),
                   3,
                   "TxsSummry/TtlNtries/Sum: says 45.51, but the entries come to 45.50");
    expect_mistake(summary(with(good, "15.50", "15.49")), 3, "TtlCdtNtries/Sum: says 15.49");
    expect_mistake(summary(with(good, "30.00", "-30.00")), 3, "TtlDbtNtries/Sum: says -30.00");
    expect_mistake(summary(with(good, "<NbOfNtries>1", "<NbOfNtries>2")), 3, "TtlDbtNtries");
}

TEST_F(BadInputTest, AReferenceComesOnceWhateverTheFormat) {
    expect_mistake(with(mt940(), "//B2", "//B1"), 8, "\"B1\" comes twice");
    auto const pages = with(write_mt940({sample_statement()}, 1), "//B3", "//B1");
    EXPECT_NE(read_text(pages).failure.find("comes twice"), std::string::npos);
    auto const partly = read_partly(with(mt940(), "//B2", "//B1"));
    ASSERT_EQ(partly.statements.size(), 1U);
    EXPECT_EQ(partly.statements[0].lines.size(), 2U) << "the first of them stays";
    EXPECT_EQ(partly.left_out.size(), 1U);
    expect_mistake(jsonl + jsonl, 4, "comes twice in this file");
}

TEST_F(BadInputTest, NoDateIsFarFromThePresent) {
    std::string const made = "<CreDtTm>0001-01-01T05:00:00Z</CreDtTm>";
    expect_mistake(with(camt(), "<ElctrncSeqNb>", made + "<ElctrncSeqNb>"), 3, "CreDtTm");
    expect_mistake(with(jsonl, "2026-11-20", "0000-00-00"), 1, "statement.from");
    expect_mistake(with(jsonl, "2026-11-20", "2026-11-22"), 1, "later than the to date");
    expect_mistake(with(jsonl, "2026-11-21T09", "9999-12-31T09"), 2, "moment");
    expect_mistake(with(jsonl, "2026-11-21T09:30:00Z", "292277026596-12-04"), 2, "moment");
    expect_mistake(with(chain, "2026-11-21T", "1969-12-31T"), 1, "balances.time");
    expect_mistake(with(mt940(), ":61:261121", ":61:260230"), 6, ":61: value date");
    expect_mistake(with(write_csv(sample_statement()), "B1;2026-11-21", "B1;2126-11-21"),
                   2,
                   "booking date",
                   mapped());
}

TEST_F(BadInputTest, ZeroIsNotNegativeAndDigitsAreNotMoreThanTheScale) {
    for (std::string const wrong : {"-0.00", "1.001"}) {
        SCOPED_TRACE(wrong);
        expect_mistake(with(camt(), ">100.00<", ">" + wrong + "<"), 3, "Bal/Amt");
        expect_mistake(with(jsonl, "\"1.00\"", "\"" + wrong + "\""), 1, "statement.opening");
        auto comma = with(wrong, ".", ",");
        expect_mistake(with(mt940(), "EUR100,00", "EUR" + comma), 5, ":60F:");
        expect_mistake(
            with(write_csv(sample_statement()), "112,34", comma), 2, "balance", mapped());
    }
    expect_mistake(with(chain, "\"0\"", "\"-0\""), 3, "negative zero");
    expect_mistake(with(bai2(), ",010,10000", ",010,-0"), 3, "negative zero");
    expect_mistake(with(bai2(), ",010,10000", ",010,100.00"), 3, "not a whole number");
}

TEST_F(BadInputTest, LineEndingsDoNotChange) {
    expect_mistake(with(mt940(), ":25:", "\n:25:"), 3, "line ending");
    expect_mistake(with(jsonl, "}\n{\"end\"", "}\r\n{\"end\""), 2, "line ending");
    expect_mistake(with(chain, "\"1.5\"}\n", "\"1.5\"}\r\n"), 2, "line ending");
    EXPECT_TRUE(read_text(with(camt(), "\n", "\r\n")).ok()) << "in XML they mean the same";
}

TEST_F(BadInputTest, OneHundredMegabytesInOneLineAreRefusedInEveryFormat) {
    auto const camt_start = camt().substr(39, camt().find("<BkTo") - 39);
    // The file is a hole behind its beginning: it takes no room on the disk and is soon written.
    std::vector<std::pair<std::string, std::string>> const cases{
        {"01,A,", "line: is longer than 1048576 bytes"},
        {":20:", "line: is longer than 1048576 bytes"},
        {"{\"statement\":{\"id\":\"", "line: is longer than 1048576 bytes"},
        {"{\"balances\":{\"chain\":\"", "line: is longer than 1048576 bytes"},
        {camt_start, "control character"},
    };
    auto const file = (directory_ / "long").string();
    for (auto const& [start, what] : cases) {
        SCOPED_TRACE(start);
        std::ofstream{file} << start;
        std::filesystem::resize_file(file, 100 * megabyte);
        StatementList list;
        auto const report = read_source(file, {}, list);
        ASSERT_FALSE(report.has_value());
        EXPECT_NE(report.error().text.find(file + ":1: "), std::string::npos);
        EXPECT_NE(report.error().text.find(what), std::string::npos) << report.error().text;
    }
}

TEST_F(BadInputTest, OneEntryOfXmlIsBounded) {
    std::string many;
    for (int i = 0; i < 600'000; ++i)
        many += "<a/>";
    expect_mistake(with(camt(), "<Ntry>", "<Ntry>" + many), 4, "one entry of more than 64 MiB");
    expect_mistake(with(camt(), "INVOICE 2", std::string(2 * megabyte, 'x')), 5, "1 MiB");
}

TEST_F(BadInputTest, JsonIsNotNestedWithoutEnd) {
    std::string const deep(500'000, '[');
    expect_mistake(with(jsonl, "\"PAYMENT\"", deep), 2, "column");
}

TEST_F(BadInputTest, PackedTwiceIsNotUnpackedTwice) {
    auto const read = read_text(gzip(gzip(camt())));
    EXPECT_NE(read.failure.find("is no camt.053"), std::string::npos) << read.failure;
}

// The last line of what was cut may have lost digits: it is left out, and that is told.
TEST_F(BadInputTest, OfCutGzipOnlyWholeLinesAreTaken) {
    std::string rows;
    for (int i = 1; i <= 4'000; ++i)
        rows += "R" + std::to_string(i * 7'919) + ";2026-11-21;2026-11-21;1,23;;x;\n";
    auto const packed = gzip(write_csv(sample_statement()) + rows);
    auto const cut = packed.substr(0, packed.size() / 2);
    EXPECT_NE(read_text(cut, mapped()).failure.find("ends too early"), std::string::npos);
    auto const partly = read_partly(cut, mapped());
    ASSERT_EQ(partly.statements.size(), 1U) << partly.failure;
    EXPECT_EQ(partly.statements[0].left_out, 1U) << "it does not pass for a whole one";
    ASSERT_EQ(partly.left_out.size(), 1U);
    EXPECT_EQ(partly.left_out[0].left_out, LeftOut::rest_of_file);
    EXPECT_LT(partly.statements[0].lines.size(), 4'000U);
}

struct PartialCase {
    std::string text;
    std::uint64_t line;  // of what is left out
    std::size_t kept;
    std::string what;
};

TEST_F(BadInputTest, PartialListsWhatIsLeftOutOfEveryFormat) {
    PartialCase const cases[] = {
        {with(camt(), ">12.34<", ">12.345<"), 4, 2, "Ntry/Amt"},
        {with(bai2(), "16,195,1234", "16,195,x"), 5, 2, "16 amount"},
        {with(mt940(), "C12,34", "C12,345"), 6, 2, ":61: amount"},
        {with(jsonl, "\"2.00\"", "\"-0\""), 2, 0, "amount"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.what);
        auto const read = read_partly(test.text);
        ASSERT_EQ(read.statements.size(), 1U) << read.failure;
        EXPECT_EQ(read.statements[0].lines.size(), test.kept);
        EXPECT_EQ(read.statements[0].left_out, 1U);
        ASSERT_GE(read.left_out.size(), 1U);
        auto const told = describe(read.left_out[0], "input");
        auto const start = "input:" + std::to_string(test.line) + ": " + test.what + ": ";
        EXPECT_TRUE(told.starts_with(start)) << told;
        EXPECT_TRUE(told.ends_with("(left out: this line)")) << told;
    }
}

// A broken head must not leave its balances to the block before it.
TEST_F(BadInputTest, BalancesOfABlockThatCannotBeReadAreLeftOut) {
    auto const second = with(with(chain, "\"block\":19", "\"block\":20,,"), "0x01", "0x03");
    auto const read = read_partly(chain + with(second, "0x02", "0x04"));
    EXPECT_EQ(read.statements.size(), 2U);
    ASSERT_EQ(read.left_out.size(), 3U);
    EXPECT_EQ(read.left_out[0].position.line, 4U);
    EXPECT_EQ(read.left_out[2].position.line, 6U);
}

}  // namespace
}  // namespace tally::reconcile
