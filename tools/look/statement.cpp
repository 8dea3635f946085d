#include "replay/fold.h"
#include "tools/cli/rows.h"
#include "tools/look/balances.h"
#include "tools/look/effective.h"
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

// Writes a line for each posting to the account while a record is folded, from `first` on. With a
// day only what counts for days up to it; the balance before `first` is then what earlier entries
// moved for such days, so that the fold has to begin at the first entry.
class StatementVisitor final : public FoldVisitor {
public:
    StatementVisitor(AccountHandle handle,
                     std::uint64_t first,
                     std::optional<std::uint32_t> day,
                     Shown const& shown,
                     cli::Rows& rows)
        : handle_(handle),
          first_(first),
          day_(day),
          asset_(shown.state().ledger().account(handle).asset),
          shown_(shown),
          rows_(rows) {}

    void before(Entry const& entry, State const& state) override {
        if (opened_ || entry.sequence.value < first_) return;
        open(state, text::format_time(entry.time));
    }

    [[nodiscard]] bool after(Entry const& entry, State const& state) override {
        if (day_ && effective_day(entry) > *day_) return true;
        for (auto const& posting : state.last_effects().postings()) {
            bool const ours = posting.debit == handle_ || posting.credit == handle_;
            if (ours && posting.layer == PostingLayer::posted) add(entry, posting, state);
        }
        return true;
    }

    // The line with the balance before the first entry.
    void open(State const& state, std::string const& time) {
        opened_ = true;
        if (!day_) position_ = posted(state);
        add_edge(time, "opening_balance", false);
    }

    [[nodiscard]] bool opened() const { return opened_; }

    void close(std::string const& time) { add_edge(time, "closing_balance", true); }

private:
    [[nodiscard]] Position posted(State const& state) const {
        if (handle_.value >= state.ledger().account_count()) return {};
        auto const& account = state.ledger().account(handle_);
        return {account.debits_posted, account.credits_posted};
    }

    [[nodiscard]] std::string balance() const {
        return shown_.balance(position_.debits, position_.credits, asset_);
    }

    void add_edge(std::string const& time, char const* kind, bool with_totals) {
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

    void add(Entry const& entry, Posting const& posting, State const& state) {
        bool const debited = posting.debit == handle_;
        (debited ? position_.debits : position_.credits) += posting.amount;
        if (!opened_) return;
        (debited ? moved_.debits : moved_.credits) += posting.amount;
        auto const& other = state.ledger().account(debited ? posting.credit : posting.debit);
        auto const amount = shown_.amount(posting.amount, asset_);
        auto const reference = reference_of(entry.body);
        rows_.add({Cell{entry.sequence.value},
                   text::format_time(entry.time),
                   text::format_date(effective_day(entry)),
                   kind_name(entry.body),
                   reference.empty() ? Cell::nothing() : Cell{reference},
                   id_text(other.id.value),
                   debited ? Cell{amount} : Cell::nothing(),
                   debited ? Cell::nothing() : Cell{amount},
                   balance()});
    }

    AccountHandle handle_;
    std::uint64_t first_;
    std::optional<std::uint32_t> day_;
    AssetNumber asset_;
    Shown const& shown_;
    cli::Rows& rows_;
    Position position_;
    Position moved_;  // by the lines shown
    bool opened_ = false;
};

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

}  // namespace

Result<cli::ExitCode> statement(cli::CommonOptions const& common, cli::Output& output) {
    if (common.account.empty()) {
        return Failure{FailureKind::usage, "statement of which account? give its id"};
    }
    TALLY_TRY(day, effective_option(common.effective));
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(handle, account_option(view, common.account));
    TALLY_TRY(range, range_of(view, common));
    Shown const shown{*view.state};
    cli::Rows rows{output, columns()};
    StatementVisitor visitor{*handle, range.from.size, day, shown, rows};
    FoldOptions options;
    options.from = day ? Point{0} : range.from;
    options.to = range.to;
    TALLY_TRY(folded, fold(*view.record, options, visitor));
    auto const& state = *folded.state;
    auto const end = text::format_time(state.last_time());
    if (!visitor.opened()) visitor.open(state, end);
    visitor.close(end);
    rows.end();
    return cli::ExitCode::clean;
}

}  // namespace tally::look
