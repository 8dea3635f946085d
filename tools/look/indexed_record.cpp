#include "tools/look/indexed_record.h"

#include "replay/movements/row_cursor.h"
#include "tools/look/moment.h"

namespace tally::look {

Result<AccountHandle> account_in(IndexedRecord const& indexed, std::string const& id) {
    TALLY_TRY(value, id_option("account", id));
    auto const handle = indexed.index.state().ledger().find(AccountId{value});
    bool is_there = !handle.is_none();
    if (is_there) {
        TALLY_TRY(existed, indexed.index.existed(handle, indexed.size));
        is_there = existed;
    }
    if (is_there) return handle;
    return Failure{FailureKind::incomplete,
                   "there is no account " + id + " in " + indexed.record.directory().string() +
                       " " + place_after(indexed.size)};
}

Result<Market const*> market_in(IndexedRecord const& indexed, std::string const& symbol) {
    Moment const moment{indexed.index.state(), indexed.record.directory().string()};
    TALLY_TRY(market, market_option(moment, symbol));
    if (market == nullptr) return market;
    auto const handle = handle_of(market->number);
    RowCursor made{indexed.index, handle, MovementRow::opening, 0, indexed.size};
    TALLY_TRY(opening, made.here());
    if (opening) return market;
    return Failure{
        FailureKind::incomplete,
        "there is no market " + symbol + " in " + moment.data + " " + place_after(indexed.size)};
}

}  // namespace tally::look
