#include "tools/reconcile/run/result.h"

#include "journal/crypto/text.h"
#include "tools/cli/json_text.h"
#include "tools/json/break_id.h"
#include "tools/reconcile/run/break_list.h"
#include "tools/reconcile/run/result_texts.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

namespace tally::reconcile {

namespace {

constexpr std::size_t piece_size = std::size_t{1} << 16U;
constexpr std::size_t breaks_shown = 1'000;  // of an account, to people

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

// `cut_off`: to which its age is counted; none: it has no age.
void put_break(cli::JsonText& json, Break const& one, std::uint8_t scale, Days cut_off) {
    json.begin_object()
        .key("id")
        .text(json::break_id_text(one.id))
        .key("code")
        .text(name_of(one.code));
    json.key("amount").text(signed_text(one.amount, scale));
    json.key("material").boolean(one.material);
    json.key("status").text(one.continuing ? "continuing" : "new");
    json.key("first_seen").text(date_text(one.first_seen)).key("date").text(date_text(one.date));
    json.key("age_days").number(age_of(one, cut_off));
    json.key("business_days").number(business_age_of(one, cut_off));
    if (!one.reference.empty()) json.key("reference").text(one.reference);
    put_list(json, "internal", names_of(one.internal));
    put_list(json, "external", one.external);
    if (!one.suggestion().empty()) put_list(json, "suggestion", one.suggestion());
    if (!one.note().empty()) json.key("note").text(one.note());
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
        put_break(json, one, 0, 0);
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

// The breaks of an account may be many: what is built of them goes on its way as it grows.
void put_breaks(cli::JsonText& json, AccountRun const& run, TextSink const& to) {
    json.key("breaks").begin_array();
    for (auto const& one : run.breaks) {
        put_break(json, one, run.scale, run.cut_off);
        if (json.view().size() >= piece_size) to(json.take_piece());
    }
    json.end_array();
}

void put_account(cli::JsonText& json,
                 AccountRules const& rules,
                 AccountRun const& run,
                 TextSink const& to) {
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
    put_breaks(json, run, to);
    json.end_object();
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

std::string break_text(Break const& one, std::uint8_t scale, Days cut_off) {
    auto text = "  " + json::break_id_text(one.id) + " " + std::string{name_of(one.code)} + " " +
                signed_text(one.amount, scale) + (one.continuing ? ", since " : ", new, from ") +
                date_text(one.continuing ? one.first_seen : one.date) + ", " +
                std::to_string(age_of(one, cut_off)) + " days";
    if (!one.reference.empty()) text += ", " + std::string{one.reference};
    if (!one.internal.empty()) text += ", record " + joined(names_of(one.internal));
    if (!one.external.empty()) text += ", statement " + joined(one.external);
    if (!one.suggestion().empty()) text += ", perhaps " + joined(one.suggestion());
    if (!one.note().empty()) text += ", " + std::string{one.note()};
    return text + (one.material ? "\n" : ", not material\n");
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
    auto const shown = std::min(run.breaks.size(), breaks_shown);
    for (auto const& one : std::span{run.breaks}.first(shown))
        text += break_text(one, run.scale, run.cut_off);
    if (shown != run.breaks.size())
        text += "  and " + std::to_string(run.breaks.size() - shown) +
                " more; -O csv, -O json and --out DIR tell all\n";
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

void result_json(Run const& run, TextSink const& to) {
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
        put_account(json, run.rules.accounts[i], run.accounts[i], to);
    json.end_array();
    put_books(json, run);
    put_weights(json, run);
    put_list(json, "ignored", run.ignored);
    json.key("cleared").begin_array();
    for (auto const id : run.cleared)
        json.text(json::break_id_text(id));
    json.end_array();
    to(json.end_object().take() + "\n");
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
        text += "books: " + json::break_id_text(one.id) + " " + std::string{name_of(one.code)} +
                " " + std::string{one.note()} + "\n";
    for (auto const& weight : weights_of(run))
        if (weight.material)
            text += "all breaks in " + weight.asset + " come to " +
                    text::format_units(weight.gross.units(), weight.scale) + ": material\n";
    for (auto const& account : run.ignored)
        text += "ignored, as the rules say: " + account + "\n";
    for (auto const& id : run.cleared)
        text += "cleared: " + json::break_id_text(id) + "\n";
    return text + "verdict: " + std::string{name_of(verdict_of(run))} + "\n";
}

}  // namespace tally::reconcile
