#include "tools/reconcile/run/result.h"

#include "journal/crypto/text.h"
#include "tools/cli/json_text.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

namespace tally::reconcile {

namespace {

constexpr std::string_view breaks_heading =
    "id,first_seen,status,code,material,account,asset,amount,reference,internal,external,date,"
    "age_days,business_days,suggestion,note\n";

std::string date_text(Days days) {
    return days == 0 ? std::string{} : text::format_date(days);
}

std::string joined(std::span<std::string const> parts) {
    std::string all;
    for (auto const& part : parts)
        all += (all.empty() ? "" : " ") + part;
    return all;
}

// RFC 4180; what a spreadsheet would take for a formula gets a quote before it.
std::string cell(std::string_view value) {
    std::string text;
    bool const formula = !value.empty() && (value[0] == '=' || value[0] == '@' ||
                                            value[0] == '\t' || value[0] == '\r');
    if (formula) text += '\'';
    text += value;
    if (text.find_first_of(",\"\r\n") == text.npos) return text;
    std::string quoted = "\"";
    for (char const c : text)
        quoted += c == '"' ? std::string{"\"\""} : std::string(1, c);
    return quoted + '"';
}

class Row {
public:
    Row& add(std::string_view value) {
        if (!line_.empty() || started_) line_ += ',';
        started_ = true;
        line_ += cell(value);
        return *this;
    }

    // A signed number: begins with a minus and is no formula.
    Row& number(std::string_view value) {
        if (started_) line_ += ',';
        started_ = true;
        line_ += value;
        return *this;
    }

