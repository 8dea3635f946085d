#include "tools/reconcile/sources/camt_entry.h"
#include "tools/reconcile/sources/parsers.h"
#include "tools/reconcile/sources/xml_reader.h"

#include <optional>
#include <utility>

// camt.053, ISO 20022 "Bank to customer statement", versions 001.02 to 001.13. What changed between
// them and matters here: where the status and the parties' names are.
namespace tally::reconcile {

namespace {

constexpr std::string_view wanted = "camt.053.001.";

class CamtReader {
public:
    CamtReader(ByteInput& input, SourceReading& reading) : xml_(input), reading_(reading) {}

    void read() {
        if (!begin_root()) return;
        while (true) {
            switch (xml_.next()) {
                case XmlEvent::start:
                    if (!element()) return tell_fault();
                    break;
                case XmlEvent::end:
                    break;
                case XmlEvent::done:
                    return;
                case XmlEvent::fault:
                    return tell_fault();
            }
        }
    }

private:
    void tell_fault() {
        reading_.mistake(xml_.position(), "", xml_.fault(), LeftOut::rest_of_file);
    }

    bool begin_root() {
        if (xml_.next() != XmlEvent::start) {
            tell_fault();
            return false;
        }
        auto const& root = xml_.element();
        for (auto const& one : root.attributes) {
            bool const is_namespace = one.name == "xmlns" || one.name.starts_with("xmlns:");
            if (is_namespace && one.value.find(wanted) != std::string::npos) return true;
        }
        auto const told = root.attribute("xmlns");
        reading_.mistake(root.position,
                         root.name,
                         "is no camt.053 but " +
                             (told.empty() ? "XML of another kind"
                                           : "\"" + std::string{told.substr(0, 80)} + "\"") +
                             "; ask the bank for its statements as camt.053",
                         LeftOut::rest_of_file);
        return false;
    }

    bool element() {
        auto const& name = xml_.element().name;
        if (name == "BkToCstmrStmt") return true;
        if (name == "Stmt") return statement();
        XmlNode node;
        bool const header = name == "GrpHdr";
        if (!xml_.read_tree(node)) return false;
        if (header) header_ = std::move(node);
        return true;
    }

    bool statement() {
        statement_ = Statement{};
        statement_.source = "camt053";
        began_ = xml_.position();
        totals_ = CamtTotals{};
        summary_.reset();
        usable_ = true;
        page_.clear();
        last_page_ = true;
        take_page(header_, "MsgPgntn");
        while (true) {
            auto const event = xml_.next();
            if (event == XmlEvent::end) break;
            if (event != XmlEvent::start) return false;
            XmlNode node;
            if (!xml_.read_tree(node)) return false;
            if (usable_) take(node);
        }
        if (!usable_) return true;
        if (statement_.asset.empty()) {
            spoil({began_, {}}, "Acct/Ccy", "is missing, and there is no balance to tell it");
            return true;
        }
        if (summary_) check_summary(*summary_);
        statement_.id += page_;
        if (usable_) reading_.finish(std::move(statement_), began_);
        return true;
    }

    struct Where {
        FilePosition position;
        std::string_view name;
    };

    void spoil(Where where, std::string_view field, std::string text) {
        usable_ = false;
        reading_.mistake(where.position, field, std::move(text), LeftOut::statement);
    }

    void take(XmlNode const& node) {
        Where const where{node.position, node.name};
        if (node.name == "Id") {
            statement_.id = trimmed(node.text);
        } else if (node.name == "Acct") {
            take_account(node);
        } else if (node.name == "StmtPgntn") {
            page_.clear();
            last_page_ = true;
            take_page(node, "");
        } else if (node.name == "ElctrncSeqNb" || (node.name == "LglSeqNb" && !statement_.number)) {
            auto const number = take_count(trimmed(node.text));
            if (!number.ok()) return spoil(where, node.name, number.fault);
            statement_.number = number.value;
        } else if (node.name == "CreDtTm") {
            auto const made = take_moment(trimmed(node.text));
            if (!made.ok()) return spoil(where, "CreDtTm", made.fault);
            statement_.made = made.value;
        } else if (node.name == "FrToDt") {
            take_range(node);
        } else if (node.name == "Bal") {
            take_balance(node);
        } else if (node.name == "TxsSummry") {
            summary_ = node;
        } else if (node.name == "Ntry") {
            take_entry(node);
        }
    }

    void take_page(XmlNode const& node, std::string_view path) {
        auto const* const page = path.empty() ? &node : node.find(path);
        if (page == nullptr) return;
        auto const number = page->text_at("PgNb");
        last_page_ = page->text_at("LastPgInd") != "false";
        if (number == "1" && last_page_) return;
        page_ = "/page-" + std::string{number};
    }

