#include "tools/reconcile/run/account_run.h"

#include "tools/reconcile/run/break_list.h"
#include "tools/reconcile/run/record_items.h"
#include "tools/reconcile/run/statement_judge.h"
#include "tools/reconcile/run/statement_side.h"
#include "tools/text/number.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace tally::reconcile {

namespace {

using Indexes = std::vector<std::uint32_t>;

class Comparison {
public:
    Comparison(AccountRules const& rules, LedgerSide&& ledger, SeenBefore const& seen)
        : rules_(rules), ledger_(std::move(ledger)), seen_(seen) {}

    Result<AccountRun> run(std::vector<Statement const*> statements) {
        run_.scale = ledger_.scale;
        run_.statements = statements.size();
        TALLY_TRYV(scale_exclusions(rules_, ledger_.scale));
        TALLY_TRY(theirs, read_statements(rules_, ledger_.scale, std::move(statements)));
        theirs_ = std::move(theirs);
        TALLY_TRY(chosen, choose_items(rules_, std::move(ledger_), theirs_, run_));
        ours_ = std::move(chosen.compared);
        TALLY_TRYV(count_their_lines());
        TALLY_TRYV(lay_side_by_side());
        TALLY_TRYV(take_shadows());
        TALLY_TRYV(settle_write_offs(chosen.write_offs));
        settle_corrections();
        judge_statements(rules_, theirs_, chosen.left_aside, run_);
        finish_breaks(rules_, material_, seen_, run_);
        run_.texts.push_back(std::move(ledger_.texts));
        run_.texts.push_back(std::move(theirs_.texts));
        return std::move(run_);
    }

private:
    static Result<Amount> units(std::string const& text, std::uint8_t scale, char const* key) {
        auto const parsed = text::parse_units(text, scale);
        if (parsed.ok()) return Amount{parsed.value};
        return Failure{FailureKind::usage,
                       std::string{"the rules' "} + key + " " + text + " " +
                           std::string{text::describe(parsed.fault)}};
    }

    Result<void> count_their_lines() {
        auto& control = run_.external;
        for (auto const& item : theirs_.items) {
            TALLY_TRY(movements, sum(control.movements, item.amount));
            control.movements = movements;
        }
        TALLY_TRY(all, sum(control.movements, theirs_.left_aside));
        control.movements = all;
        run_.statement_exclusions = theirs_.exclusions;
        for (auto const& [why, excluded] : theirs_.exclusions)
            control.excluded += excluded.lines;
        control.lines = theirs_.items.size() + theirs_.shadows.size() + control.excluded;
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
            TALLY_TRYV(take_match(group.rule, group.internal, group.external, group.residual));
        }
        return take_findings();
    }

    // In the order of the statements' lines, and what is on our side only behind it.
    Result<void> take_findings() {
        auto const place = [&](Finding const& finding) {
            return finding.external.empty()
                       ? std::pair{true, ours_[finding.internal.front()].place}
                       : std::pair{false, theirs_.items[finding.external.front()].place};
        };
        auto const& missing = matched_.missing_internal;
        auto const& unseen = matched_.missing_external;
        // Exactly: there may be millions of them, and a vector that grows is there twice.
        run_.breaks.reserve(run_.breaks.size() + matched_.findings.size() + missing.size() +
                            unseen.size());
        auto lacking = missing.begin();
        auto alone = unseen.begin();
        auto const take_missing = [&](std::pair<bool, std::uint64_t> before) -> Result<void> {
            while (lacking != missing.end() &&
                   std::pair{false, theirs_.items[*lacking].place} < before) {
                TALLY_TRYV(add_break(BreakCode::missing_internal, {}, {*lacking++}));
            }
            while (alone != unseen.end() && std::pair{true, ours_[*alone].place} < before) {
                TALLY_TRYV(take_alone(*alone++));
            }
            return success();
        };
        for (auto const& finding : matched_.findings) {
            TALLY_TRYV(take_missing(place(finding)));
            TALLY_TRYV(take_finding(finding));
        }
        return take_missing({true, UINT64_MAX});
    }

    // A write-off matches nothing that a statement shows: it belongs to the break that it was made
    // for. One whose break is gone, because its line came after all, is a break itself.
    Result<void> settle_write_offs(std::vector<Item> const& write_offs) {
        Break balance;
        balance.code = BreakCode::balance;  // has no lines, and is none once it is written off
        for (auto const& item : write_offs) {
            auto const settled = ledger_.write_offs.at(item.place);
            if (id_of(rules_, balance) == settled) {
                settle(balance, item.place, MatchRule::written_off);
                continue;
            }
            auto const place = static_cast<std::uint32_t>(ours_.size());
            ours_.push_back(item);
            auto const at = std::ranges::find_if(run_.breaks, [&](Break const& one) {
                return one.code != BreakCode::timing && one.amount == item.amount &&
                       id_of(rules_, one) == settled;
            });
            if (at == run_.breaks.end()) {
                TALLY_TRYV(add_break(BreakCode::missing_external, {place}, {}));
                continue;
            }
            settle(*at, item.place, MatchRule::written_off);
            run_.breaks.erase(at);
        }
        return success();
    }