    [[nodiscard]] std::string end() { return line_ + "\n"; }

private:
    std::string line_;
    bool started_ = false;
};

void put_list(cli::JsonText& json, char const* key, std::span<std::string const> values) {
    json.key(key).begin_array();
    for (auto const& value : values)
        json.text(value);
    json.end_array();
}

void put_control(cli::JsonText& json, char const* key, Control const& one, std::uint8_t scale) {
    json.key(key).begin_object();
    json.key("lines").number(one.lines).key("matched").number(one.matched);
    json.key("broken").number(one.broken).key("excluded").number(one.excluded);
    json.key("movements").text(signed_text(one.movements, scale));
    if (one.told) {
        json.key("opening").text(signed_text(one.opening, scale));
        json.key("closing").text(signed_text(one.closing, scale));
    } else {
        json.key("opening").null().key("closing").null();
    }
    json.end_object();
}

void put_break(cli::JsonText& json, Break const& one, std::uint8_t scale) {
    json.begin_object().key("id").text(one.id).key("code").text(name_of(one.code));
    json.key("amount").text(signed_text(one.amount, scale));
    json.key("material").boolean(one.material);
    json.key("status").text(one.continuing ? "continuing" : "new");
    json.key("first_seen").text(date_text(one.first_seen)).key("date").text(date_text(one.date));
    json.key("age_days").number(one.age).key("business_days").number(one.business_age);
    if (!one.reference.empty()) json.key("reference").text(one.reference);
    put_list(json, "internal", one.internal);
    put_list(json, "external", one.external);
    if (!one.suggestion.empty()) put_list(json, "suggestion", one.suggestion);
    if (!one.note.empty()) json.key("note").text(one.note);
    json.end_object();
}

void put_exclusions(cli::JsonText& json,
                    char const* key,
                    Exclusions const& exclusions,
                    std::uint8_t scale) {
    json.key(key).begin_array();
    for (auto const& [reason, excluded] : exclusions) {
        json.begin_object().key("reason").text(reason).key("lines").number(excluded.lines);
        json.key("amount").text(signed_text(excluded.amount, scale));
        put_list(json, "names", excluded.names);
        json.end_object();
    }
    json.end_array();
}

void put_books(cli::JsonText& json, Run const& run) {
    json.key("books").begin_object();
    put_list(json, "why", run.own_incomplete);
    json.key("breaks").begin_array();
    for (auto const& one : run.own)
        put_break(json, one, 0);
    json.end_array().end_object();
}

void put_weights(cli::JsonText& json, Run const& run) {
    json.key("gross").begin_array();
    for (auto const& weight : weights_of(run)) {
        json.begin_object().key("asset").text(weight.asset);
        json.key("amount").text(text::format_units(weight.gross.units(), weight.scale));
        json.key("material").boolean(weight.material).end_object();
    }
    json.end_array();
}

void put_account(cli::JsonText& json, AccountRules const& rules, AccountRun const& run) {
    json.begin_object().key("account").text(rules.statement);
    json.key("ledger").text(text::format_integer(rules.ledger.value));
    json.key("asset").text(rules.asset).key("statements").number(run.statements);
    json.key("since").text(date_text(run.since)).key("cut_off").text(date_text(run.cut_off));
    json.key("statement_cut_off").text(date_text(run.statement_cut_off));
    put_control(json, "internal", run.internal, run.scale);
    put_control(json, "external", run.external, run.scale);
    put_exclusions(json, "excluded_record", run.record_exclusions, run.scale);
    put_exclusions(json, "excluded_statement", run.statement_exclusions, run.scale);
    json.key("tolerance").text(rules.tolerance).key("materiality").text(rules.materiality);
    json.key("residuals").text(signed_text(run.residuals, run.scale));
    json.key("net").text(signed_text(run.net, run.scale));
    json.key("gross").text(text::format_units(run.gross.units(), run.scale));
    json.key("incomplete").boolean(run.incomplete);
    put_list(json, "why", run.why);
    json.key("breaks").begin_array();
    for (auto const& one : run.breaks)
        put_break(json, one, run.scale);
    json.end_array().end_object();
}

void put_sources(cli::JsonText& json, Run const& run) {
    json.key("sources").begin_array();
    for (auto const& source : run.sources) {
        json.begin_object().key("file").text(source.file).key("hash").text(source.hash);
        json.key("format").text(source.format).key("lines").number(source.lines);
        if (!source.left_out.empty()) put_list(json, "left_out", source.left_out);
        json.end_object();
    }
    json.end_array();
}

std::string control_row(AccountRules const& rules,
                        char const* side,
                        Control const& one,
                        std::uint8_t scale) {
    Row row;
    row.add(rules.statement).add(rules.asset).add(side);
    for (auto const count : {one.lines, one.matched, one.broken, one.excluded})
        row.number(std::to_string(count));
    row.number(one.told ? signed_text(one.opening, scale) : "");
    row.number(signed_text(one.movements, scale));
    row.number(one.told ? signed_text(one.closing, scale) : "");
    return row.end();
}

std::string exclusions_text(char const* side, Exclusions const& exclusions, std::uint8_t scale) {
    std::string text;
    for (auto const& [reason, excluded] : exclusions) {
        text += std::string{"  excluded of the "} + side + ": " + std::to_string(excluded.lines) +
                " lines, " + reason;
        if (!excluded.amount.is_zero()) text += ", " + signed_text(excluded.amount, scale);
        text += "\n";
    }
    return text;
}

// Whatever was left out of a source may have been a statement that no account shows to be missing.
bool left_out_anything(Run const& run) {
    return std::ranges::any_of(run.sources,
                               [](SourceFile const& source) { return !source.left_out.empty(); });
}

std::string summary_of(AccountRules const& rules, AccountRun const& run) {
    auto const side = [&](char const* name, Control const& one) {
        auto const balance = [&](SignedAmount amount) {
            return one.told ? signed_text(amount, run.scale) : std::string{"not told"};
        };
        return std::string{"  "} + name + ": opening " + balance(one.opening) + ", movements " +
               signed_text(one.movements, run.scale) + ", closing " + balance(one.closing) + "; " +
               std::to_string(one.lines) + " lines = " + std::to_string(one.matched) +
               " matched + " + std::to_string(one.broken) + " broken + " +
               std::to_string(one.excluded) + " excluded\n";
    };
    auto text = rules.statement + " (" + rules.asset + ", account " +
                text::format_integer(rules.ledger.value) + "), " + date_text(run.since) + " to " +
                date_text(run.cut_off) + "\n";
    text += side("record   ", run.internal) + side("statement", run.external);
    text += "  residuals " + signed_text(run.residuals, run.scale) + " within " + rules.tolerance +
            ", breaks net " + signed_text(run.net, run.scale) + ", gross " +
            text::format_units(run.gross.units(), run.scale) + ", material from " +
            rules.materiality + "\n";
    text += exclusions_text("record", run.record_exclusions, run.scale);
    text += exclusions_text("statement", run.statement_exclusions, run.scale);
    for (auto const& why : run.why)
        text += "  no opinion: " + why + "\n";
    for (auto const& one : run.breaks) {
        text += "  " + one.id + " " + std::string{name_of(one.code)} + " " +
                signed_text(one.amount, run.scale) +
                (one.continuing ? ", since " : ", new, from ") +
                date_text(one.continuing ? one.first_seen : one.date) + ", " +
                std::to_string(one.age) + " days";
        if (!one.reference.empty()) text += ", " + one.reference;
        if (!one.internal.empty()) text += ", record " + joined(one.internal);
        if (!one.external.empty()) text += ", statement " + joined(one.external);
        if (!one.suggestion.empty()) text += ", perhaps " + joined(one.suggestion);
        if (!one.note.empty()) text += ", " + one.note;
        text += one.material ? "\n" : ", not material\n";
    }
    return text;
}

}  // namespace

std::string signed_text(SignedAmount amount, std::uint8_t scale) {
    return (amount.is_negative() ? "-" : "") + text::format_units(amount.size().units(), scale);
}

Verdict verdict_of(Run const& run) {
    if (!run.own.empty()) return Verdict::integrity;
    if (!run.own_incomplete.empty() || left_out_anything(run)) return Verdict::incomplete;
    auto verdict = Verdict::clean;
    for (auto const& weight : weights_of(run))
        if (weight.material) verdict = Verdict::material;
    for (auto const& account : run.accounts) {
        if (account.incomplete) return Verdict::incomplete;
        for (auto const& one : account.breaks) {
            if (one.material) verdict = Verdict::material;
            if (verdict == Verdict::clean) verdict = Verdict::immaterial;
        }
    }
    return verdict;
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::clean:
            return "clean";
        case Verdict::material:
            return "breaks";
        case Verdict::immaterial:
            return "breaks below materiality";
        case Verdict::integrity:
            return "the books are wrong";
        case Verdict::incomplete:
            break;
    }
    return "no opinion";
}

