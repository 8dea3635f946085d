#include "engine/sequencer/id_kinds.h"
#include "replay/movements/row_cursor.h"
#include "tools/look/lists.h"
#include "tools/look/narrowed.h"
#include "tools/look/transfer_row.h"

#include <map>
#include <optional>
#include <utility>
#include <variant>

namespace tally::look {

namespace {

// How the pending transfers of an account ended, by the entries that say so. Asked in the order of
// the record, it reads each of them once.
class Endings {
public:
    Endings(IndexedRecord const& indexed, AccountHandle account)
        : indexed_(indexed), account_(account) {}

    // How, and nothing if it pends at the point. `begun`: the transfer's own entry.
    [[nodiscard]] Result<std::optional<PendingEnd>> of(TransferId id, Sequence begun) {
        if (indexed_.index.state().ledger().pending(id) != nullptr)
            return std::optional<PendingEnd>{};  // still
        if (!rows_) rows_.emplace(cursor_after(begun));
        for (;;) {
            auto const found = known_.find(id);
            if (found != known_.end()) return std::optional{found->second};
            TALLY_TRY(row, rows_->here());
            if (!row) return std::optional<PendingEnd>{};  // it ended later
            TALLY_TRY(entry, indexed_.record.entry(row->sequence));
            note_ids(entry, [this](IdKind kind, uint128 ended, std::uint64_t how) {
                if (kind == IdKind::pending_end)
                    known_.emplace(TransferId{ended}, static_cast<PendingEnd>(how));
            });
            rows_->advance();
        }
    }

private:
    [[nodiscard]] RowCursor cursor_after(Sequence begun) const {
        auto const from = begun.value + 1;
        return {indexed_.index, account_, MovementRow::ending, from, indexed_.size};
    }

    IndexedRecord const& indexed_;
    AccountHandle account_;
    std::optional<RowCursor> rows_;
    std::map<TransferId, PendingEnd> known_;
};

Result<std::string_view> state_of(Entry const& entry,
                                  CreateTransfer const& body,
                                  State const& state,
                                  Endings& endings) {
    if ((body.flags & transfer_flag::pending) == 0)
        return transfer_state(body, state, std::nullopt);
    TALLY_TRY(ended, endings.of(body.id, entry.sequence));
    return transfer_state(body, state, ended);
}

// All accounts that are named must be there; the first leads to the entries.
Result<AccountHandle> leading_account(TransferFilter const& filter,
                                      cli::CommonOptions const& common,
                                      IndexedRecord const& indexed) {
    std::optional<AccountHandle> leading;
    for (auto const* const id : {&common.account, &filter.debit, &filter.credit}) {
        if (id->empty()) continue;
        TALLY_TRY(handle, account_in(indexed, *id));
        if (!leading) leading = handle;
    }
    if (leading) return *leading;
    return Failure{FailureKind::usage, "transfers of which account? give its id"};
}

// True if a row of the account's list is one of those that are asked for, whatever its entry says.
bool asks_for_all(TransferFilter const& filter, cli::CommonOptions const& common) {
    TransferFilter bounds;
    bounds.from = filter.from;
    bounds.to = filter.to;
    return filter == bounds && !common.account.empty() && common.asset.empty();
}

Failure is_no_transfer(Sequence sequence) {
    return {FailureKind::integrity,
            "the index of movements calls entry " + std::to_string(sequence.value) +
                " a transfer, and it is none"};
}

}  // namespace

Result<cli::ExitCode> transfers(TransferFilter const& filter,
                                cli::CommonOptions const& common,
                                IndexedRecord const& indexed,
                                Window& window,
                                cli::Output& output) {
    auto const& [record, index, size] = indexed;
    TALLY_TRY(account, leading_account(filter, common, indexed));
    Moment const moment{index.state(), record.directory().string()};
    TALLY_TRY(only, wanted_transfers(filter, common, moment));
    TALLY_TRY(all, range_of(record, Point{size}, common));
    TALLY_TRY(range, narrowed(all, filter.from, filter.to));
    RowCursor listed{index, account, MovementRow::transfer, range.from.size, range.to.size};
    Endings endings{indexed, account};
    Shown const shown{index.state()};
    cli::Rows rows{output, transfer_columns()};
    bool const takes_any = asks_for_all(filter, common);
    for (; window.goes_on() && !output.is_closed(); listed.advance()) {
        TALLY_TRY(row, listed.here());
        if (!row) break;
        if (takes_any && !window.takes()) continue;
        TALLY_TRY(entry, record.entry(row->sequence));
        auto const* const body = std::get_if<CreateTransfer>(&entry.body);
        if (body == nullptr) return is_no_transfer(row->sequence);
        if (!only.fits(*body)) continue;
        TALLY_TRY(state, state_of(entry, *body, index.state(), endings));
        if (!only.state.empty() && only.state != state) continue;
        if (takes_any || window.takes()) add_transfer(rows, shown, entry, *body, state);
    }
    rows.end("no transfers " + place_after(size));
    return cli::ExitCode::clean;
}

}  // namespace tally::look
