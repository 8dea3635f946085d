#include "replay/fold.h"
#include "tools/cli/rows.h"
#include "tools/look/balances.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

// The id of what moved the money: a transfer, the taker's order, an escrow, a withdrawal.
std::string reference_of(Body const& body) {
    if (auto const* transfer = std::get_if<CreateTransfer>(&body))
        return id_text(transfer->id.value);
    if (auto const* fill = std::get_if<Fill>(&body)) return id_text(fill->taker.value);
    if (auto const* release = std::get_if<ReleaseEscrow>(&body)) return id_text(release->id.value);
    if (auto const* resolve = std::get_if<ResolveEscrow>(&body)) return id_text(resolve->id.value);
    if (auto const* event = std::get_if<ChainEventApplied>(&body))
        return id_text(event->event.subject);
    return {};
}

// Writes a line for each posting to the account while a record is folded.
class StatementVisitor final : public FoldVisitor {
public:
    StatementVisitor(AccountHandle handle, Shown const& shown, cli::Rows& rows)
        : handle_(handle),
          id_(shown.state().ledger().account(handle).id),
          asset_(shown.state().ledger().account(handle).asset),
          shown_(shown),
          rows_(rows) {}

    void before(Entry const& entry, State const& state) override {
        if (opened_) return;
        open(state, text::format_time(entry.time));
    }

    [[nodiscard]] bool after(Entry const& entry, State const& state) override {
        for (auto const& posting : state.last_effects().postings()) {
            if (posting.layer == PostingLayer::posted) add(entry, posting, state);
        }
        return true;
    }

    // The line with the balance before the first entry.
    void open(State const& state, std::string const& time) {
        opened_ = true;
        take_balance(state);
        rows_.add({Cell::nothing(),
                   time,
                   "opening_balance",
                   Cell::nothing(),
                   Cell::nothing(),
                   Cell::nothing(),
                   Cell::nothing(),
                   balance()});
    }

    [[nodiscard]] bool opened() const { return opened_; }

    void close(State const& state, std::string const& time) {
        take_balance(state);
        rows_.add({Cell::nothing(),
                   time,
                   "closing_balance",
                   Cell::nothing(),
                   Cell::nothing(),
                   shown_.amount(debited_, asset_),
                   shown_.amount(credited_, asset_),
                   balance()});
    }

private:
    void take_balance(State const& state) {
        auto const handle = state.ledger().find(id_);
        debits_ = {};
        credits_ = {};
        if (handle.is_none()) return;
        auto const& account = state.ledger().account(handle);
        debits_ = account.debits_posted;
        credits_ = account.credits_posted;
    }

    [[nodiscard]] std::string balance() const { return shown_.balance(debits_, credits_, asset_); }

    void add(Entry const& entry, Posting const& posting, State const& state) {
        if (posting.debit != handle_ && posting.credit != handle_) return;
        bool const debited = posting.debit == handle_;
        auto const& ledger = state.ledger();
        (debited ? debits_ : credits_) += posting.amount;
        (debited ? debited_ : credited_) += posting.amount;
        auto const& other = ledger.account(debited ? posting.credit : posting.debit);
        auto const amount = shown_.amount(posting.amount, asset_);
        rows_.add({Cell{entry.sequence.value},
                   text::format_time(entry.time),
                   kind_name(entry.body),
                   reference_of(entry.body),
                   id_text(other.id.value),
                   debited ? Cell{amount} : Cell::nothing(),
                   debited ? Cell::nothing() : Cell{amount},
                   balance()});
    }

    AccountHandle handle_;
    AccountId id_;
    AssetNumber asset_;
    Shown const& shown_;
    cli::Rows& rows_;
    Amount debits_;
    Amount credits_;
    Amount debited_;
    Amount credited_;
    bool opened_ = false;
};

std::vector<cli::Column> columns() {
    return {{"sequence", CellKind::count},
            {"time"},
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
        return Failure{FailureKind::usage, "statement of which account? give --account ID"};
    }
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(handle, account_option(view, common.account));
    TALLY_TRY(range, range_of(view, common));
    Shown const shown{*view.state};
    cli::Rows rows{output, columns()};
    StatementVisitor visitor{*handle, shown, rows};
    FoldOptions options;
    options.from = range.from;
    options.to = range.to;
    TALLY_TRY(folded, fold(*view.record, options, visitor));
    auto const& state = *folded.state;
    auto const end = text::format_time(state.last_time());
    if (!visitor.opened()) visitor.open(state, end);
    visitor.close(state, end);
    rows.end();
    return cli::ExitCode::clean;
}

}  // namespace tally::look
