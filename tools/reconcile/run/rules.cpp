#include "tools/reconcile/run/rules.h"

#include "journal/crypto/sha256.h"
#include "tools/text/number.h"
#include "tools/text/time.h"
#include "tools/text/toml_keys.h"

#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <span>
#include <type_traits>
#include <utility>

namespace tally::reconcile {

namespace {

template <class T>
struct Word {
    std::string_view name;
    T value;
};

constexpr Word<ReferenceField> statement_fields[] = {
    {"entry", ReferenceField::entry},
    {"servicer", ReferenceField::servicer},
    {"end_to_end", ReferenceField::end_to_end},
    {"instruction", ReferenceField::instruction},
    {"transaction", ReferenceField::transaction},
    {"uetr", ReferenceField::uetr},
    {"mandate", ReferenceField::mandate},
    {"cheque", ReferenceField::cheque},
    {"customer", ReferenceField::customer},
    {"batch", ReferenceField::batch},
    {"remittance", ReferenceField::remittance},
    {"counterparty", ReferenceField::counterparty},
    {"transfer", ReferenceField::transfer},
    {"other", ReferenceField::other},
};
constexpr Word<LedgerField> ledger_fields[] = {
    {"metadata", LedgerField::metadata},
    {"id", LedgerField::id},
    {"user_data_128", LedgerField::user_data_128},
    {"transaction", LedgerField::transaction},
};
constexpr Word<GainsBy> gains[] = {{"debit", GainsBy::debit}, {"credit", GainsBy::credit}};

template <class T>
std::optional<T> value_of(std::span<Word<T> const> words, std::string_view name) {
    for (auto const& word : words)
        if (word.name == name) return word.value;
    return std::nullopt;
}

template <class T>
std::string names_of(std::span<Word<T> const> words) {
    std::string names;
    for (auto const& word : words)
        names += (names.empty() ? "" : ", ") + std::string{word.name};
    return names;
}

class Reader {
public:
    Reader(std::string const& file, Rules& rules) : file_(file), rules_(rules) {}

    void read(toml::table const& root) {
        for (auto const& [key, node] : root) {
            if (key.str() == "name")
                text("name", node, rules_.name);
            else if (key.str() == "ignore")
                ignored(node);
            else if (key.str() == "account")
                accounts(node);
            else if (key.str() == "materiality")
                materiality(node);
            else
                wrong(node,
                      std::string{key.str()} +
                          " is no key: there are name, ignore, materiality and account");
        }
        if (mistakes_.empty() && rules_.accounts.empty())
            mistakes_ = file_ + ": names no account; write an [[account]] section";
        check_unique();
    }

    [[nodiscard]] std::string const& mistakes() const { return mistakes_; }

private:
    void wrong(std::uint64_t line, std::string const& what) {
        if (!mistakes_.empty()) mistakes_ += '\n';
        mistakes_ += file_ + ":" + std::to_string(line) + ": " + what;
    }

    void wrong(toml::node const& node, std::string const& what) {
        wrong(node.source().begin.line, what);
    }

    void text(std::string const& key, toml::node const& node, std::string& to) {
        auto const value = node.value_exact<std::string>();
        if (!value) return wrong(node, key + " is not a text in quotes");
        to = *value;
    }

    void amount(std::string const& key, toml::node const& node, std::string& to) {
        text(key, node, to);
        if (!text::parse_decimal(to).ok())
            wrong(node, key + " is not an amount like \"12.34\", in quotes");
    }

    void ignored(toml::node const& node) {
        auto const* const list = node.as_array();
        if (list == nullptr) return wrong(node, "ignore is not a list of accounts");
        for (auto const& one : *list)
            text("ignore", one, rules_.ignored.emplace_back());
    }

    void materiality(toml::node const& node) {
        auto const* const table = node.as_table();
        if (table == nullptr) return wrong(node, "materiality is not a table of assets");
        for (auto const& [asset, value] : *table) {
            auto& limit = rules_.materiality[std::string{asset.str()}];
            limit.line = value.source().begin.line;
            amount("materiality." + std::string{asset.str()}, value, limit.amount);
        }
    }

