#include "tools/reconcile/run/account_run.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "tools/reconcile/run/statement_side.h"
#include "tools/text/number.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace tally::reconcile {

namespace {

using Indexes = std::vector<std::uint32_t>;

std::string name_of_place(std::uint64_t place) {
    return std::to_string(place / postings_of_an_entry) + "." +
           std::to_string(place % postings_of_an_entry);
}

// Days from `from` to `to` that are neither Saturday nor Sunday. 1970-01-01 was a Thursday.
std::uint64_t business_days(Days from, Days to) {
    std::uint64_t count = 0;
    std::uint64_t const whole = to > from ? (to - from) / 7 : 0;
    for (auto day = from + whole * 7; day < to; ++day) {
        auto const weekday = (day + 3) % 7;  // 0 is Monday
        if (weekday < 5) ++count;
    }
    return count + whole * 5;
}

class Comparison {
public:
    Comparison(AccountRules const& rules, LedgerSide const& ledger, SeenBefore const& seen)
        : given_(rules), ledger_(ledger), seen_(seen) {}

    Result<AccountRun> run(std::vector<Statement const*> statements) {
        run_.scale = ledger_.scale;
        run_.statements = statements.size();
        TALLY_TRYV(scale_exclusions(rules_, ledger_.scale));
        TALLY_TRY(theirs, read_statements(rules_, ledger_.scale, std::move(statements)));
        theirs_ = std::move(theirs);
        TALLY_TRYV(choose_items());
        TALLY_TRYV(lay_side_by_side());
        TALLY_TRYV(take_shadows());
        TALLY_TRYV(settle_write_offs());
        judge_statements();
        finish_breaks();
        return std::move(run_);
    }

private:
    static Result<SignedAmount> sum(SignedAmount to, SignedAmount more) {
        auto const total = to.checked_add(more);
        if (total) return *total;
        return Failure{FailureKind::usage, "amounts add up to more than 127 bits count"};
    }

    static Result<Amount> units(std::string const& text, std::uint8_t scale, char const* key) {
        auto const parsed = text::parse_units(text, scale);
        if (parsed.ok()) return Amount{parsed.value};
        return Failure{FailureKind::usage,
                       std::string{"the rules' "} + key + " " + text + " " +
                           std::string{text::describe(parsed.fault)}};
    }

    // What of the record the statements can be about: from the first day to a window after the
    // last.
    Result<void> choose_items() {
        run_.since = rules_.since != 0 ? rules_.since : theirs_.from;
        run_.cut_off = rules_.cut_off != 0 ? rules_.cut_off : theirs_.to;
        if (theirs_.balance_only && run_.cut_off == 0)  // at no time: after all that is booked
            for (auto const& item : ledger_.items)
                run_.cut_off = std::max(run_.cut_off, item.date);
        run_.statement_cut_off =
            rules_.statement_cut_off != 0 ? rules_.statement_cut_off : theirs_.to;
        for (auto const& item : ledger_.items) {
            ++run_.internal.lines;
            bool const before = item.date < run_.since;
            if (before || item.date > run_.cut_off)
                leave_aside(item, before ? "before since" : "after the cut-off");
            if (before) {
                TALLY_TRY(opening, sum(run_.internal.opening, item.amount));
                run_.internal.opening = opening;
            } else if (item.date <= run_.cut_off) {
                TALLY_TRY(movements, sum(run_.internal.movements, item.amount));
                run_.internal.movements = movements;
                TALLY_TRYV(choose(item));
            } else if (item.date - run_.cut_off <= rules_.window) {
                ours_.push_back(item);  // may be what a line of the statement is about already
            }
        }
        TALLY_TRY(closing, sum(run_.internal.opening, run_.internal.movements));
        run_.internal.closing = closing;
        for (auto const& item : theirs_.items) {
            TALLY_TRY(movements, sum(run_.external.movements, item.amount));
            run_.external.movements = movements;
        }
        TALLY_TRY(all, sum(run_.external.movements, theirs_.left_aside));
        run_.external.movements = all;
        run_.statement_exclusions = theirs_.exclusions;
        for (auto const& [why, excluded] : theirs_.exclusions)
            run_.external.excluded += excluded.lines;
        run_.external.lines =
            theirs_.items.size() + theirs_.shadows.size() + run_.external.excluded;
        return success();
    }