std::vector<Weight> weights_of(Run const& run) {
    std::map<std::string, Weight> weights;
    for (std::size_t i = 0; i < run.accounts.size(); ++i) {
        auto const& account = run.accounts[i];
        auto const& asset = run.rules.accounts[i].asset;
        auto& weight =
            weights.try_emplace(asset, Weight{asset, account.scale, {}, false}).first->second;
        // More than can be counted is more than any limit.
        weight.gross = weight.gross.checked_add(account.gross).value_or(Amount{uint128_max});
    }
    std::vector<Weight> all;
    for (auto& [asset, weight] : weights) {
        auto const told = run.rules.materiality.find(asset);
        auto const most =
            told == run.rules.materiality.end()
                ? std::optional<uint128>{}
                : std::optional{text::parse_units(told->second.amount, weight.scale).value};
        weight.material = most && weight.gross.units() != 0 && weight.gross.units() >= *most;
        all.push_back(std::move(weight));
    }
    return all;
}

std::string result_json(Run const& run) {
    cli::JsonText json;
    json.begin_object().key("origin").text(run.origin).key("size").number(run.size);
    json.key("root").text(to_hex(run.root.span()));
    json.key("rules").begin_object().key("name").text(run.rules.name);
    json.key("hash").text(to_hex(run.rules.hash.span())).end_object();
    put_sources(json, run);
    if (!run.previous.empty()) json.key("previous").text(run.previous);
    json.key("verdict").text(name_of(verdict_of(run)));
    json.key("accounts").begin_array();
    for (std::size_t i = 0; i < run.accounts.size(); ++i)
        put_account(json, run.rules.accounts[i], run.accounts[i]);
    json.end_array();
    put_books(json, run);
    put_weights(json, run);
    put_list(json, "ignored", run.ignored);
    put_list(json, "cleared", run.cleared);
    return json.end_object().take() + "\n";
}

