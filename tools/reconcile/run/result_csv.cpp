#include "tools/json/break_id.h"
#include "tools/reconcile/run/break_list.h"
#include "tools/reconcile/run/result.h"
#include "tools/reconcile/run/result_texts.h"
#include "tools/text/time.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::reconcile {

namespace {

constexpr std::string_view breaks_heading =
    "id,first_seen,status,code,material,account,asset,amount,reference,internal,external,date,"
    "age_days,business_days,suggestion,note\n";

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

}  // namespace

void breaks_csv(Run const& run, TextSink const& to) {
    to(breaks_heading);
    for (std::size_t i = 0; i < run.accounts.size(); ++i) {
        auto const& rules = run.rules.accounts[i];
        auto const cut_off = run.accounts[i].cut_off;
        for (auto const& one : run.accounts[i].breaks) {
            Row row;
            row.add(json::break_id_text(one.id)).add(date_text(one.first_seen));
            row.add(one.continuing ? "continuing" : "new").add(name_of(one.code));
            row.add(one.material ? "yes" : "no").add(rules.statement).add(rules.asset);
            row.number(signed_text(one.amount, run.accounts[i].scale)).add(one.reference);
            row.add(joined(names_of(one.internal))).add(joined(one.external));
            row.add(date_text(one.date));
            row.number(std::to_string(age_of(one, cut_off)));
            row.number(std::to_string(business_age_of(one, cut_off)));
            to(row.add(joined(one.suggestion())).add(one.note()).end());
        }
    }
    for (auto const& one : run.own) {
        Row row;
        row.add(json::break_id_text(one.id)).add(date_text(one.first_seen));
        row.add(one.continuing ? "continuing" : "new");
        row.add(name_of(one.code)).add("yes").add("").add("").add("0").add(one.reference);
        row.add("").add("").add(date_text(one.date)).add("0").add("0").add("");
        to(row.add(one.note()).end());
    }
}

void matches_csv(Run const& run, TextSink const& to) {
    to("account,asset,rule,residual,internal,external\n");
    for (std::size_t i = 0; i < run.accounts.size(); ++i) {
        auto const& rules = run.rules.accounts[i];
        for (auto const& one : run.accounts[i].matches) {
            Row row;
            row.add(rules.statement).add(rules.asset).add(name_of(one.rule));
            row.number(signed_text(one.residual, run.accounts[i].scale));
            to(row.add(joined(names_of(one.internal))).add(joined(one.external)).end());
        }
    }
}

void controls_csv(Run const& run, TextSink const& to) {
    to("account,asset,side,lines,matched,broken,excluded,opening,movements,closing\n");
    for (std::size_t i = 0; i < run.accounts.size(); ++i) {
        auto const& rules = run.rules.accounts[i];
        auto const& account = run.accounts[i];
        to(control_row(rules, "record", account.internal, account.scale));
        to(control_row(rules, "statement", account.external, account.scale));
    }
}

Result<SeenBefore> read_breaks(std::string const& csv, std::string const& name) {
    if (!csv.starts_with(breaks_heading))
        return Failure{FailureKind::usage,
                       name + " is not the breaks.csv of an earlier run of this version"};
    std::vector<SeenBreak> seen;
    std::string_view rest = csv;
    rest.remove_prefix(breaks_heading.size());
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        auto const comma = line.find(',');
        auto const day =
            comma == line.npos ? std::nullopt : text::parse_date(line.substr(comma + 1, 10));
        auto const id = json::parse_break_id(line.substr(0, std::min(comma, line.size())));
        if (!day || !id)
            return Failure{FailureKind::usage, name + ": a line does not begin with id and date"};
        seen.push_back({*id, *day});
    }
    return SeenBefore{std::move(seen)};
}

}  // namespace tally::reconcile