    Excluded& leave_aside(Item const& item, std::string const& why) {
        auto& excluded = run_.record_exclusions[why];
        ++excluded.lines;
        ++run_.internal.excluded;
        // Of what lies outside the period nobody wants a list.
        if (why != "before since" && why != "after the cut-off")
            excluded.names.push_back(name_of_place(item.place));
        return excluded;
    }

    // A movement of the period: to be compared, or left aside although it is in the balance.
    Result<void> choose(Item const& item) {
        if (ledger_.write_offs.contains(item.place)) {
            write_offs_.push_back(item);
            return success();
        }
        auto const* const rule = excluded_by(rules_, item.reference, item.amount, true);
        if (rule == nullptr && !theirs_.balance_only) {
            ours_.push_back(item);
            return success();
        }
        auto& excluded =
            leave_aside(item, rule != nullptr ? rule->reason : "the statements have balances only");
        TALLY_TRY(amount, sum(excluded.amount, item.amount));
        excluded.amount = amount;
        if (rule == nullptr) return success();
        TALLY_TRY(aside, sum(left_aside_, item.amount));
        left_aside_ = aside;
        return success();
    }

    Result<void> lay_side_by_side() {
        TALLY_TRY(tolerance, units(rules_.tolerance, ledger_.scale, "tolerance"));
        TALLY_TRY(fee, units(rules_.fee, ledger_.scale, "fee"));
        fee_ = fee;
        TALLY_TRY(material, units(rules_.materiality, ledger_.scale, "materiality"));
        material_ = material;
        Terms const terms{tolerance, rules_.window, rules_.by_amount, true};
        matched_ = match(ours_, theirs_.items, terms);
        for (auto const& pair : matched_.pairs) {
            TALLY_TRYV(take_match(pair.rule, {pair.internal}, {pair.external}, pair.residual));
        }
        for (auto const& group : matched_.groups) {
            TALLY_TRYV(take_match(
                MatchRule::reference_group, group.internal, group.external, group.residual));
        }
        for (auto const& finding : matched_.findings) {
            TALLY_TRYV(take_finding(finding));
        }
        return success();
    }

    // A write-off matches nothing that a statement shows: it belongs to the break that it was made
    // for. One whose break is gone, because its line came after all, is a break itself.
    Result<void> settle_write_offs() {
        Break balance;
        balance.code = BreakCode::balance;  // has no lines, and is none once it is written off
        for (auto const& item : write_offs_) {
            if (id_of(balance) == ledger_.write_offs.at(item.place)) {
                settle(balance, item);
                continue;
            }
            auto const place = static_cast<std::uint32_t>(ours_.size());
            ours_.push_back(item);
            auto const at = std::ranges::find_if(run_.breaks, [&](Break const& one) {
                return one.code != BreakCode::timing && one.amount == item.amount &&
                       id_of(one) == ledger_.write_offs.at(item.place);
            });
            if (at == run_.breaks.end()) {
                TALLY_TRYV(add_break(BreakCode::missing_external, {place}, {}));
                continue;
            }
            settle(*at, item);
            run_.breaks.erase(at);
        }
        return success();
    }

    void settle(Break& one, Item const& write_off) {
        run_.net = run_.net.checked_sub(one.amount).value_or(SignedAmount{});
        run_.gross -= one.amount.size();
        auto const late = std::ranges::count_if(ours_, [&](Item const& item) {
            return item.date > run_.cut_off &&
                   std::ranges::find(one.internal, name_of_place(item.place)) != one.internal.end();
        });
        auto const counted = one.internal.size() - static_cast<std::size_t>(late);
        run_.internal.broken -= counted;  // those after the cut-off are in no control
        run_.external.broken -= one.external.size();
        one.internal.push_back(name_of_place(write_off.place));
        run_.internal.matched += counted + 1;
        run_.external.matched += one.external.size();
        run_.matches.push_back(
            {MatchRule::written_off, {}, std::move(one.internal), std::move(one.external)});
        one.internal.clear();
    }

    [[nodiscard]] bool is_late(std::uint32_t ours) const { return ours_[ours].date > run_.cut_off; }

    [[nodiscard]] bool any_late(Indexes const& internal) const {
        return std::ranges::any_of(internal, [this](auto at) { return is_late(at); });
    }

    // A match across the cut-off is one of timing: the books will show it, in the next period.
    Result<void> take_match(MatchRule rule,
                            Indexes const& internal,
                            Indexes const& external,
                            SignedAmount residual) {
        if (any_late(internal)) return add_break(BreakCode::timing, internal, external);
        run_.internal.matched += internal.size();
        run_.external.matched += external.size();
        TALLY_TRY(residuals, sum(run_.residuals, residual));
        run_.residuals = residuals;
        run_.matches.push_back({rule, residual, names(internal), lines(external)});
        return success();
    }