    // A correction that the statements do not show belongs to the break that it was made for: both
    // are breaks of opposite amounts, and neither is one any more.
    void settle_corrections() {
        for (auto const& [place, id] : ledger_.corrections) {
            Places const alone{place};
            auto const unseen = std::ranges::find_if(run_.breaks, [&](Break const& one) {
                return one.code == BreakCode::missing_external && one.internal == alone;
            });
            if (unseen == run_.breaks.end()) continue;
            auto const amount = -unseen->amount;
            auto const broken = std::ranges::find_if(run_.breaks, [&](Break const& one) {
                return one.code != BreakCode::timing && one.amount == amount &&
                       id_of(rules_, one) == id;
            });
            if (broken == run_.breaks.end()) continue;
            run_.net = run_.net.checked_sub(unseen->amount).value_or(SignedAmount{});
            run_.gross -= unseen->amount.size();
            --run_.internal.broken;
            settle(*broken, place, MatchRule::corrected);
            run_.breaks.erase(std::max(broken, unseen));  // the later one first
            run_.breaks.erase(std::min(broken, unseen));
        }
    }

    // Takes a break that the movement at `place` settles out of what is broken.
    void settle(Break& one, std::uint64_t place, MatchRule rule) {
        run_.net = run_.net.checked_sub(one.amount).value_or(SignedAmount{});
        run_.gross -= one.amount.size();
        auto const late = std::ranges::count_if(ours_, [&](Item const& item) {
            return item.date > run_.cut_off &&
                   std::ranges::find(one.internal, item.place) != one.internal.end();
        });
        auto const counted = one.internal.size() - static_cast<std::size_t>(late);
        run_.internal.broken -= counted;  // those after the cut-off are in no control
        run_.external.broken -= one.external.size();
        one.internal.push_back(place);
        run_.internal.matched += counted + 1;
        run_.external.matched += one.external.size();
        run_.matches.push_back({rule, {}, std::move(one.internal), std::move(one.external)});
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
        run_.matches.push_back({rule, residual, places(internal), lines(external)});
        return success();
    }

    // What the record has and no statement does. After the cut-off it is counted as excluded, and
    // the next period's.
    Result<void> take_alone(std::uint32_t ours) {
        if (is_late(ours)) return success();
        auto const reference = ours_[ours].reference;
        auto const shadow = reference.empty()
                                ? theirs_.shadows.end()
                                : std::ranges::find_if(theirs_.shadows, [&](Shadow const& one) {
                                      return one.line != nullptr && one.reference == reference;
                                  });
        if (shadow != theirs_.shadows.end()) return take_shadow(*shadow, {ours});
        return add_break(BreakCode::missing_external, {ours}, {});
    }

    Result<void> take_finding(Finding const& finding) {
        bool const only_late =
            finding.external.empty() &&
            std::ranges::all_of(finding.internal, [this](auto at) { return is_late(at); });
        if (only_late) return success();  // counted as excluded, and the next period's
        bool const is_fee = finding.code == BreakCode::amount && !fee_.is_zero() &&
                            finding.difference.size() == fee_;
        if (is_fee) return add_break(BreakCode::fee, finding.internal, finding.external);
        if (!is_alike(finding)) return add_break(finding.code, finding.internal, finding.external);
        bool const late = any_late(finding.internal);  // then they are not there twice by then
        TALLY_TRYV(
            add_break(late ? BreakCode::timing : finding.code, finding.internal, finding.external));
        run_.breaks.back().set_note(surplus_note(finding));
        return success();
    }

    // Duplicates among which the one that is too many is not pointed at.
    static bool is_alike(Finding const& finding) {
        bool const twice = finding.code == BreakCode::duplicate_internal ||
                           finding.code == BreakCode::duplicate_external;
        return twice && !finding.internal.empty() && !finding.external.empty();
    }

    static std::string surplus_note(Finding const& finding) {
        auto const ours = finding.internal.size();
        auto const theirs = finding.external.size();
        return "the record has " + std::to_string(ours) + " of these, the statement " +
               std::to_string(theirs) + ": nothing says which is too many";
    }

    // What the record has booked, and a statement has in a form that settles nothing.
    Result<void> take_shadow(Shadow& shadow, Indexes const& internal) {
        TALLY_TRYV(add_break(shadow.code, internal, {}));
        auto& added = run_.breaks.back();
        added.external = {shadow.line->entry_reference};
        added.set_note(shadow.note);
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
                run_.breaks.back().reference = theirs_.texts.add(shadow.reference);
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
        added.internal = places(internal);
        added.external = lines(external);
        for (auto const& suggestion : matched_.suggestions) {
            if (suggestion.external == external && internal.empty())
                added.set_suggestion(names_of(places(suggestion.internal)));
            if (suggestion.internal == internal && external.empty())
                added.set_suggestion(lines(suggestion.external));
        }
        return keep_break(run_, std::move(added));
    }

    static void note(Break& of, Item const& item) {
        if (item.date != 0) of.date = std::min(of.date, item.date);
        if (of.reference.empty()) of.reference = item.reference;
    }

    [[nodiscard]] Places places(Indexes const& internal) const {
        Places all;
        for (auto const at : internal)
            all.push_back(ours_[at].place);
        return sorted_places(std::move(all));
    }

    [[nodiscard]] std::vector<std::string> lines(Indexes const& external) const {
        std::vector<std::string> all;
        for (auto const at : external)
            all.push_back(theirs_.lines[at]->entry_reference);
        std::sort(all.begin(), all.end());
        return all;
    }

    AccountRules rules_;  // with its amounts at the asset's scale
    LedgerSide ledger_;   // but for its items, once they are chosen from
    SeenBefore const& seen_;
    StatementSide theirs_;
    std::vector<Item> ours_;
    Amount fee_;
    Amount material_;
    Matched matched_;
    AccountRun run_;
};

}  // namespace

Result<AccountRun> run_account(AccountRules const& rules,
                               LedgerSide&& ledger,
                               std::vector<Statement const*> statements,
                               SeenBefore const& seen) {
    return Comparison{rules, std::move(ledger), seen}.run(std::move(statements));
}

}  // namespace tally::reconcile
