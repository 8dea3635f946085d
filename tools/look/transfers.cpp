#include "journal/vocabulary/outcome.h"
#include "replay/by_id.h"
#include "tools/cli/rows.h"
#include "tools/look/lists.h"
#include "tools/look/narrowed.h"
#include "tools/look/shown.h"
#include "tools/look/transfer_row.h"
#include "tools/look/view.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace tally::look {

namespace {

// How the pending transfers of a record's entries from a point on ended. They are looked for when
// the first of them that is no longer pending is to be shown. Kept small: an ending each.
class Endings {
public:
    Endings(View const& view, std::uint64_t from) : view_(view), from_(from) {}

    // The state of an accepted transfer.
    [[nodiscard]] Result<std::string_view> state_of(CreateTransfer const& transfer) {
        bool const ends_here = (transfer.flags & transfer_flag::pending) != 0 &&
                               view_.state->ledger().pending(transfer.id) == nullptr;
        if (!ends_here) return transfer_state(transfer, *view_.state, std::nullopt);
        TALLY_TRYV(find());
        Ending const wanted{transfer.id, PendingEnd::posted};
        auto const found = std::lower_bound(ended_.begin(), ended_.end(), wanted, by_id);
        bool const is_there = found != ended_.end() && found->id == transfer.id;
        return transfer_state(
            transfer, *view_.state, is_there ? std::optional{found->how} : std::nullopt);
    }

private:
    struct Ending {
        TransferId id;
        PendingEnd how;
    };

    static bool by_id(Ending const& left, Ending const& right) { return left.id < right.id; }

    [[nodiscard]] Result<void> find() {
        if (found_) return success();
        TALLY_TRYV(
            for_each_entry(*view_.record, from_, view_.point.size, [this](Entry const& entry) {
                note_ids(entry, [this](IdKind kind, uint128 id, std::uint64_t how) {
                    if (kind == IdKind::pending_end)
                        ended_.push_back({TransferId{id}, static_cast<PendingEnd>(how)});
                });
                return true;
            }));
        std::sort(ended_.begin(), ended_.end(), by_id);
        found_ = true;
        return success();
    }

    View const& view_;
    std::uint64_t from_;
    bool found_ = false;
    std::vector<Ending> ended_;
};

// One transfer stands in one place of the record, which the index of ids tells: the range becomes
// that place, or nothing.
Result<void> look_up(WantedTransfers const& only, View const& view, Range& range) {
    if (!only.id) return success();
    ById by_id;
    TALLY_TRY(entry, by_id.transfer(*view.record, TransferId{*only.id}));
    auto const at = entry ? entry->sequence.value : range.to.size;
    bool const is_there = range.from.size <= at && at < range.to.size;
    range = is_there ? Range{Point{at}, Point{at + 1}} : Range{range.to, range.to};
    return success();
}

}  // namespace

Result<cli::ExitCode> transfers(TransferFilter const& filter,
                                cli::CommonOptions const& common,
                                cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return transfers(filter, common, view, everything, output);
}

Result<cli::ExitCode> transfers(TransferFilter const& filter,
                                cli::CommonOptions const& common,
                                View const& view,
                                Window& window,
                                cli::Output& output) {
    TALLY_TRY(only, wanted_transfers(filter, common, view));
    TALLY_TRY(all, range_of(view, common));
    TALLY_TRY(range, narrowed(all, filter.from, filter.to));
    TALLY_TRYV(look_up(only, view, range));
    Endings endings{view, range.from.size};
    Shown const shown{*view.state};
    cli::Rows rows{output, transfer_columns()};
    Result<void> told = success();
    auto const tell = [&](Entry const& entry) {
        if (!window.goes_on()) return false;
        auto const* const body = std::get_if<CreateTransfer>(&entry.body);
        if (body == nullptr || body->outcome != Outcome::ok || !only.fits(*body)) return true;
        auto const state = endings.state_of(*body);
        if (!state) {
            told = state.error();
            return false;
        }
        if (!only.state.empty() && only.state != state.value()) return true;
        if (window.takes()) add_transfer(rows, shown, entry, *body, state.value());
        return !output.is_closed();
    };
    TALLY_TRYV(for_each_entry(*view.record, range.from.size, range.to.size, tell));
    TALLY_TRYV(told);
    rows.end("no transfers " + view.place());
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> transfer(Entry const& entry,
                               std::optional<PendingEnd> ended,
                               Moment const& moment,
                               cli::Output& output) {
    auto const& body = std::get<CreateTransfer>(entry.body);
    Shown const shown{moment.state};
    cli::Rows rows{output, transfer_columns()};
    add_transfer(rows, shown, entry, body, transfer_state(body, moment.state, ended));
    rows.end();
    return cli::ExitCode::clean;
}

}  // namespace tally::look