    void take_account(XmlNode const& node) {
        auto account = node.text_at("Id/IBAN");
        if (account.empty()) account = node.text_at("Id/Othr/Id");
        statement_.account = account;
        auto const currency = node.text_at("Ccy");
        if (!currency.empty()) take_currency(node, currency);
    }

    bool take_currency(XmlNode const& node, std::string_view currency) {
        if (!statement_.asset.empty()) return true;
        statement_.asset = currency;
        usable_ = reading_.take_scale(node.position, node.name + "/Ccy", statement_);
        return usable_;
    }

    void take_range(XmlNode const& node) {
        auto const day = [&](std::string_view path) {
            auto const text = node.text_at(path);
            if (text.empty()) return Taken<Days>{};
            return take_iso_date(text.substr(0, 10));
        };
        auto const from = day("FrDtTm");
        auto const to = day("ToDtTm");
        if (!from.ok()) return spoil({node.position, {}}, "FrToDt/FrDtTm", from.fault);
        if (!to.ok()) return spoil({node.position, {}}, "FrToDt/ToDtTm", to.fault);
        statement_.from = from.value;
        statement_.to = to.value;
    }

    // Only booked balances: what is available or expected proves nothing about the entries.
    void take_balance(XmlNode const& node) {
        auto const code = node.text_at("Tp/CdOrPrtry/Cd");
        bool const opens = code == "OPBD" || code == "PRCD" ||
                           (code == "ITBD" && !statement_.opening && !page_.empty());
        bool const closes = code == "CLBD" || (code == "ITBD" && !opens && !last_page_);
        if (!opens && !closes) return;
        auto const* const amount = node.find("Amt");
        if (amount == nullptr) return spoil({node.position, {}}, "Bal/Amt", "is missing");
        if (!take_currency(node, amount->attribute("Ccy"))) return;
        auto const taken = take_camt_amount(*amount, node.text_at("CdtDbtInd"), statement_);
        auto const date = take_camt_date(node, "Dt");
        if (!taken.ok()) return spoil({node.position, {}}, "Bal/Amt", taken.fault);
        if (!date.ok()) return spoil({node.position, {}}, "Bal/Dt", date.fault);
        auto& balance = opens ? statement_.opening : statement_.closing;
        if (balance && *balance != taken.value) {
            return spoil({node.position, {}},
                         "Bal",
                         std::string{code} +
                             " differs from another opening or closing balance of this statement");
        }
        balance = taken.value;
        if (closes && statement_.to == 0) statement_.to = date.value;
        if (code == "OPBD" && statement_.from == 0) statement_.from = date.value;
    }

    void take_entry(XmlNode const& node) {
        auto const* const amount = node.find("Amt");
        if (statement_.asset.empty() && amount != nullptr &&
            !take_currency(node, amount->attribute("Ccy")))
            return;
        take_camt_entry(node, statement_, totals_, reading_);
    }

    void check_count(XmlNode const& node, std::string const& path, std::uint64_t count) {
        auto const told = node.text_at(path);
        if (told.empty() || told == std::to_string(count)) return;
        spoil({node.position, {}},
              "TxsSummry/" + path,
              "says " + std::string{told} + ", but there are " + std::to_string(count) +
                  " entries; get the statement again");
    }

    void check_sum(XmlNode const& node, std::string const& path, std::optional<SignedAmount> sum) {
        auto const told = node.text_at(path);
        if (told.empty() || !sum) return;
        auto const taken = take_amount(told, statement_.scale);
        if (taken.ok() && taken.value == *sum) return;
        spoil({node.position, {}},
              "TxsSummry/" + path,
              "says " + std::string{told.substr(0, 60)} + ", but the entries come to " +
                  format_signed(*sum, statement_.scale) + "; get the statement again");
    }

    void check_summary(XmlNode const& node) {
        if (!totals_.complete) return;
        check_count(node, "TtlNtries/NbOfNtries", totals_.credits + totals_.debits);
        check_count(node, "TtlCdtNtries/NbOfNtries", totals_.credits);
        check_count(node, "TtlDbtNtries/NbOfNtries", totals_.debits);
        check_sum(node, "TtlNtries/Sum", totals_.credit_sum.checked_add(totals_.debit_sum));
        check_sum(node, "TtlCdtNtries/Sum", totals_.credit_sum);
        check_sum(node, "TtlDbtNtries/Sum", totals_.debit_sum);
    }

    XmlReader xml_;
    SourceReading& reading_;
    XmlNode header_;
    Statement statement_;
    CamtTotals totals_;
    std::optional<XmlNode> summary_;
    FilePosition began_;
    std::string page_;
    bool last_page_ = true;
    bool usable_ = true;
};

}  // namespace

void read_camt053(ByteInput& input, SourceReading& reading) {
    CamtReader{input, reading}.read();
}

}  // namespace tally::reconcile