    void exclusions(toml::node const& node, AccountRules& to) {
        auto const* const list = node.as_array();
        if (list == nullptr) return wrong(node, "exclude is to be written [[account.exclude]]");
        for (auto const& one : *list) {
            if (auto const* const table = one.as_table())
                exclusion(*table, to.exclusions.emplace_back());
            else
                wrong(one, "exclude is to be written [[account.exclude]]");
        }
    }

    void exclusion(toml::table const& table, ExclusionRule& to) {
        std::string side;
        std::string up_to;
        for (auto const& [key, node] : table) {
            if (key.str() == "reason")
                text("reason", node, to.reason);
            else if (key.str() == "reference")
                text("reference", node, to.reference);
            else if (key.str() == "side")
                text("side", node, side);
            else if (key.str() == "up_to")
                amount("up_to", node, up_to);
            else
                wrong(node,
                      std::string{key.str()} +
                          " is no key of exclude: there are reason, side, reference and up_to");
        }
        to.reference = extract_reference(to.reference, {});
        to.record = side != "statement";
        to.statement = side != "record";
        if (!up_to.empty()) to.up_to = up_to;
        auto const line = table.source().begin.line;
        if (to.reason.empty()) wrong(line, "an exclusion's reason is missing");
        if (!side.empty() && side != "record" && side != "statement")
            wrong(line, "side is none of: record, statement");
        if (to.reference.empty() && !to.up_to)
            wrong(line, "exclude what? say reference or up_to, or both");
    }

    void accounts(toml::node const& node) {
        auto const* const list = node.as_array();
        if (list == nullptr) return wrong(node, "account is to be written [[account]]");
        for (auto const& one : *list) {
            if (auto const* const table = one.as_table())
                account(*table);
            else
                wrong(one, "account is to be written [[account]]");
        }
    }

    void account(toml::table const& table) {
        auto& rules = rules_.accounts.emplace_back();
        rules.line = table.source().begin.line;
        for (auto const& [key, node] : table)
            member(std::string{key.str()}, node, rules);
        if (rules.ledger == AccountId{}) wrong(rules.line, "the account's id, ledger, is missing");
        if (rules.statement.empty()) wrong(rules.line, "the account's name, statement, is missing");
        if (rules.asset.empty()) wrong(rules.line, "the account's asset is missing");
    }

    void member(std::string const& key, toml::node const& node, AccountRules& to) {
        if (key == "ledger") return ledger(node, to);
        if (key == "statement") return text(key, node, to.statement);
        if (key == "asset") return text(key, node, to.asset);
        if (key == "tolerance") return amount(key, node, to.tolerance);
        if (key == "materiality") return amount(key, node, to.materiality);
        if (key == "fee") return amount(key, node, to.fee);
        if (key == "reference_prefix") return text(key, node, to.reference_prefix);
        if (key == "window_days") return window(node, to);
        if (key == "since") return day(key, node, to.since);
        if (key == "cut_off") return day(key, node, to.cut_off);
        if (key == "statement_cut_off") return day(key, node, to.statement_cut_off);
        if (key == "finality") return finality(node, to);
        if (key == "exclude") return exclusions(node, to);
        if (key == "by_amount") return by_amount(node, to);
        if (key == "gains_by") return word(key, node, gains, to.gains_by);
        if (key == "ledger_references")
            return words(key, node, ledger_fields, to.ledger_references);
        if (key == "statement_references")
            return words(key, node, statement_fields, to.statement_references);
        wrong(node, key + " is no key of an account; docs/reconcile.md lists them");
    }

    void ledger(toml::node const& node, AccountRules& to) {
        std::string id;
        text("ledger", node, id);
        auto const parsed = text::parse_integer(id);
        if (!parsed.ok() || parsed.value == 0)
            return wrong(node, "ledger is not an account's id in quotes");
        to.ledger = AccountId{parsed.value};
    }

    void window(toml::node const& node, AccountRules& to) {
        auto const days = node.value_exact<std::int64_t>();
        if (!days || *days < 0 || *days > 366)
            return wrong(node, "window_days is not a number from 0 to 366");
        to.window = static_cast<Days>(*days);
    }

