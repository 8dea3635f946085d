#include "tools/look/fills.h"

#include "replay/by_id.h"
#include "replay/movements/row_cursor.h"
#include "tools/look/log_writer.h"
#include "tools/look/narrowed.h"
#include "tools/look/shown.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace tally::look {

namespace {

Result<bool> is_order_of(OrderId id, OwnerId owner, Record const& record, ById& by_id) {
    TALLY_TRY(entry, by_id.order(record, id));
    return entry && std::get<PlaceOrder>(entry->body).owner == owner;
}

Result<bool> is_of(Fill const& fill, OwnerId owner, Record const& record, ById& by_id) {
    TALLY_TRY(made, is_order_of(fill.maker, owner, record, by_id));
    if (made) return true;
    return is_order_of(fill.taker, owner, record, by_id);
}

// A trade pays base from one account to another: those of an owner in which that can be.
std::vector<RowCursor> of_owner(OwnerId owner,
                                Market const* market,
                                IndexedRecord const& indexed,
                                Range const& range) {
    auto const& state = indexed.index.state();
    auto const& ledger = state.ledger();
    std::vector<RowCursor> cursors;
    for (std::uint32_t at = 0; at < ledger.account_count(); ++at) {
        AccountHandle const handle{at};
        auto const& account = ledger.account(handle);
        if (account.owner != owner || (market != nullptr && account.asset != market->base))
            continue;
        cursors.emplace_back(
            indexed.index, handle, MovementRow::fill, range.from.size, range.to.size);
    }
    return cursors;
}

std::vector<RowCursor> of_markets(Market const* market,
                                  IndexedRecord const& indexed,
                                  Range const& range) {
    std::vector<RowCursor> cursors;
    auto const add = [&](MarketNumber number) {
        cursors.emplace_back(
            indexed.index, handle_of(number), MovementRow::fill, range.from.size, range.to.size);
    };
    if (market != nullptr) {
        add(market->number);
    } else {
        for (std::uint32_t number = 1; number <= indexed.index.state().markets().market_count();
             ++number)
            add(MarketNumber{number});
    }
    return cursors;
}

}  // namespace

Result<cli::ExitCode> fills(FillFilter const& filter,
                            cli::CommonOptions const& common,
                            View const& view,
                            Window& window,
                            cli::Output& output) {
    TALLY_TRY(all, range_of(view, common));
    TALLY_TRY(range, narrowed(all, filter.from, filter.to));
    TALLY_TRY(market, market_option(view, common.market));
    TALLY_TRY(owner, optional_id("owner", filter.owner));
    Shown const shown{*view.state};
    LogWriter writer{output, shown};
    ById by_id;
    Result<void> told = success();
    auto const tell = [&](Entry const& entry) {
        if (!window.goes_on()) return false;
        auto const* const fill = std::get_if<Fill>(&entry.body);
        if (fill == nullptr || (market != nullptr && fill->market != market->number)) return true;
        if (owner) {
            auto const is_theirs = is_of(*fill, OwnerId{*owner}, *view.record, by_id);
            if (!is_theirs) told = is_theirs.error();
            if (!is_theirs || !is_theirs.value()) return is_theirs.has_value();
        }
        if (window.takes()) writer.add(entry);
        return !output.is_closed();
    };
    TALLY_TRYV(for_each_entry(*view.record, range.from.size, range.to.size, tell));
    TALLY_TRYV(told);
    writer.end("no fills " + view.place());
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> fills(FillFilter const& filter,
                            cli::CommonOptions const& common,
                            IndexedRecord const& indexed,
                            Window& window,
                            cli::Output& output) {
    auto const& [record, index, size] = indexed;
    TALLY_TRY(all, range_of(record, Point{size}, common));
    TALLY_TRY(range, narrowed(all, filter.from, filter.to));
    TALLY_TRY(market, market_in(indexed, common.market));
    TALLY_TRY(owner, optional_id("owner", filter.owner));
    MergedRows rows{owner ? of_owner(OwnerId{*owner}, market, indexed, range)
                          : of_markets(market, indexed, range)};
    bool const asks_entries = owner && market != nullptr;  // others may have the same base
    Shown const shown{index.state()};
    LogWriter writer{output, shown};
    while (window.goes_on() && !output.is_closed()) {
        TALLY_TRY(next, rows.next());
        if (!next) break;
        if (!asks_entries && !window.takes()) continue;
        TALLY_TRY(entry, record.entry(*next));
        if (asks_entries) {
            auto const* const fill = std::get_if<Fill>(&entry.body);
            bool const fits = fill != nullptr && fill->market == market->number;
            if (!fits || !window.takes()) continue;
        }
        writer.add(entry);
    }
    writer.end("no fills " + place_after(size));
    return cli::ExitCode::clean;
}

}  // namespace tally::look