std::string breaks_csv(Run const& run) {
    std::string text{breaks_heading};
    for (std::size_t i = 0; i < run.accounts.size(); ++i) {
        auto const& rules = run.rules.accounts[i];
        for (auto const& one : run.accounts[i].breaks) {
            Row row;
            row.add(one.id).add(date_text(one.first_seen));
            row.add(one.continuing ? "continuing" : "new").add(name_of(one.code));
            row.add(one.material ? "yes" : "no").add(rules.statement).add(rules.asset);
            row.number(signed_text(one.amount, run.accounts[i].scale)).add(one.reference);
            row.add(joined(one.internal)).add(joined(one.external)).add(date_text(one.date));
            row.number(std::to_string(one.age)).number(std::to_string(one.business_age));
            text += row.add(joined(one.suggestion)).add(one.note).end();
        }
    }
    for (auto const& one : run.own) {
        Row row;
        row.add(one.id).add(date_text(one.first_seen)).add(one.continuing ? "continuing" : "new");
        row.add(name_of(one.code)).add("yes").add("").add("").add("0").add(one.reference);
        row.add("").add("").add(date_text(one.date)).add("0").add("0").add("");
        text += row.add(one.note).end();
    }
    return text;
}

std::string matches_csv(Run const& run) {
    std::string text = "account,asset,rule,residual,internal,external\n";
    for (std::size_t i = 0; i < run.accounts.size(); ++i) {
        auto const& rules = run.rules.accounts[i];
        for (auto const& one : run.accounts[i].matches) {
            Row row;
            row.add(rules.statement).add(rules.asset).add(name_of(one.rule));
            row.number(signed_text(one.residual, run.accounts[i].scale));
            text += row.add(joined(one.internal)).add(joined(one.external)).end();
        }
    }
    return text;
}

std::string controls_csv(Run const& run) {
    std::string text =
        "account,asset,side,lines,matched,broken,excluded,opening,movements,closing\n";
    for (std::size_t i = 0; i < run.accounts.size(); ++i) {
        auto const& rules = run.rules.accounts[i];
        auto const& account = run.accounts[i];
        text += control_row(rules, "record", account.internal, account.scale);
        text += control_row(rules, "statement", account.external, account.scale);
    }
    return text;
}

std::string summary_text(Run const& run) {
    std::string text = run.origin + ", " + std::to_string(run.size) + " entries, root " +
                       to_hex(run.root.span()) + "\n";
    for (auto const& source : run.sources)
        for (auto const& what : source.left_out)
            text += "left out: " + what + "\n";
    for (std::size_t i = 0; i < run.accounts.size(); ++i)
        text += summary_of(run.rules.accounts[i], run.accounts[i]);
    for (auto const& why : run.own_incomplete)
        text += "books: no opinion: " + why + "\n";
    for (auto const& one : run.own)
        text += "books: " + one.id + " " + std::string{name_of(one.code)} + " " + one.note + "\n";
    for (auto const& weight : weights_of(run))
        if (weight.material)
            text += "all breaks in " + weight.asset + " come to " +
                    text::format_units(weight.gross.units(), weight.scale) + ": material\n";
    for (auto const& account : run.ignored)
        text += "ignored, as the rules say: " + account + "\n";
    for (auto const& id : run.cleared)
        text += "cleared: " + id + "\n";
    return text + "verdict: " + std::string{name_of(verdict_of(run))} + "\n";
}

Result<SeenBefore> read_breaks(std::string const& csv, std::string const& name) {
    if (!csv.starts_with(breaks_heading))
        return Failure{FailureKind::usage,
                       name + " is not the breaks.csv of an earlier run of this version"};
    SeenBefore seen;
    std::string_view rest = csv;
    rest.remove_prefix(breaks_heading.size());
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        auto const comma = line.find(',');
        auto const day =
            comma == line.npos ? std::nullopt : text::parse_date(line.substr(comma + 1, 10));
        if (!day || comma != 16)
            return Failure{FailureKind::usage, name + ": a line does not begin with id and date"};
        seen.emplace(line.substr(0, comma), *day);
    }
    return seen;
}

}  // namespace tally::reconcile
