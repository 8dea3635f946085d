#include "journal/vocabulary/outcome.h"
#include "replay/by_id.h"
#include "tools/cli/rows.h"
#include "tools/json/names.h"
#include "tools/look/lists.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

constexpr std::array<std::string_view, 4> states{"pending", "posted", "voided", "expired"};

// The state of an accepted transfer; `ended` is asked only of a pending one
// that the State no longer has.
std::string_view transfer_state(CreateTransfer const& transfer,
                                State const& state,
                                std::optional<PendingEnd> ended) {
    if ((transfer.flags & transfer_flag::void_pending_transfer) != 0) return states[2];
    if ((transfer.flags & transfer_flag::pending) == 0) return states[1];
    if (state.ledger().pending(transfer.id) != nullptr || !ended) return states[0];
    return states[static_cast<std::size_t>(*ended)];
}

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

struct Wanted {
    std::optional<uint128> id;
    std::optional<uint128> account;
    std::optional<uint128> debit;
    std::optional<uint128> credit;
    std::optional<uint128> code;
    std::optional<uint128> user_data_128;
    std::optional<uint128> user_data_64;
    std::optional<uint128> user_data_32;
    std::optional<AssetNumber> asset;
    std::string state;

    [[nodiscard]] bool fits(CreateTransfer const& body) const {
        return (!id || *id == body.id.value) &&
               (!account || *account == body.debit.value || *account == body.credit.value) &&
               (!debit || *debit == body.debit.value) &&
               (!credit || *credit == body.credit.value) && (!code || *code == body.code) &&
               (!user_data_128 || *user_data_128 == body.user_data_128) &&
               (!user_data_64 || *user_data_64 == body.user_data_64) &&
               (!user_data_32 || *user_data_32 == body.user_data_32) &&
               (!asset || *asset == body.asset);
    }
};

Result<std::optional<uint128>> known_account(View const& view, std::string const& text) {
    TALLY_TRY(handle, account_option(view, text));
    if (!handle) return std::optional<uint128>{};
    return std::optional{view.state->ledger().account(*handle).id.value};
}

Result<Wanted> wanted(TransferFilter const& filter,
                      cli::CommonOptions const& common,
                      View const& view) {
    if (!filter.state.empty() &&
        std::find(states.begin(), states.end(), filter.state) == states.end()) {
        return Failure{FailureKind::usage,
                       "--state " + filter.state + ": give pending, posted, voided or expired"};
    }
    TALLY_TRY(id, optional_id("id", filter.id));
    TALLY_TRY(account, known_account(view, common.account));
    TALLY_TRY(debit, known_account(view, filter.debit));
    TALLY_TRY(credit, known_account(view, filter.credit));
    TALLY_TRY(code, optional_id("code", filter.code));
    TALLY_TRY(data_128, optional_id("user-data-128", filter.user_data_128));
    TALLY_TRY(data_64, optional_id("user-data-64", filter.user_data_64));
    TALLY_TRY(data_32, optional_id("user-data-32", filter.user_data_32));
    TALLY_TRY(asset, asset_option(view, common.asset));
    return Wanted{
        id, account, debit, credit, code, data_128, data_64, data_32, asset, filter.state};
}

// One transfer stands in one place of the record, which the index of ids tells: the range becomes
// that place, or nothing.
Result<void> look_up(Wanted const& only, View const& view, Range& range) {
    if (!only.id) return success();
    ById by_id;
    TALLY_TRY(entry, by_id.transfer(*view.record, TransferId{*only.id}));
    auto const at = entry ? entry->sequence.value : range.to.size;
    bool const is_there = range.from.size <= at && at < range.to.size;
    range = is_there ? Range{Point{at}, Point{at + 1}} : Range{range.to, range.to};
    return success();
}

std::vector<cli::Column> columns() {
    return {{"id", CellKind::decimal},
            {"debit", CellKind::decimal},
            {"credit", CellKind::decimal},
            {"asset"},
            {"amount", CellKind::decimal},
            {"code", CellKind::count},
            {"flags", CellKind::list, false},
            {"pending_id", CellKind::text, false},
            {"timeout", CellKind::count, false},
            {"user_data_128", CellKind::text, false},
            {"user_data_64", CellKind::text, false},
            {"user_data_32", CellKind::text, false},
            {"effective_date", CellKind::text, false},
            {"reverses", CellKind::text, false},
            {"metadata", CellKind::text, false},
            {"state"},
            {"sequence", CellKind::count},
            {"time"}};
}

void add_row(cli::Rows& rows,
             Shown const& shown,
             Entry const& entry,
             CreateTransfer const& body,
             std::string_view state) {
    rows.add(
        {id_text(body.id.value),
         id_text(body.debit.value),
         id_text(body.credit.value),
         shown.asset(body.asset),
         shown.amount(body.amount, body.asset),
         Cell{std::uint64_t{body.code}},
         Cell::list(json::words_for(json::transfer_flag_names(), body.flags)),
         id_text(body.pending_id.value),
         Cell{std::uint64_t{body.timeout}},
         id_text(body.user_data_128),
         id_text(body.user_data_64),
         id_text(body.user_data_32),
         body.effective_date == 0 ? Cell::nothing() : Cell{text::format_date(body.effective_date)},
         body.reverses == TransferId{} ? Cell::nothing() : Cell{id_text(body.reverses.value)},
         Cell{body.metadata},
         state,
         Cell{entry.sequence.value},
         text::format_time(entry.time)});
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
    TALLY_TRY(only, wanted(filter, common, view));
    TALLY_TRY(range, range_of(view, common));
    TALLY_TRYV(look_up(only, view, range));
    Endings endings{view, range.from.size};
    Shown const shown{*view.state};
    cli::Rows rows{output, columns()};
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
        if (window.takes()) add_row(rows, shown, entry, *body, state.value());
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
    cli::Rows rows{output, columns()};
    add_row(rows, shown, entry, body, transfer_state(body, moment.state, ended));
    rows.end();
    return cli::ExitCode::clean;
}

}  // namespace tally::look
