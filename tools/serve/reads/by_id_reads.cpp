#include "tools/serve/reads/by_id_reads.h"

#include "tools/look/lists.h"
#include "tools/look/log.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace tally::serve {

namespace {

Result<FoundById> find_transfer(
    uint128 id, Record const& record, std::uint64_t size, bool is_now, ById& by_id) {
    TALLY_TRY(entry, by_id.transfer(record, TransferId{id}));
    if (!entry || entry->sequence.value >= size) return FoundById{FoundNothing{}};
    auto const& body = std::get<CreateTransfer>(entry->body);
    FoundTransfer found{*entry, {}};
    if ((body.flags & transfer_flag::pending) == 0) return FoundById{std::move(found)};
    if (!is_now) return FoundById{NeedsState{}};
    TALLY_TRY(ended, by_id.end_of(record, body.id));
    found.ended = ended;
    return FoundById{std::move(found)};
}

Result<FoundById> find_order(
    uint128 id, Record const& record, std::uint64_t size, bool is_now, ById& by_id) {
    TALLY_TRY(row, look::order_of_past(OrderId{id}, record, Point{size}, by_id));
    if (row) return FoundById{FoundOrder{*row}};
    if (!is_now) return FoundById{NeedsState{}};
    return Failure{FailureKind::incomplete,
                   "there is no order " + look::id_text(id) + " among the record's first " +
                       std::to_string(size) + " entries"};
}

Result<FoundById> find_entry(uint128 id, Record const& record, std::uint64_t size) {
    if (id >= size) return FoundById{FoundNothing{}};
    TALLY_TRY(entry, record.entry(Sequence{static_cast<std::uint64_t>(id)}));
    return FoundById{FoundEntry{std::move(entry)}};
}

struct Write {
    look::Moment const& moment;
    cli::Output& output;

    Result<cli::ExitCode> operator()(FoundTransfer const& found) const {
        return look::transfer(found.entry, found.ended, moment, output);
    }

    Result<cli::ExitCode> operator()(FoundOrder const& found) const {
        look::show_order(found.row, moment, output);
        return cli::ExitCode::clean;
    }

    Result<cli::ExitCode> operator()(FoundEntry const& found) const {
        return look::log_entry(found.entry, moment, output);
    }

    Result<cli::ExitCode> operator()(FoundNothing const&) const { return cli::ExitCode::clean; }

    Result<cli::ExitCode> operator()(NeedsState const&) const { return cli::ExitCode::clean; }
};

}  // namespace

bool is_by_id(Query const& query) {
    constexpr std::array<std::string_view, 3> kinds{"transfers", "orders", "entries"};
    bool const is_one = !query.id.empty() && query.parameters.empty();
    return is_one && std::find(kinds.begin(), kinds.end(), query.what) != kinds.end();
}

Result<FoundById> find_by_id(
    Query const& query, Record const& record, std::uint64_t size, bool is_now, ById& by_id) {
    if (query.what == "entries") {
        TALLY_TRY(sequence, look::id_option("--from", query.id));
        return find_entry(sequence, record, size);
    }
    bool const is_order = query.what == "orders";
    TALLY_TRY(id, look::id_option(is_order ? "order" : "id", query.id));
    return is_order ? find_order(id, record, size, is_now, by_id)
                    : find_transfer(id, record, size, is_now, by_id);
}

bool is_settled(FoundById const& found, State const& state) {
    auto const* const transfer = std::get_if<FoundTransfer>(&found);
    if (transfer == nullptr || transfer->ended) return true;
    auto const& body = std::get<CreateTransfer>(transfer->entry.body);
    bool const pends = (body.flags & transfer_flag::pending) != 0;
    return !pends || state.ledger().pending(body.id) != nullptr;
}

Result<void> write_found(FoundById const& found, look::Moment const& moment, cli::Output& output) {
    TALLY_TRYV(std::visit(Write{moment, output}, found));
    return success();
}

}  // namespace tally::serve