    Result<void> take_finding(Finding const& finding) {
        bool const only_late =
            finding.external.empty() &&
            std::ranges::all_of(finding.internal, [this](auto at) { return is_late(at); });
        if (only_late) return success();  // counted as excluded, and the next period's
        if (finding.code == BreakCode::missing_external && finding.internal.size() == 1 &&
            !ours_[finding.internal[0]].reference.empty()) {
            auto const reference = ours_[finding.internal[0]].reference;
            auto const shadow = std::ranges::find_if(theirs_.shadows, [&](Shadow const& one) {
                return one.line != nullptr && one.reference == reference;
            });
            if (shadow != theirs_.shadows.end()) return take_shadow(*shadow, finding.internal);
        }
        bool const is_fee = finding.code == BreakCode::amount && !fee_.is_zero() &&
                            finding.difference.size() == fee_;
        return add_break(
            is_fee ? BreakCode::fee : finding.code, finding.internal, finding.external);
    }

    // What the record has booked, and a statement has in a form that settles nothing.
    Result<void> take_shadow(Shadow& shadow, Indexes const& internal) {
        TALLY_TRYV(add_break(shadow.code, internal, {}));
        auto& added = run_.breaks.back();
        added.external = {shadow.line->entry_reference};
        added.note = shadow.note;
        ++run_.external.broken;
        shadow.line = nullptr;
        return success();
    }

    // Shadows of nothing: an amount in another asset is a break, what a chain has not settled is
    // as it should be, and only counted.
    Result<void> take_shadows() {
        for (auto& shadow : theirs_.shadows) {
            if (shadow.line == nullptr) continue;
            if (shadow.code == BreakCode::asset) {
                TALLY_TRYV(take_shadow(shadow, {}));
                run_.breaks.back().reference = shadow.reference;
                continue;
            }
            auto const why = shadow.code == BreakCode::reorg    ? "orphaned"
                             : shadow.code == BreakCode::timing ? "after the statements' cut-off"
                                                                : "not final";
            auto& excluded = run_.statement_exclusions[why];
            ++excluded.lines;
            ++run_.external.excluded;
            excluded.names.push_back(shadow.line->entry_reference);
        }
        return success();
    }

    Result<void> add_break(BreakCode code, Indexes const& internal, Indexes const& external) {
        Break added;
        added.code = code;
        added.date = run_.cut_off;
        for (auto const at : external) {
            TALLY_TRY(amount, sum(added.amount, theirs_.items[at].amount));
            added.amount = amount;
            note(added, theirs_.items[at]);
            ++run_.external.broken;
        }
        for (auto const at : internal) {
            note(added, ours_[at]);
            if (is_late(at)) continue;
            TALLY_TRY(amount, sum(added.amount, -ours_[at].amount));
            added.amount = amount;
            ++run_.internal.broken;
        }
        added.internal = names(internal);
        added.external = lines(external);
        for (auto const& suggestion : matched_.suggestions) {
            if (suggestion.external == external && internal.empty())
                added.suggestion = names(suggestion.internal);
            if (suggestion.internal == internal && external.empty())
                added.suggestion = lines(suggestion.external);
        }
        return keep(std::move(added));
    }

    static void note(Break& of, Item const& item) {
        if (item.date != 0) of.date = std::min(of.date, item.date);
        if (of.reference.empty()) of.reference = item.reference;
    }

    [[nodiscard]] std::vector<std::string> names(Indexes const& internal) const {
        std::vector<std::string> all;
        for (auto const at : internal)
            all.push_back(name_of_place(ours_[at].place));
        std::sort(all.begin(), all.end());
        return all;
    }

    [[nodiscard]] std::vector<std::string> lines(Indexes const& external) const {
        std::vector<std::string> all;
        for (auto const at : external)
            all.push_back(theirs_.lines[at]->entry_reference);
        std::sort(all.begin(), all.end());
        return all;
    }

    Result<void> keep(Break&& added) {
        TALLY_TRY(net, sum(run_.net, added.amount));
        run_.net = net;
        auto const gross = run_.gross.checked_add(added.amount.size());
        if (!gross) return Failure{FailureKind::usage, "breaks add up to more than 128 bits count"};
        run_.gross = *gross;
        run_.breaks.push_back(std::move(added));
        return success();
    }

