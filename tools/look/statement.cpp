#include "replay/fold.h"
#include "tools/cli/rows.h"
#include "tools/look/balances.h"
#include "tools/look/effective.h"
#include "tools/look/indexed_record.h"
#include "tools/look/movement.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <optional>
#include <string>
#include <utility>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

std::vector<cli::Column> columns() {
    return {{"sequence", CellKind::count},
            {"time"},
            {"effective_date"},
            {"kind"},
            {"id", CellKind::decimal},
            {"other_account", CellKind::decimal},
            {"debit", CellKind::decimal},
            {"credit", CellKind::decimal},
            {"balance", CellKind::decimal}};
}

// Writes the lines of a statement. The balance is what was told to it so far.
class Lines {
public:
    Lines(Shown const& shown, AssetNumber asset, Window& window, cli::Output& output)
        : shown_(shown), asset_(asset), window_(window), rows_(output, columns()) {}

    // A movement before the first line.
    void move_unseen(bool debited, Amount amount) {
        (debited ? position_.debits : position_.credits) += amount;
    }

    void open(Position position, std::string const& time) {
        position_ = position;
        add_edge(time, "opening_balance", false);
    }

    [[nodiscard]] Position position() const { return position_; }

    // A movement. True if its line is to be written, by add().
    [[nodiscard]] bool move(bool debited, Amount amount) {
        move_unseen(debited, amount);
        (debited ? moved_.debits : moved_.credits) += amount;
        return window_.takes();
    }

    void add(Entry const& entry, bool debited, Amount units, AccountHandle other) {
        auto const amount = shown_.amount(units, asset_);
        auto const reference = reference_of(entry.body);
        rows_.add({Cell{entry.sequence.value},
                   text::format_time(entry.time),
                   text::format_date(effective_day(entry)),
                   kind_name(entry.body),
                   reference.empty() ? Cell::nothing() : Cell{reference},
                   id_text(shown_.state().ledger().account(other).id.value),
                   debited ? Cell{amount} : Cell::nothing(),
                   debited ? Cell::nothing() : Cell{amount},
                   balance()});
    }

    void close(std::string const& time) {
        add_edge(time, "closing_balance", true);
        rows_.end();
    }

private:
    [[nodiscard]] std::string balance() const {
        return shown_.balance(position_.debits, position_.credits, asset_);
    }

    void add_edge(std::string const& time, char const* kind, bool with_totals) {
        if (!window_.takes()) return;
        auto const total = [&](Amount amount) {
            return with_totals ? Cell{shown_.amount(amount, asset_)} : Cell::nothing();
        };
        rows_.add({Cell::nothing(),
                   time,
                   Cell::nothing(),
                   kind,
                   Cell::nothing(),
                   Cell::nothing(),
                   total(moved_.debits),
                   total(moved_.credits),
                   balance()});
    }

    Shown const& shown_;
    AssetNumber asset_;
    Window& window_;
    cli::Rows rows_;
    Position position_;
    Position moved_;  // by the lines
};

// Tells of each posting to the account while a record is folded, from `first` on. With a day only
// of what counts for days up to it; the balance before `first` is then what earlier entries moved
// for such days, so that the fold has to begin at the first entry.
class StatementVisitor final : public FoldVisitor {
public:
    StatementVisitor(AccountHandle handle,
                     std::uint64_t first,
                     std::optional<std::uint32_t> day,
                     Lines& lines)
        : handle_(handle), first_(first), day_(day), lines_(lines) {}

    void before(Entry const& entry, State const& state) override {
        if (opened_ || entry.sequence.value < first_) return;
        open(state, text::format_time(entry.time));
    }

    [[nodiscard]] bool after(Entry const& entry, State const& state) override {
        if (day_ && effective_day(entry) > *day_) return true;
        for (auto const& posting : state.last_effects().postings()) {
            bool const ours = posting.debit == handle_ || posting.credit == handle_;
            if (ours && posting.layer == PostingLayer::posted) add(entry, posting);
        }
        return true;
    }

