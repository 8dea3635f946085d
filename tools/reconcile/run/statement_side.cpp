#include "tools/reconcile/run/statement_side.h"

#include "tools/look/movement.h"
#include "tools/reconcile/sources/fields.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace tally::reconcile {

namespace {

Days date_of(StatementLine const& line) {
    return line.value_date != 0 ? line.value_date : line.booking_date;
}

std::string reference_of(StatementLine const& line, AccountRules const& rules) {
    for (auto const field : rules.statement_references) {
        for (auto const& reference : line.references) {
            if (reference.field != field) continue;
            auto text = extract_reference(reference.text, rules.reference_prefix);
            if (!text.empty()) return text;
        }
    }
    // A prefix is good enough to find the reference in free text; a whole text is none.
    return rules.reference_prefix.empty() ? std::string{}
                                          : extract_reference(line.text, rules.reference_prefix);
}

class Joined {
public:
    Joined(AccountRules const& rules, std::uint8_t scale, StatementSide& side)
        : rules_(rules), scale_(scale), side_(side) {}

    Result<void> add(Statement const& statement) {
        bool const foreign = statement.asset != rules_.asset || statement.scale != scale_;
        if (foreign) {
            add_foreign(statement);
            return success();
        }
        for (auto const& line : statement.lines) {
            TALLY_TRYV(add_line(statement, line));
        }
        side_.left_out += statement.left_out;
        note_days(statement);
        close(statement);
        return success();
    }

private:
    // Amounts in another asset, or counted otherwise, are neither added nor compared.
    void add_foreign(Statement const& statement) {
        for (auto const& line : statement.lines)
            side_.shadows.push_back(
                {BreakCode::asset,
                 &line,
                 reference_of(line, rules_),
                 "the statement has " + format_signed(line.amount, statement.scale) + " " +
                     statement.asset + " with " + std::to_string(statement.scale) + " digits"});
    }

    // What a line can only be the shadow of; nothing if it simply counts.
    [[nodiscard]] std::optional<BreakCode> shadow_code(Statement const& statement,
                                                       StatementLine const& line) const {
        if (line.status == LineStatus::orphaned) return BreakCode::reorg;
        if (line.status == LineStatus::unconfirmed) return BreakCode::unconfirmed;
        bool const young = rules_.finality != 0 && line.block && statement.block &&
                           *line.block + rules_.finality > statement.block->number;
        if (young) return BreakCode::unconfirmed;
        bool const late = rules_.statement_cut_off != 0 && date_of(line) > rules_.statement_cut_off;
        return late && line.status == LineStatus::booked ? std::optional{BreakCode::timing}
                                                         : std::nullopt;
    }

    [[nodiscard]] Result<void> leave_aside(StatementLine const& line, std::string const& why) {
        auto& excluded = side_.exclusions[why];
        ++excluded.lines;
        excluded.names.push_back(line.entry_reference);
        if (line.status != LineStatus::booked) return success();
        TALLY_TRYV(add_aside(line));
        // A part of what add_aside() could add up.
        excluded.amount = excluded.amount.checked_add(line.amount).value_or(excluded.amount);
        return success();
    }

    // Counts a line that is in the balances and not in the comparison.
    [[nodiscard]] Result<void> add_aside(StatementLine const& line) {
        auto const all = side_.left_aside.checked_add(line.amount);
        if (!all) return Failure{FailureKind::usage, "amounts add up to more than 127 bits count"};
        side_.left_aside = *all;
        return success();
    }

    [[nodiscard]] Result<bool> is_known(Statement const& statement, StatementLine const& line) {
        auto const [known, fresh] = by_name_.try_emplace(
            std::pair{std::string_view{statement.id}, std::string_view{line.entry_reference}},
            &line);
        if (fresh) return false;
        bool const same =
            known->second->amount == line.amount && date_of(*known->second) == date_of(line);
        if (same) return true;
        return Failure{FailureKind::usage,
                       "statement " + statement.id + ": line " + line.entry_reference +
                           " is there twice, with different amounts or days; find out which "
                           "file is right"};
    }

