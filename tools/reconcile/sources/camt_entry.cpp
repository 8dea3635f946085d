#include "tools/reconcile/sources/camt_entry.h"

#include <optional>
#include <utility>
#include <vector>

namespace tally::reconcile {

namespace {

// Amounts of camt have no sign; CdtDbtInd says the side.
constexpr NumberStyle camt_numbers{'.', '\0', false, false};

struct ReferencePath {
    std::string_view path;
    ReferenceField field;
};

constexpr ReferencePath reference_paths[] = {
    {"Refs/AcctSvcrRef", ReferenceField::servicer},
    {"Refs/EndToEndId", ReferenceField::end_to_end},
    {"Refs/InstrId", ReferenceField::instruction},
    {"Refs/TxId", ReferenceField::transaction},
    {"Refs/UETR", ReferenceField::uetr},
    {"Refs/MndtId", ReferenceField::mandate},
    {"Refs/ChqNb", ReferenceField::cheque},
    {"Refs/PmtInfId", ReferenceField::batch},
    {"Refs/MsgId", ReferenceField::batch},
    {"Refs/Prtry/Ref", ReferenceField::other},
    {"Refs/ClrSysRef", ReferenceField::other},
    {"RmtInf/Strd/CdtrRefInf/Ref", ReferenceField::remittance},
};

struct Wrong {
    std::string field;
    std::string text;
};

void take_details(XmlNode const& details, bool credit, StatementLine& line) {
    for (auto const& one : reference_paths)
        add_reference(line, one.field, details.text_at(one.path));
    // Up to version 7 the name is the party's, later it is one level deeper.
    auto const* const parties = details.find("RltdPties");
    std::string_view const other = credit ? "Dbtr" : "Cdtr";
    auto const* const party = parties == nullptr ? nullptr : parties->find(other);
    if (party != nullptr) {
        add_reference(line, ReferenceField::counterparty, party->text_at("Nm"));
        add_reference(line, ReferenceField::counterparty, party->text_at("Pty/Nm"));
    }
    auto const* const remittance = details.find("RmtInf");
    if (remittance == nullptr) return;
    for (auto const& child : remittance->children) {
        if (child.name != "Ustrd") continue;
        line.text.append(line.text.empty() ? "" : " ").append(trimmed(child.text));
    }
}

std::vector<XmlNode const*> details_of(XmlNode const& entry) {
    std::vector<XmlNode const*> all;
    for (auto const& child : entry.children) {
        if (child.name != "NtryDtls") continue;
        for (auto const& details : child.children) {
            if (details.name == "TxDtls") all.push_back(&details);
        }
    }
    return all;
}

std::string code_of(XmlNode const& entry) {
    auto const* const code = entry.find("BkTxCd");
    if (code == nullptr) return {};
    std::string out{code->text_at("Domn/Cd")};
    if (out.empty()) return std::string{code->text_at("Prtry/Cd")};
    out.append("-").append(code->text_at("Domn/Fmly/Cd"));
    return out.append("-").append(code->text_at("Domn/Fmly/SubFmlyCd"));
}

std::optional<LineStatus> status_of(XmlNode const& entry) {
    auto status = entry.text_at("Sts/Cd");  // from version 7 on
    if (status.empty()) status = entry.text_at("Sts");
    if (status == "BOOK") return LineStatus::booked;
    if (status == "PDNG" || status == "FUTR") return LineStatus::pending;
    if (status == "INFO") return LineStatus::information;
    return std::nullopt;
}

// What an entry and all its transactions have in common.
std::optional<Wrong> take_common(XmlNode const& entry,
                                 Statement const& statement,
                                 StatementLine& line) {
    line.position = entry.position;
    auto const* const amount = entry.find("Amt");
    if (amount == nullptr) return Wrong{"Ntry/Amt", "is missing"};
    auto const taken = take_camt_amount(*amount, entry.text_at("CdtDbtInd"), statement);
    if (!taken.ok()) return Wrong{"Ntry/Amt", taken.fault};
    line.amount = taken.value;
    auto const status = status_of(entry);
    if (!status) return Wrong{"Ntry/Sts", "is none of BOOK, PDNG, FUTR, INFO"};
    line.status = *status;
    auto const booked = take_camt_date(entry, "BookgDt");
    if (!booked.ok()) return Wrong{"Ntry/BookgDt", booked.fault};
    auto const value = take_camt_date(entry, "ValDt");
    if (!value.ok()) return Wrong{"Ntry/ValDt", value.fault};
    line.booking_date = booked.value;
    line.value_date = value.value;
    auto const reversal = entry.text_at("RvslInd");
    if (!reversal.empty() && reversal != "true" && reversal != "false" && reversal != "1" &&
        reversal != "0") {
        return Wrong{"Ntry/RvslInd", "is neither true nor false"};
    }
    line.reversal = reversal == "true" || reversal == "1";
    line.code = code_of(entry);
    line.entry_reference = entry.text_at("AcctSvcrRef");
    if (line.entry_reference.empty()) line.entry_reference = entry.text_at("NtryRef");
    add_reference(line, ReferenceField::servicer, entry.text_at("AcctSvcrRef"));
    add_reference(line, ReferenceField::entry, entry.text_at("NtryRef"));
    return std::nullopt;
}

// The amount of one transaction in the account's currency, where it is told.
std::optional<SignedAmount> amount_of(XmlNode const& details,
                                      std::string_view entry_side,
                                      Statement const& statement) {
    auto const* amount = details.find("Amt");
    if (amount == nullptr) amount = details.find("AmtDtls/TxAmt/Amt");
    if (amount == nullptr) return std::nullopt;
    auto const own = details.text_at("CdtDbtInd");
    auto const taken = take_camt_amount(*amount, own.empty() ? entry_side : own, statement);
    return taken.ok() ? std::optional{taken.value} : std::nullopt;
}

// A line for each transaction, if there are several and they come to the entry's amount.
std::vector<StatementLine> split(std::vector<XmlNode const*> const& details,
                                 std::string_view side,
                                 StatementLine const& whole,
                                 Statement const& statement) {
    std::vector<StatementLine> parts;
    std::optional<SignedAmount> sum = SignedAmount{};
    auto const batch = whole.entry_reference.empty()
                           ? "batch-" + std::to_string(statement.lines.size() + 1)
                           : whole.entry_reference;
    for (auto const* const one : details) {
        auto const amount = amount_of(*one, side, statement);
        if (sum && amount) sum = sum->checked_add(*amount);
        if (!sum || !amount) return {};
        auto line = whole;
        line.position = one->position;
        line.amount = *amount;
        line.batch_reference = batch;
        if (!line.entry_reference.empty()) {
            line.entry_reference += "/" + std::to_string(parts.size() + 1);
        }
        take_details(*one, !amount->is_negative(), line);
        parts.push_back(std::move(line));
    }
    if (parts.size() < 2 || *sum != whole.amount) return {};
    return parts;
}

void count(CamtTotals& totals, SignedAmount amount, bool debit) {
    auto& sum = debit ? totals.debit_sum : totals.credit_sum;
    ++(debit ? totals.debits : totals.credits);
    auto const grown = sum.checked_add(debit ? -amount : amount);
    totals.complete = totals.complete && grown.has_value();
    if (grown) sum = *grown;
}

void add_text(XmlNode const& entry, StatementLine& line) {
    if (line.text.empty()) line.text = entry.text_at("AddtlNtryInf");
}

}  // namespace

Taken<SignedAmount> take_camt_amount(XmlNode const& amount,
                                     std::string_view side,
                                     Statement const& statement) {
    auto const currency = amount.attribute("Ccy");
    if (!currency.empty() && currency != statement.asset) {
        return faulty<SignedAmount>(currency, "is not the account's currency, " + statement.asset);
    }
    if (side != "CRDT" && side != "DBIT") {
        return faulty<SignedAmount>(side, "in CdtDbtInd is neither CRDT nor DBIT");
    }
    auto taken = take_amount(trimmed(amount.text), statement.scale, camt_numbers);
    if (side == "DBIT") taken.value = -taken.value;
    return taken;
}

Taken<Days> take_camt_date(XmlNode const& node, std::string_view path) {
    auto const* const date = node.find(path);
    if (date == nullptr) return {};
    auto const day = date->text_at("Dt");
    if (!day.empty()) return take_iso_date(day.substr(0, 10));
    auto const moment = date->text_at("DtTm");
    if (!moment.empty()) return take_iso_date(moment.substr(0, 10));
    return faulty<Days>("", "has neither Dt nor DtTm");
}

void take_camt_entry(XmlNode const& entry,
                     Statement& statement,
                     CamtTotals& totals,
                     SourceReading& reading) {
    StatementLine line;
    if (auto const wrong = take_common(entry, statement, line)) {
        totals.complete = false;
        return reading.leave_out(statement, entry.position, wrong->field, wrong->text);
    }
    auto const side = entry.text_at("CdtDbtInd");
    count(totals, line.amount, side == "DBIT");
    auto const details = details_of(entry);
    auto parts = split(details, side, line, statement);
    if (parts.empty()) {
        for (auto const* const one : details)
            take_details(*one, side == "CRDT", line);
        parts.push_back(std::move(line));
    }
    for (auto& part : parts) {
        add_text(entry, part);
        statement.lines.push_back(std::move(part));
    }
}

}  // namespace tally::reconcile
