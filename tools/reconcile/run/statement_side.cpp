#include "tools/reconcile/run/statement_side.h"

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
    Joined(AccountRules const& rules, StatementSide& side) : rules_(rules), side_(side) {}

    Result<void> add(Statement const& statement) {
        for (auto const& line : statement.lines) {
            if (line.status != LineStatus::booked) {
                ++side_.excluded;
                continue;
            }
            TALLY_TRYV(add_line(statement, line));
        }
        side_.left_out += statement.left_out;
        note_days(statement);
        close(statement);
        return success();
    }

private:
    Result<void> add_line(Statement const& statement, StatementLine const& line) {
        auto const [known, fresh] =
            by_name_.try_emplace(std::pair{statement.id, line.entry_reference}, &line);
        if (!fresh) {
            ++side_.excluded;
            bool const same =
                known->second->amount == line.amount && date_of(*known->second) == date_of(line);
            if (same) return success();
            return Failure{FailureKind::usage,
                           "statement " + statement.id + ": line " + line.entry_reference +
                               " is there twice, with different amounts or days; find out which "
                               "file is right"};
        }
        std::string_view reference;
        if (auto text = reference_of(line, rules_); !text.empty())
            reference = side_.strings.emplace_back(std::move(text));
        side_.items.push_back(Item{side_.items.size(), reference, line.amount, date_of(line)});
        side_.lines.push_back(&line);
        note_day(date_of(line));
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
    }

    // Statements come in order: this one begins where the last one ended, or there is a gap.
    void close(Statement const& statement) {
        find_gap(statement);
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
    StatementSide& side_;
    Statement const* last_ = nullptr;
    std::map<std::pair<std::string, std::string>, StatementLine const*> by_name_;
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
        side.excluded += (*again)->lines.size();
    statements.erase(same, statements.end());
    Joined joined{rules, side};
    for (auto const* const statement : statements) {
        if (statement->asset != rules.asset || statement->scale != scale)
            return Failure{FailureKind::usage,
                           "statement " + statement->id + " of " + statement->account + " is in " +
                               statement->asset + " with " + std::to_string(statement->scale) +
                               " digits; the rules say " + rules.asset + " with " +
                               std::to_string(scale)};
        TALLY_TRYV(joined.add(*statement));
    }
    return side;
}

}  // namespace tally::reconcile