    void day(std::string const& key, toml::node const& node, Days& to) {
        std::string date;
        text(key, node, date);
        auto const day = text::parse_date(date);
        if (!day) return wrong(node, key + " is not a date like \"2026-12-01\", in quotes");
        to = *day;
    }

    void finality(toml::node const& node, AccountRules& to) {
        auto const blocks = node.value_exact<std::int64_t>();
        if (!blocks || *blocks < 0 || *blocks > 1'000'000)
            return wrong(node, "finality is not a number of blocks from 0 to 1000000");
        to.finality = static_cast<std::uint64_t>(*blocks);
    }

    void by_amount(toml::node const& node, AccountRules& to) {
        auto const value = node.value_exact<bool>();
        if (!value) return wrong(node, "by_amount is neither true nor false");
        to.by_amount = *value;
    }

    template <class T>
    void word(std::string const& key,
              toml::node const& node,
              std::type_identity_t<std::span<Word<T> const>> known,
              T& to) {
        std::string name;
        text(key, node, name);
        auto const value = value_of<T>(known, name);
        if (!value) return wrong(node, key + " is none of: " + names_of<T>(known));
        to = *value;
    }

    template <class T>
    void words(std::string const& key,
               toml::node const& node,
               std::type_identity_t<std::span<Word<T> const>> known,
               std::vector<T>& to) {
        auto const* const list = node.as_array();
        if (list == nullptr) return wrong(node, key + " is not a list");
        to.clear();
        for (auto const& one : *list)
            word(key, one, known, to.emplace_back());
    }

    void check_unique() {
        std::set<AccountId> ledgers;
        std::set<std::string> statements;
        for (auto const& account : rules_.accounts) {
            if (!ledgers.insert(account.ledger).second)
                wrong(account.line, "this account of the record has rules already");
            if (!statements.insert(account.statement).second)
                wrong(account.line, account.statement + " has rules already");
        }
    }

    std::string const& file_;
    Rules& rules_;
    std::string mistakes_;
};

bool is_word(char c) {
    auto const letter = static_cast<unsigned char>(c);
    return (letter < 0x80 && std::isalnum(letter) != 0) || c == '-' || c == '_' || c == '/';
}

}  // namespace

Result<Rules> read_rules(std::string const& text, std::string const& name) {
    Rules rules;
    rules.hash = sha256_of_text(text);
    if (auto const objection = text::toml_objection(text, name))
        return Failure{FailureKind::usage, *objection};
    try {
        auto const document = toml::parse(text, name);
        Reader reader{name, rules};
        reader.read(document);
        if (!reader.mistakes().empty()) return Failure{FailureKind::usage, reader.mistakes()};
    } catch (toml::parse_error const& error) {
        return Failure{FailureKind::usage,
                       name + ":" + std::to_string(error.source().begin.line) +
                           ": is not TOML: " + std::string{error.description()}};
    }
    return rules;
}

ExclusionRule const* excluded_by(AccountRules const& rules,
                                 std::string_view reference,
                                 SignedAmount amount,
                                 bool record) {
    for (auto const& rule : rules.exclusions) {
        bool const side = record ? rule.record : rule.statement;
        bool const small = !rule.units || amount.size().units() <= *rule.units;
        if (side && small && reference.starts_with(rule.reference)) return &rule;
    }
    return nullptr;
}

Result<void> scale_exclusions(AccountRules& rules, std::uint8_t scale) {
    for (auto& rule : rules.exclusions) {
        if (!rule.up_to) continue;
        auto const parsed = text::parse_units(*rule.up_to, scale);
        if (!parsed.ok())
            return Failure{FailureKind::usage,
                           "the rules' up_to " + *rule.up_to + " " +
                               std::string{text::describe(parsed.fault)}};
        rule.units = parsed.value;
    }
    return success();
}

std::string extract_reference(std::string_view text, std::string_view prefix) {
    if (!prefix.empty()) {
        auto const at = text.find(prefix);
        if (at == text.npos) return {};
        text.remove_prefix(at);
        auto const end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(prefix.size()),
                                      text.end(),
                                      [](char c) { return !is_word(c); });
        text = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    }
    std::string reference;
    for (char const c : text) {
        if (c == ' ' || c == '\t') continue;
        reference += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return reference;
}

}  // namespace tally::reconcile
