#include "tools/reconcile/decide/run_directory.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "projections/reconciliations/reconciliations.h"
#include "tools/cli/json_text.h"
#include "tools/json/names.h"
#include "tools/json/tape.h"
#include "tools/reconcile/run/results_directory.h"
#include "tools/reconcile/run/rules.h"
#include "tools/reconcile/sources/json_members.h"
#include "tools/text/number.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;

fs::path directory_of(fs::path const& place) {
    return place.filename() == "manifest.json" ? place.parent_path() : place;
}

Failure unreadable(std::string const& what) {
    return {FailureKind::integrity, what + " is not what a run writes"};
}

// A break as result.json has it.
struct Told {
    std::string id;
    std::string code;
    std::string amount;  // without its sign
    bool material = false;
    MoreOn more_on = MoreOn::statement;
};

std::string with_scale(uint128 units, std::uint8_t scale) {
    return text::format_units(units, scale);
}

// The sums of both sides, in the digits of the amounts themselves: all of one account have the same
// scale.
struct Totals {
    Amount statement;
    Amount record;
    std::uint8_t scale = 0;

    bool add(Told const& told) {
        auto const parsed = text::parse_decimal(told.amount);
        if (!parsed.ok()) return false;
        scale = parsed.value.scale;
        auto& side = told.more_on == MoreOn::record ? record : statement;
        auto const grown = side.checked_add(Amount{parsed.value.digits});
        if (grown) side = *grown;
        return grown.has_value();
    }
};

class ResultReader {
public:
    ResultReader(Hash32 const& run, Rules const& rules, json::Tape const& tape)
        : run_(run), rules_(rules), tape_(tape) {}

    Result<FoundRun> read() {
        FoundRun found;
        found.run = run_;
        JsonMembers result{tape_, 0};
        size_ = result.count("size");
        root_ = result.text("root", true);
        auto const* const list = result.find("accounts");
        if (!result.ok() || list == nullptr) return unreadable("result.json");
        auto at = tape_.index_of(*list) + 1;
        for (auto const& rules : rules_.accounts) {
            if (at >= list->next) return unreadable("result.json");
            TALLY_TRY(account, read_account(rules, at));
            found.accounts.push_back(std::move(account));
            at = tape_[at].next;
        }
        return found;
    }

private:
    Result<FoundAccount> read_account(AccountRules const& rules, std::size_t at) {
        JsonMembers account{tape_, at};
        TALLY_TRY(breaks, read_breaks_of(account));
        FoundAccount found;
        found.account = account.text("ledger", true);
        if (account.text("cut_off", false).empty()) return found;
        Totals totals;
        for (auto const& one : breaks) {
            found.breaks.push_back(one.id);
            if (!totals.add(one)) return unreadable("an amount of a break in result.json");
        }
        auto const matched = matched_of(account, "internal") + matched_of(account, "external");
        cli::JsonText json;
        json.begin_object().key("command").text("record_reconciliation");
        put_facts(json, rules, account, verdict_of(account.flag("incomplete"), breaks));
        json.key("matched").text(std::to_string(matched));
        put_breaks(json, breaks, totals);
        found.command = json.end_object().take();
        if (!account.ok()) return unreadable("result.json");
        return found;
    }

    Result<std::vector<Told>> read_breaks_of(JsonMembers& account) {
        auto const* const list = account.find("breaks");
        if (list == nullptr) return unreadable("result.json");
        std::vector<Told> breaks;
        for (auto at = tape_.index_of(*list) + 1; at < list->next; at = tape_[at].next) {
            JsonMembers one{tape_, at};
            std::string_view amount = one.text("amount", true);
            bool const less = amount.starts_with('-');
            if (less) amount.remove_prefix(1);
            breaks.push_back({std::string{one.text("id", true)},
                              std::string{one.text("code", true)},
                              std::string{amount},
                              one.flag("material"),
                              less ? MoreOn::record : MoreOn::statement});
            if (!one.ok()) return unreadable("a break in result.json");
        }
        return breaks;
    }

    std::uint64_t matched_of(JsonMembers& account, char const* side) {
        auto const* const node = account.find(side);
        if (node == nullptr) return 0;
        JsonMembers control{tape_, tape_.index_of(*node)};
        return control.count("matched");
    }

    static ReconciliationVerdict verdict_of(bool no_opinion, std::vector<Told> const& breaks) {
        using enum ReconciliationVerdict;
        if (no_opinion) return incomplete;
        bool const heavy = std::ranges::any_of(breaks, &Told::material);
        if (heavy) return material;
        return breaks.empty() ? clean : immaterial;
    }

    void put_facts(cli::JsonText& json,
                   AccountRules const& rules,
                   JsonMembers& account,
                   ReconciliationVerdict verdict) {
        json.key("run").text("0x" + to_hex(run_.span()));
        json.key("account").text(account.text("ledger", true));
        json.key("asset").text(account.text("asset", true));
        json.key("gains_by").text(json::word_for(json::gains_by_sides, rules.gains_by));
        json.key("verdict").text(json::word_for(json::verdicts, verdict));
        json.key("rules").text("0x" + to_hex(rules_.hash.span()));
        json.key("root").text("0x" + std::string{root_});
        json.key("size").text(std::to_string(size_));
        json.key("cut_off").text(account.text("cut_off", true));
    }

    // What is material goes first: it must be in the list if anything is.
    static void put_breaks(cli::JsonText& json, std::vector<Told>& breaks, Totals const& totals) {
        std::stable_partition(
            breaks.begin(), breaks.end(), [](Told const& one) { return one.material; });
        auto const material = std::ranges::count_if(breaks, &Told::material);
        json.key("break_count").number(breaks.size());
        json.key("material_count").number(static_cast<std::uint64_t>(material));
        json.key("more_on_statement").text(with_scale(totals.statement.units(), totals.scale));
        json.key("more_on_record").text(with_scale(totals.record.units(), totals.scale));
        breaks.resize(std::min(breaks.size(), Reconciliations::max_listed));
        json.key("breaks").begin_array();
        for (auto const& one : breaks) {
            json.begin_object().key("id").text(one.id).key("code").text(one.code);
            json.key("amount").text(one.amount);
            json.key("more_on").text(json::word_for(json::more_on_sides, one.more_on));
            if (one.material) json.key("material").boolean(true);
            json.end_object();
        }
        json.end_array();
    }

    Hash32 run_;
    Rules const& rules_;
    json::Tape const& tape_;
    std::uint64_t size_ = 0;
    std::string_view root_;
};

}  // namespace

Result<Hash32> run_of(fs::path const& place) {
    TALLY_TRY(text, input_text((directory_of(place) / "manifest.json").string()));
    return sha256_of_text(text);
}

Result<FoundRun> read_run(fs::path const& place) {
    auto const directory = directory_of(place);
    TALLY_TRY(run, run_of(place));
    TALLY_TRYV(read_manifest(directory));
    TALLY_TRYV(check_results(directory));
    TALLY_TRY(rules_text, input_text((directory / "rules.toml").string()));
    TALLY_TRY(rules, read_rules(rules_text, "rules.toml"));
    TALLY_TRY(text, input_text((directory / "result.json").string()));
    if (!text.empty() && text.back() == '\n') text.pop_back();
    json::Tape tape;
    if (!tape.parse(text)) return unreadable("result.json");
    return ResultReader{run, rules, tape}.read();
}

}  // namespace tally::reconcile