    // The line with the balance before the first entry.
    void open(State const& state, std::string const& time) {
        opened_ = true;
        lines_.open(day_ ? lines_.position() : posted(state), time);
    }

    [[nodiscard]] bool opened() const { return opened_; }

private:
    [[nodiscard]] Position posted(State const& state) const {
        if (handle_.value >= state.ledger().account_count()) return {};
        auto const& account = state.ledger().account(handle_);
        return {account.debits_posted, account.credits_posted};
    }

    void add(Entry const& entry, Posting const& posting) {
        bool const debited = posting.debit == handle_;
        if (!opened_) return lines_.move_unseen(debited, posting.amount);
        auto const other = debited ? posting.credit : posting.debit;
        if (lines_.move(debited, posting.amount)) lines_.add(entry, debited, posting.amount, other);
    }

    AccountHandle handle_;
    std::uint64_t first_;
    std::optional<std::uint32_t> day_;
    Lines& lines_;
    bool opened_ = false;
};

Failure which_account() {
    return Failure{FailureKind::usage, "statement of which account? give its id"};
}

// The time of the last of so many entries.
Result<std::string> time_after(Record const& record, std::uint64_t size) {
    if (size == 0) return text::format_time(Timestamp{});
    TALLY_TRY(entry, record.entry(Sequence{size - 1}));
    return text::format_time(entry.time);
}

}  // namespace

Result<cli::ExitCode> statement(cli::CommonOptions const& common, cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return statement(common, view, everything, output);
}

Result<cli::ExitCode> statement(cli::CommonOptions const& common,
                                View const& view,
                                Window& window,
                                cli::Output& output) {
    if (common.account.empty()) return which_account();
    TALLY_TRY(day, effective_option(common.effective));
    TALLY_TRY(handle, account_option(view, common.account));
    TALLY_TRY(range, range_of(view, common));
    Shown const shown{*view.state};
    Lines lines{shown, view.state->ledger().account(*handle).asset, window, output};
    StatementVisitor visitor{*handle, range.from.size, day, lines};
    FoldOptions options;
    options.from = day ? Point{0} : range.from;
    options.to = range.to;
    TALLY_TRY(folded, fold(*view.record, options, visitor));
    auto const& state = *folded.state;
    auto const end = text::format_time(state.last_time());
    if (!visitor.opened()) visitor.open(state, end);
    lines.close(end);
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> statement(cli::CommonOptions const& common,
                                IndexedRecord const& indexed,
                                Window& window,
                                cli::Output& output) {
    if (common.account.empty()) return which_account();
    auto& [record, index, size] = indexed;
    TALLY_TRY(handle, account_in(indexed, common.account));
    TALLY_TRY(range, range_of(record, Point{size}, common));
    auto const from = range.from.size;
    auto const to = range.to.size;
    TALLY_TRY(totals, index.totals_before(handle, from));
    Shown const shown{index.state()};
    Lines lines{shown, index.state().ledger().account(handle).asset, window, output};
    TALLY_TRY(begun, time_after(record, from < to ? from + 1 : to));
    lines.open({totals.debits, totals.credits}, begun);
    Result<void> read = success();
    TALLY_TRYV(index.for_each(handle, from, to, [&](AccountMovement const& movement) {
        if (!window.goes_on()) return false;
        auto const& [sequence, debited, other, amount] = movement;
        if (!lines.move(debited, amount)) return true;
        auto const entry = record.entry(sequence);
        if (entry) lines.add(entry.value(), debited, amount, other);
        if (!entry) read = entry.error();
        return entry.has_value() && !output.is_closed();
    }));
    TALLY_TRYV(read);
    TALLY_TRY(end, time_after(record, to));
    lines.close(end);
    return cli::ExitCode::clean;
}

}  // namespace tally::look