    // What the statements say of themselves: gaps, sums and balances.
    void judge_statements() {
        auto& control = run_.external;
        control.told = theirs_.closing && (theirs_.opening || theirs_.balance_only);
        control.opening = theirs_.opening.value_or(SignedAmount{});
        control.closing = theirs_.closing.value_or(SignedAmount{});
        for (auto const& gap : theirs_.gaps) {
            incomplete("there is something missing between the statements " + gap.before + " and " +
                       gap.after);
            Break added;
            added.code = BreakCode::statement_gap;
            added.external = {gap.before, gap.after};
            added.amount = gap.amount.value_or(SignedAmount{});
            added.date = gap.date;
            run_.breaks.push_back(std::move(added));
        }
        if (theirs_.left_out != 0)
            incomplete(std::to_string(theirs_.left_out) + " lines could not be read");
        if (run_.statements == 0) incomplete("no statement of " + rules_.statement + " was given");
        if (theirs_.orphaned) judge_orphaned();
        if (run_.statements != 0 && theirs_.items.empty() && theirs_.shadows.empty() &&
            !theirs_.balance_only)
            incomplete("the statements of " + rules_.statement + " have no booked line");
        judge_balances();
    }

    // Two balances of one height: one of the blocks is no longer in the chain.
    void judge_orphaned() {
        incomplete("there are balances at two blocks of the same height: one was orphaned");
        Break added;
        added.code = BreakCode::reorg;
        added.date = run_.cut_off;
        added.note = "balances at two blocks of the same height";
        run_.breaks.push_back(std::move(added));
    }

    // closing - closing = (opening - opening) + residuals + breaks; what is then left is a break.
    void judge_balances() {
        if (!run_.external.told) return;
        auto const ours = run_.internal.closing.checked_add(run_.residuals);
        auto explained = ours ? ours->checked_add(run_.net) : std::nullopt;
        // What one side leaves aside on purpose is in its balance, and in no break.
        if (explained) explained = explained->checked_add(theirs_.left_aside);
        if (explained) explained = explained->checked_sub(left_aside_);
        auto const off = explained ? run_.external.closing.checked_sub(*explained) : std::nullopt;
        if (off && off->is_zero()) return;
        Break added;
        added.code = off ? BreakCode::balance : BreakCode::unclassified;
        added.amount = off.value_or(SignedAmount{});
        added.date = run_.cut_off;
        static_cast<void>(keep(std::move(added)));
    }

    void incomplete(std::string why) {
        run_.incomplete = true;
        run_.why.push_back(std::move(why));
    }

    void finish_breaks() {
        for (auto& one : run_.breaks) {
            one.id = id_of(one);
            auto const seen = seen_.find(one.id);
            one.continuing = seen != seen_.end();
            one.first_seen = one.continuing ? seen->second : run_.cut_off;
            one.age = run_.cut_off > one.date ? run_.cut_off - one.date : 0;
            one.business_age = business_days(one.date, run_.cut_off);
            one.material =
                one.amount.is_zero() || one.amount.size() >= material_;  // no amount: never small
        }
    }

    [[nodiscard]] std::string id_of(Break const& one) const {
        std::string text;
        auto const add = [&text](std::string_view part) {
            text += std::to_string(part.size()) + ":";
            text += part;
        };
        add(rules_.statement);
        add(rules_.asset);
        add(name_of(one.code));
        add(std::to_string(one.internal.size()));
        for (auto const& name : one.internal)
            add(name);
        for (auto const& name : one.external)
            add(name);
        auto const hash = sha256_of_text(text);
        return to_hex(hash.span().first(8));
    }

    AccountRules const& given_;
    AccountRules rules_{given_};  // with its amounts at the asset's scale
    SignedAmount left_aside_;     // of ours, by the rules for exclusion
    LedgerSide const& ledger_;
    SeenBefore const& seen_;
    StatementSide theirs_;
    std::vector<Item> ours_;
    std::vector<Item> write_offs_;  // of ours, those that the record says settle a break
    Amount fee_;
    Amount material_;
    Matched matched_;
    AccountRun run_;
};

}  // namespace

Result<AccountRun> run_account(AccountRules const& rules,
                               LedgerSide const& ledger,
                               std::vector<Statement const*> statements,
                               SeenBefore const& seen) {
    return Comparison{rules, ledger, seen}.run(std::move(statements));
}

}  // namespace tally::reconcile