    Result<void> add_line(Statement const& statement, StatementLine const& line) {
        TALLY_TRY(known, is_known(statement, line));
        if (known) {
            ++side_.exclusions["given twice"].lines;
            return success();
        }
        auto text = reference_of(line, rules_);
        if (auto const code = shadow_code(statement, line)) {
            if (line.status == LineStatus::booked) {
                TALLY_TRYV(add_aside(line));
            }
            side_.shadows.push_back({*code, &line, std::move(text), {}});
            return success();
        }
        if (line.status == LineStatus::pending) return leave_aside(line, "pending");
        if (line.status == LineStatus::information) return leave_aside(line, "information");
        auto const day = date_of(line);
        if (auto const* const rule = excluded_by(rules_, text, line.amount, false))
            return leave_aside(line, rule->reason);
        side_.items.push_back(Item{side_.items.size(), side_.texts.add(text), day, line.amount});
        side_.lines.push_back(&line);
        note_day(day);
        return success();
    }

    void note_day(Days day) {
        if (day == 0) return;
        if (side_.from == 0 || day < side_.from) side_.from = day;
        side_.to = std::max(side_.to, day);
    }

    void note_days(Statement const& statement) {
        note_day(statement.from);
        note_day(statement.to);
        if (statement.balance_only && statement.made != never)
            note_day(look::day_of(statement.made));
    }

    // Statements come in order: this one begins where the last one ended, or there is a gap.
    void close(Statement const& statement) {
        if (!statement.balance_only) find_gap(statement);
        if (last_ != nullptr && last_->block && statement.block &&
            last_->block->number == statement.block->number &&
            last_->block->hash != statement.block->hash)
            side_.orphaned = true;
        if (!last_) side_.opening = statement.opening;
        side_.closing = statement.closing;
        last_ = &statement;
    }

    void find_gap(Statement const& statement) {
        if (last_ == nullptr) return;
        bool const skips =
            last_->number && statement.number && *statement.number > *last_->number + 1;
        std::optional<SignedAmount> off;
        if (last_->closing && statement.opening)
            off = statement.opening->checked_sub(*last_->closing);
        bool const jumps = off && !off->is_zero();
        if (!skips && !jumps) return;
        side_.gaps.push_back({last_->id, statement.id, jumps ? off : std::nullopt, statement.from});
    }

    AccountRules const& rules_;
    std::uint8_t scale_;
    StatementSide& side_;
    Statement const* last_ = nullptr;
    std::map<std::pair<std::string_view, std::string_view>, StatementLine const*> by_name_;
};

}  // namespace

Result<StatementSide> read_statements(AccountRules const& rules,
                                      std::uint8_t scale,
                                      std::vector<Statement const*> statements) {
    std::sort(statements.begin(), statements.end(), [](auto const* a, auto const* b) {
        return std::tuple{a->from, a->to, a->number.value_or(0), a->id, a->file_hash} <
               std::tuple{b->from, b->to, b->number.value_or(0), b->id, b->file_hash};
    });
    // A file given twice, or the same statement from a store and from its file, is there once.
    auto const same = std::unique(statements.begin(), statements.end(), [](auto* a, auto* b) {
        return a->id == b->id && a->lines == b->lines && a->opening == b->opening &&
               a->closing == b->closing;
    });
    StatementSide side;
    for (auto again = same; again != statements.end(); ++again)
        side.exclusions["given twice"].lines += (*again)->lines.size();
    statements.erase(same, statements.end());
    Joined joined{rules, scale, side};
    for (auto const* const statement : statements) {
        TALLY_TRYV(joined.add(*statement));
    }
    side.balance_only = !statements.empty() && std::ranges::all_of(statements, [](auto* one) {
        return one->balance_only;
    });
    return side;
}

}  // namespace tally::reconcile
