#include "tests/tools/reconcile/sources/writers.h"

#include "tools/reconcile/sources/fields.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace tally::reconcile {

namespace {

std::string size_text(SignedAmount amount, std::uint8_t scale) {
    return text::format_units(amount.size().units(), scale);
}

std::string comma_for_point(std::string text) {
    std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

// MT940 writes 12 as "12,".
std::string with_comma(std::string const& number) {
    auto const text = comma_for_point(number);
    return text.find(',') == std::string::npos ? text + "," : text;
}

std::string short_date(Days days) {
    auto const text = text::format_date(days);
    return text.substr(2, 2) + text.substr(5, 2) + text.substr(8, 2);
}

std::string reference_of(StatementLine const& line, ReferenceField field) {
    for (auto const& one : line.references) {
        if (one.field == field) return one.text;
    }
    return {};
}

std::string element(std::string const& name, std::string const& content) {
    return "<" + name + ">" + content + "</" + name + ">";
}

std::string camt_amount(SignedAmount amount, Statement const& statement) {
    return "<Amt Ccy=\"" + statement.asset + "\">" + size_text(amount, statement.scale) + "</Amt>" +
           element("CdtDbtInd", amount.is_negative() ? "DBIT" : "CRDT");
}

std::string camt_balance(std::string const& code,
                         SignedAmount amount,
                         Days date,
                         Statement const& statement) {
    return element("Bal",
                   element("Tp", element("CdOrPrtry", element("Cd", code))) +
                       camt_amount(amount, statement) +
                       element("Dt", element("Dt", text::format_date(date))));
}

std::string camt_entry(StatementLine const& line, Statement const& statement, unsigned version) {
    auto const status = version >= 7 ? element("Cd", "BOOK") : std::string{"BOOK"};
    auto const end_to_end = reference_of(line, ReferenceField::end_to_end);
    return "\n" +
           element("Ntry",
                   camt_amount(line.amount, statement) +
                       (line.reversal ? element("RvslInd", "true") : "") + element("Sts", status) +
                       element("BookgDt", element("Dt", text::format_date(line.booking_date))) +
                       element("ValDt", element("Dt", text::format_date(line.value_date))) +
                       element("AcctSvcrRef", line.entry_reference) +
                       element("BkTxCd", element("Prtry", element("Cd", line.code))) +
                       element("NtryDtls",
                               element("TxDtls",
                                       element("Refs", element("EndToEndId", end_to_end)) +
                                           element("RmtInf", element("Ustrd", line.text)))));
}

std::string camt_statement(Statement const& statement, unsigned version) {
    std::string out = element("Id", statement.id);
    if (statement.number) out += element("ElctrncSeqNb", std::to_string(*statement.number));
    out += element(
        "Acct",
        element("Id", element("IBAN", statement.account)) + element("Ccy", statement.asset));
    if (statement.opening)
        out += camt_balance("OPBD", *statement.opening, statement.from, statement);
    if (statement.closing) out += camt_balance("CLBD", *statement.closing, statement.to, statement);
    std::uint64_t const count = statement.lines.size();
    out += element("TxsSummry", element("TtlNtries", element("NbOfNtries", std::to_string(count))));
    for (auto const& line : statement.lines)
        out += camt_entry(line, statement, version);
    return "\n" + element("Stmt", out);
}

struct Totals {
    int128 sum = 0;
    std::size_t records = 0;
};

void bai2_account(std::string& out, Statement const& statement, Totals& group) {
    auto const number = [](SignedAmount amount) { return format_signed(amount, 0); };
    auto const opening = statement.opening.value_or(SignedAmount{});
    auto const closing = statement.closing.value_or(SignedAmount{});
    Totals account{opening.units() + closing.units(), 2};
    out += "03," + statement.account + "," + statement.asset + ",010," + number(opening) + ",,/\n";
    out += "88,015," + number(closing) + ",,/\n";
    for (auto const& line : statement.lines) {
        bool const debit = line.amount.is_negative();
        SignedAmount const size{debit ? -line.amount.units() : line.amount.units()};
        out += std::string{"16,"} + (debit ? "495," : "195,") + number(size) + ",V," +
               short_date(line.value_date) + ",," + line.entry_reference + "," +
               reference_of(line, ReferenceField::customer) + "," + line.text + "\n";
        account.sum += size.units();
        ++account.records;
    }
    ++account.records;
    out +=
        "49," + number(SignedAmount{account.sum}) + "," + std::to_string(account.records) + "/\n";
    group.sum += account.sum;
    group.records += account.records;
}

std::string mt940_balance(std::string const& tag,
                          SignedAmount amount,
                          Days date,
                          Statement const& statement) {
    return ":" + tag + ":" + (amount.is_negative() ? "D" : "C") + short_date(date) +
           statement.asset + with_comma(size_text(amount, statement.scale)) + "\r\n";
}

std::string mt940_entry(StatementLine const& line, Statement const& statement) {
    bool const debit = line.amount.is_negative();
    std::string mark = debit ? "D" : "C";
    if (line.reversal) mark = debit ? "RC" : "RD";
    auto const customer = reference_of(line, ReferenceField::customer);
    return ":61:" + short_date(line.value_date) + short_date(line.booking_date).substr(2) + mark +
           with_comma(size_text(line.amount, statement.scale)) + "NTRF" +
           (customer.empty() ? "NONREF" : customer) + "//" + line.entry_reference +
           "\r\n:86:" + line.text + "\r\n";
}

}  // namespace

std::string gzip(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib");
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    bool const good = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (!good) throw std::runtime_error("zlib");
    return out;
}

Statement sample_statement() {
    Statement statement;
    statement.id = "S-1";
    statement.account = "DE02120300000000202051";
    statement.asset = "EUR";
    statement.scale = 2;
    statement.number = 7;
    statement.from = statement.to = take_iso_date("2026-11-21").value;
    statement.opening = SignedAmount{10000};
    statement.closing = SignedAmount{8550};
    std::int64_t const amounts[] = {1234, -3000, 316};
    for (std::size_t i = 0; i < 3; ++i) {
        StatementLine line;
        line.entry_reference = "B" + std::to_string(i + 1);
        line.amount = SignedAmount{int128{amounts[i]}};
        line.booking_date = line.value_date = statement.from;
        line.code = "TRF";
        line.text = "INVOICE " + std::to_string(i + 1);
        line.references = {{ReferenceField::end_to_end, "E" + std::to_string(i + 1)},
                           {ReferenceField::customer, "C" + std::to_string(i + 1)}};
        statement.lines.push_back(line);
    }
    return statement;
}

std::string write_camt053(std::vector<Statement> const& statements, unsigned version) {
    std::string out =
        element("GrpHdr", element("MsgId", "M1") + element("CreDtTm", "2026-11-22T05:00:00+01:00"));
    for (auto const& statement : statements)
        out += camt_statement(statement, version);
    auto const number = (version < 10 ? "0" : "") + std::to_string(version);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document "
           "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001." +
           number + "\">" + element("BkToCstmrStmt", out) + "</Document>\n";
}

std::string write_bai2(std::vector<Statement> const& statements) {
    auto const day = short_date(statements.empty() ? 20'000 : statements.front().to);
    std::string out = "01,SENDER,RECEIVER," + day + ",0500,1,,,2/\n";
    out += "02,RECEIVER,BANK,1," + day + ",,,2/\n";
    Totals group{0, 2};
    for (auto const& statement : statements)
        bai2_account(out, statement, group);
    auto const total = format_signed(SignedAmount{group.sum}, 0);
    out += "98," + total + "," + std::to_string(statements.size()) + "," +
           std::to_string(group.records) + "/\n";
    return out + "99," + total + ",1," + std::to_string(group.records + 2) + "/\n";
}

std::string write_mt940(std::vector<Statement> const& statements, std::size_t per_page) {
    std::string out;
    for (auto const& statement : statements) {
        auto balance = statement.opening.value_or(SignedAmount{});
        std::size_t at = 0;
        for (std::size_t page = 1; page == 1 || at < statement.lines.size(); ++page) {
            out += "{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\r\n:20:" + statement.id +
                   "\r\n:25:" + statement.account +
                   "\r\n:28C:" + std::to_string(statement.number.value_or(1)) + "/" +
                   std::to_string(page) + "\r\n";
            out += mt940_balance(page == 1 ? "60F" : "60M", balance, statement.from, statement);
            auto const end = per_page == 0 ? statement.lines.size()
                                           : std::min(at + per_page, statement.lines.size());
            for (; at < end; ++at) {
                out += mt940_entry(statement.lines[at], statement);
                balance = *balance.checked_add(statement.lines[at].amount);
            }
            out += mt940_balance(at == statement.lines.size() ? "62F" : "62M",
                                 balance,
                                 statement.to,
                                 statement) +
                   "-}\r\n";
        }
    }
    return out;
}

std::string write_csv(Statement const& statement) {
    std::string out = "Ref;Booked;Value;Amount;\"Balance after\";Text;E2E\n";
    auto balance = statement.opening.value_or(SignedAmount{});
    for (auto const& line : statement.lines) {
        balance = *balance.checked_add(line.amount);
        out += line.entry_reference + ";" + text::format_date(line.booking_date) + ";" +
               text::format_date(line.value_date) + ";" +
               comma_for_point(format_signed(line.amount, statement.scale)) + ";" +
               comma_for_point(format_signed(balance, statement.scale)) + ";\"" + line.text +
               "; \"\"quoted\"\"\";" + reference_of(line, ReferenceField::end_to_end) + "\n";
    }
    return out;
}

std::string csv_mapping_for(Statement const& statement) {
    return "[file]\ndelimiter = \";\"\ndecimal = \",\"\n[statement]\nid = \"" + statement.id +
           "\"\naccount = \"" + statement.account + "\"\nasset = \"" + statement.asset +
           "\"\n[columns]\nentry = \"Ref\"\nbooking_date = \"Booked\"\nvalue_date = 3\namount = "
           "\"Amount\"\n"
           "balance = \"Balance after\"\ntext = [\"Text\"]\n[references]\nend_to_end = \"E2E\"\n";
}

}  // namespace tally::reconcile
