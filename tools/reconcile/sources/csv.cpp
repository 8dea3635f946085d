#include "tools/reconcile/sources/csv_mapping.h"
#include "tools/reconcile/sources/csv_rows.h"
#include "tools/reconcile/sources/parsers.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace tally::reconcile {

namespace {

// A statement that is being gathered, and the balances that its rows show.
struct Gathered {
    Statement statement;
    std::vector<std::optional<SignedAmount>> balances;  // one a line
    FilePosition began;
    bool usable = true;
};

class CsvReader {
public:
    CsvReader(ByteInput& input, SourceReading& reading, CsvMapping const& mapping)
        : input_(input),
          reading_(reading),
          mapping_(mapping),
          lines_(input, mapping.encoding, reading.mistakes()),
          rows_(lines_, mapping.delimiter, mapping.quote, reading.mistakes()) {}

    void read() {
        for (std::uint64_t i = 0; i < mapping_.skip_lines; ++i)
            static_cast<void>(rows_.skip_line());
        if (mapping_.header && !take_header()) return;
        while (auto const row = rows_.next())
            take(*row);
        for (auto& [key, gathered] : gathered_)
            finish(gathered);
    }

private:
    bool take_header() {
        auto const row = rows_.next();
        if (!row) {
            reading_.mistake(
                {1, 0}, "header", "is missing: the file ends before it", LeftOut::rest_of_file);
            return false;
        }
        for (auto const& name : row->fields)
            header_.emplace_back(trimmed(name));
        bool good = check_column(*row, mapping_.amount) && check_column(*row, mapping_.debit) &&
                    check_column(*row, mapping_.credit) && check_column(*row, mapping_.balance) &&
                    check_column(*row, mapping_.booking_date) &&
                    check_column(*row, mapping_.value_date) && check_column(*row, mapping_.entry) &&
                    check_column(*row, mapping_.side) && check_column(*row, mapping_.code) &&
                    check_column(*row, mapping_.account_column) &&
                    check_column(*row, mapping_.asset_column);
        for (auto const& one : mapping_.text)
            good = good && check_column(*row, one);
        for (auto const& one : mapping_.references)
            good = good && check_column(*row, one.column);
        return good;
    }

    bool check_column(CsvRow const& row, CsvColumn const& column) {
        if (column.name.empty()) return true;
        auto const count = std::count(header_.begin(), header_.end(), column.name);
        if (count == 1) return true;
        reading_.mistake(
            row.position,
            "header",
            (count == 0 ? "has no column \"" : "has more than one column \"") + column.name +
                "\", which the mapping names; is it the mapping of this maker, and are "
                "delimiter and skip_lines right?",
            LeftOut::rest_of_file);
        return false;
    }

    [[nodiscard]] std::string_view field(CsvRow const& row, CsvColumn const& column) const {
        auto at = column.number - 1;
        if (!column.name.empty()) {
            at = static_cast<std::size_t>(std::find(header_.begin(), header_.end(), column.name) -
                                          header_.begin());
        }
        if (!column.set() || at >= row.fields.size()) return {};
        return trimmed(row.fields[at]);
    }

    Gathered& gathered_for(CsvRow const& row) {
        std::string account{field(row, mapping_.account_column)};
        if (account.empty()) account = mapping_.account;
        std::string asset{field(row, mapping_.asset_column)};
        if (asset.empty()) asset = mapping_.asset;
        auto const [at, fresh] = gathered_.try_emplace({account, asset});
        if (fresh) begin(at->second, std::move(account), std::move(asset), row.position);
        return at->second;
    }

    void begin(Gathered& gathered, std::string account, std::string asset, FilePosition position) {
        auto& statement = gathered.statement;
        gathered.began = position;
        statement.source = mapping_.source;
        statement.id = mapping_.id.empty() ? reading_.file_hash().substr(0, 16) : mapping_.id;
        if (mapping_.asset_column.set()) statement.id += "/" + asset;
        statement.account = std::move(account);
        statement.asset = std::move(asset);
        gathered.usable = reading_.take_scale(position, "asset", statement);
        if (!gathered.usable) return;
        take_balance(gathered, "opening", mapping_.opening, statement.opening);
        take_balance(gathered, "closing", mapping_.closing, statement.closing);
    }

    void take_balance(Gathered& gathered,
                      std::string_view name,
                      std::string_view text,
                      std::optional<SignedAmount>& to) {
        if (text.empty()) return;
        auto const amount = take_amount(text, gathered.statement.scale, mapping_.numbers);
        if (amount.ok()) {
            to = amount.value;
            return;
        }
        gathered.usable = false;
        reading_.mistake(
            gathered.began, "[statement] " + std::string{name}, amount.fault, LeftOut::statement);
    }

    void take(CsvRow const& row) {
        auto& gathered = gathered_for(row);
        if (!gathered.usable) return;
        StatementLine line;
        line.position = row.position;
        if (auto const wrong = take_fields(row, gathered.statement, line); !wrong.second.empty()) {
            return reading_.leave_out(gathered.statement, row.position, wrong.first, wrong.second);
        }
        std::optional<SignedAmount> balance;
        if (auto const text = field(row, mapping_.balance); !text.empty()) {
            auto const taken = take_amount(text, gathered.statement.scale, mapping_.numbers);
            if (!taken.ok()) {
                return reading_.leave_out(gathered.statement, row.position, "balance", taken.fault);
            }
            balance = taken.value;
        }
        gathered.balances.push_back(balance);
        gathered.statement.lines.push_back(std::move(line));
    }

    using Wrong = std::pair<std::string, std::string>;

    Wrong take_fields(CsvRow const& row, Statement const& statement, StatementLine& line) const {
        if (mapping_.header && row.fields.size() != header_.size()) {
            return {"row",
                    "has " + std::to_string(row.fields.size()) + " fields, and the header " +
                        std::to_string(header_.size())};
        }
        if (auto wrong = take_row_amount(row, statement, line); !wrong.second.empty()) return wrong;
        if (auto wrong = take_dates(row, line); !wrong.second.empty()) return wrong;
        line.entry_reference = field(row, mapping_.entry);
        add_reference(line, ReferenceField::entry, line.entry_reference);
        line.code = field(row, mapping_.code);
        for (auto const& one : mapping_.text) {
            auto const text = field(row, one);
            if (!text.empty()) line.text.append(line.text.empty() ? "" : " ").append(text);
        }
        for (auto const& one : mapping_.references)
            add_reference(line, one.field, field(row, one.column));
        return {};
    }

    Wrong take_dates(CsvRow const& row, StatementLine& line) const {
        if (mapping_.booking_date.set()) {
            auto const date = take_date(field(row, mapping_.booking_date), mapping_.date_format);
            if (!date.ok()) return {"booking date", date.fault};
            line.booking_date = date.value;
        }
        if (mapping_.value_date.set() && !field(row, mapping_.value_date).empty()) {
            auto const date = take_date(field(row, mapping_.value_date), mapping_.date_format);
            if (!date.ok()) return {"value date", date.fault};
            line.value_date = date.value;
        }
        return {};
    }

    Wrong take_row_amount(CsvRow const& row,
                          Statement const& statement,
                          StatementLine& line) const {
        if (!mapping_.amount.set()) return take_two_columns(row, statement, line);
        auto style = mapping_.numbers;
        style.signs = !mapping_.side.set();
        auto const amount = take_amount(field(row, mapping_.amount), statement.scale, style);
        if (!amount.ok()) return {"amount", amount.fault};
        line.amount = amount.value;
        if (!mapping_.side.set()) return {};
        auto const side = field(row, mapping_.side);
        if (side == mapping_.debit_word) line.amount = -amount.value;
        if (side == mapping_.debit_word || side == mapping_.credit_word) return {};
        return {"side",
                "\"" + std::string{side.substr(0, 40)} + "\" is neither " + mapping_.debit_word +
                    " nor " + mapping_.credit_word};
    }

    Wrong take_two_columns(CsvRow const& row,
                           Statement const& statement,
                           StatementLine& line) const {
        auto const debit = field(row, mapping_.debit);
        auto const credit = field(row, mapping_.credit);
        if (debit.empty() == credit.empty()) {
            return {"debit and credit", "must not both be filled, nor both be empty"};
        }
        // Some banks write what is debited with a minus and some without: both mean the same.
        auto const amount =
            take_amount(debit.empty() ? credit : debit, statement.scale, mapping_.numbers);
        if (!amount.ok()) return {debit.empty() ? "credit" : "debit", amount.fault};
        if (debit.empty() && amount.value.is_negative()) return {"credit", "is negative"};
        line.amount = debit.empty() || amount.value.is_negative() ? amount.value : -amount.value;
        return {};
    }

    void finish(Gathered& gathered) {
        if (!gathered.usable) return;
        auto& statement = gathered.statement;
        statement.left_out += gathered_.size() == 1 ? rows_.broken() : 0;
        if (was_cut()) ++statement.left_out;
        if (mapping_.newest_first) {
            std::reverse(statement.lines.begin(), statement.lines.end());
            std::reverse(gathered.balances.begin(), gathered.balances.end());
        }
        if (statement.left_out == 0 && !check_running(gathered)) return;
        for (auto const& line : statement.lines) {
            auto const day = line.booking_date != 0 ? line.booking_date : line.value_date;
            statement.from = statement.from == 0 ? day : std::min(statement.from, day);
            statement.to = std::max(statement.to, day);
        }
        reading_.finish(std::move(statement), gathered.began);
    }

    // The rest of the file could not be read, and nothing else tells where a statement ends.
    [[nodiscard]] bool was_cut() const {
        auto const& mistakes = reading_.mistakes().kept();
        return !input_.fault().empty() || std::ranges::any_of(mistakes, [](Mistake const& one) {
            return one.left_out == LeftOut::rest_of_file;
        });
    }

    // Each row's balance must be the one before and the row; the first and the last then are the
    // statement's own.
    bool check_running(Gathered& gathered) {
        auto& statement = gathered.statement;
        std::optional<SignedAmount> last;
        for (std::size_t i = 0; i < statement.lines.size(); ++i) {
            auto const& balance = gathered.balances[i];
            if (!balance) continue;
            auto const before = balance->checked_sub(statement.lines[i].amount);
            bool const follows = i > 0 && gathered.balances[i - 1].has_value();
            if (follows && (!before || *before != *last)) {
                reading_.mistake(
                    statement.lines[i].position,
                    "balance",
                    "is not the one before with this row's amount; a row is missing, or "
                    "the mapping should say newest_first",
                    LeftOut::statement);
                return false;
            }
            if (i == 0 && before && !statement.opening) statement.opening = before;
            last = balance;
        }
        if (last && !gathered.balances.empty() && gathered.balances.back() && !statement.closing) {
            statement.closing = last;
        }
        return true;
    }

    ByteInput& input_;
    SourceReading& reading_;
    CsvMapping const& mapping_;
    LineInput lines_;
    CsvRows rows_;
    std::vector<std::string> header_;
    std::map<std::pair<std::string, std::string>, Gathered> gathered_;  // by account and asset
};

}  // namespace

Result<void> read_csv(ByteInput& input, SourceReading& reading) {
    TALLY_TRY(mapping, read_csv_mapping(reading.options().mapping));
    CsvReader{input, reading, mapping}.read();
    return success();
}

}  // namespace tally::reconcile
