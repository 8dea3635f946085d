#include "tools/books/tables.h"

#include "journal/vocabulary/check.h"
#include "tools/text/number.h"

namespace tally::books {

namespace {

using enum ValueKind;

std::vector<TableColumn> balance_columns() {
    return {{"account"},
            {"asset"},
            {"debits_posted", amount},
            {"credits_posted", amount},
            {"balance", amount},
            {"debits_pending", amount},
            {"credits_pending", amount},
            {"held", amount}};
}

std::vector<TableShape> standing_tables() {
    return {
        {Table::about, "about", "what these books are of", {{"name"}, {"value"}}},
        {Table::assets, "assets", "an asset", {{"number", number}, {"asset"}, {"scale", number}}},
        {Table::markets,
         "markets",
         "a market",
         {{"number", number},
          {"market"},
          {"base"},
          {"quote"},
          {"tick", decimal},
          {"lot", decimal},
          {"maker_fee_bps", number},
          {"taker_fee_bps", number},
          {"fee_owner"}}},
        {Table::accounts,
         "accounts",
         "an account",
         {{"account"},
          {"owner"},
          {"asset"},
          {"code", number},
          {"flags"},
          {"created"},
          {"closed", number}}},
        {Table::opening_balances,
         "opening_balances",
         "an account before the first entry told",
         balance_columns()},
        {Table::balances, "balances", "an account after the last entry told", balance_columns()},
    };
}

std::vector<TableShape> ledger_tables() {
    return {
        {Table::entries,
         "entries",
         "an entry of the record",
         {{"sequence", number},
          {"time"},
          {"time_ns", number},
          {"cause", number},
          {"kind"},
          {"outcome"},
          {"linked", number},
          {"key", number},
          {"body"}}},
        {Table::postings,
         "postings",
         "a movement between two accounts",
         {{"sequence", number},
          {"posting", number},
          {"layer"},
          {"kind"},
          {"reference"},
          {"debit"},
          {"credit"},
          {"asset"},
          {"amount", amount},
          {"debit_balance", amount},
          {"credit_balance", amount},
          {"effective_date"}}},
        {Table::holds,
         "holds",
         "a change of what is held on an account",
         {{"sequence", number},
          {"hold", number},
          {"account"},
          {"asset"},
          {"released", amount},
          {"placed", amount}}},
        {Table::transfers,
         "transfers",
         "an accepted transfer",
         {{"sequence", number},
          {"transfer"},
          {"debit"},
          {"credit"},
          {"asset"},
          {"amount", amount},
          {"code", number},
          {"flags"},
          {"pending_transfer"},
          {"timeout", number},
          {"effective_date"},
          {"reverses"},
          {"user_data_128"},
          {"user_data_64"},
          {"user_data_32"},
          {"metadata"}}},
    };
}

std::vector<TableShape> market_tables() {
    return {
        {Table::orders,
         "orders",
         "an accepted order",
         {{"sequence", number},
          {"order_id"},
          {"owner"},
          {"market"},
          {"side"},
          {"type"},
          {"time_in_force"},
          {"price", decimal},
          {"quantity", decimal},
          {"budget", amount}}},
        {Table::order_events,
         "order_events",
         "what befell an order, fills aside",
         {{"sequence", number},
          {"order_id"},
          {"event"},
          {"reason"},
          {"price", decimal},
          {"quantity", decimal}}},
        {Table::fills,
         "fills",
         "a trade",
         {{"sequence", number},
          {"market"},
          {"taker_side"},
          {"maker"},
          {"taker"},
          {"price", decimal},
          {"quantity", decimal},
          {"quote", amount},
          {"maker_fee", amount},
          {"taker_fee", amount}}},
    };
}

std::vector<TableShape> escrow_tables() {
    return {
        {Table::escrows,
         "escrows",
         "an escrow, as it stands at the end",
         {{"escrow"},
          {"buyer"},
          {"seller"},
          {"asset"},
          {"amount", amount},
          {"state"},
          {"quorum", number},
          {"content_hash"},
          {"release_after"},
          {"refund_after"},
          {"created"},
          {"changed"}}},
        {Table::escrow_events,
         "escrow_events",
         "an accepted step of an escrow",
         {{"sequence", number}, {"escrow"}, {"event"}, {"attestor"}}},
    };
}

std::vector<TableShape> chain_tables() {
    return {
        {Table::blocks,
         "blocks",
         "an accepted block of a chain",
         {{"sequence", number},
          {"chain"},
          {"number", decimal},
          {"hash"},
          {"parent"},
          {"timestamp"},
          {"events", number}}},
        {Table::chain_events,
         "chain_events",
         "what an event of a chain did to the books",
         {{"sequence", number},
          {"chain"},
          {"effect"},
          {"block"},
          {"type"},
          {"transaction_hash"},
          {"event_index", number},
          {"subject"},
          {"asset"},
          {"amount", amount},
          {"loss", amount}}},
        {Table::withdrawals,
         "withdrawals",
         "a withdrawal, as it stands at the end",
         {{"withdrawal"},
          {"account"},
          {"chain"},
          {"asset"},
          {"amount", amount},
          {"state"},
          {"destination"},
          {"transaction_hash"},
          {"created"},
          {"changed"}}},
    };
}

std::vector<TableShape> standing_access_tables() {
    return {
        {Table::keys,
         "keys",
         "a key, as it stands at the end",
         {{"key", number},
          {"public_key"},
          {"name"},
          {"state"},
          {"added", number},
          {"expires"},
          {"revoked"}}},
        {Table::grants,
         "grants",
         "a role that a key has at the end, and its scope",
         {{"key", number}, {"role"}, {"owner"}, {"market"}, {"asset"}}},
        {Table::limits,
         "limits",
         "a limit, as it stands at the end",
         {{"limit_kind"},
          {"owner"},
          {"key", number},
          {"market"},
          {"asset"},
          {"window_seconds", number},
          {"amount", decimal},
          {"used", decimal}}},
        {Table::kill_switches,
         "kill_switches",
         "a kill switch that is on at the end",
         {{"stopped"}, {"owner"}, {"market"}}},
        {Table::policies,
         "policies",
         "a policy that holds at the end",
         {{"policy"}, {"role"}, {"asset"}, {"amount", amount}, {"timeout", number}}},
        {Table::waiting_transfers,
         "waiting_transfers",
         "a transfer that waits for a second key at the end",
         {{"transfer"},
          {"key", number},
          {"debit"},
          {"credit"},
          {"asset"},
          {"amount", amount},
          {"sequence", number},
          {"due"}}},
    };
}

std::vector<TableShape> access_event_tables() {
    return {
        {Table::access_events,
         "access_events",
         "an accepted change of who may do what",
         {{"sequence", number},
          {"event"},
          {"key", number},
          {"setting"},
          {"owner"},
          {"market"},
          {"asset"},
          {"amount", decimal},
          {"seconds", number},
          {"is_on", number}}},
        {Table::approvals,
         "approvals",
         "what became of a transfer that waited for a second key",
         {{"sequence", number}, {"transfer"}, {"event"}, {"key", number}}},
        {Table::signatures,
         "signatures",
         "the signature of a command",
         {{"sequence", number},
          {"command", number},
          {"key", number},
          {"scheme"},
          {"nonce", decimal},
          {"signature"}}},
    };
}

std::vector<TableShape> reconciliation_tables() {
    return {
        {Table::runs,
         "runs",
         "what a reconciliation came to for an account",
         {{"sequence", number},
          {"run"},
          {"account"},
          {"asset"},
          {"cut_off"},
          {"verdict"},
          {"matched", number},
          {"breaks", number},
          {"material", number},
          {"more_on_statement", amount},
          {"more_on_record", amount},
          {"size", number},
          {"root"},
          {"rules"}}},
        {Table::breaks,
         "breaks",
         "a break of a run, as far as its entry lists them",
         {{"sequence", number},
          {"run"},
          {"account"},
          {"break"},
          {"code"},
          {"more_on"},
          {"amount", amount},
          {"material", number}}},
        {Table::run_events,
         "run_events",
         "what was decided about a run or a break, and who signed",
         {{"sequence", number},
          {"event"},
          {"run"},
          {"account"},
          {"break"},
          {"transfer"},
          {"key", number},
          {"commitment"}}},
    };
}

std::vector<TableShape> all_tables() {
    std::vector<TableShape> all;
    for (auto const part : {standing_tables,
                            ledger_tables,
                            market_tables,
                            escrow_tables,
                            chain_tables,
                            standing_access_tables,
                            access_event_tables,
                            reconciliation_tables})
        for (auto& shape : part())
            all.push_back(std::move(shape));
    TALLY_CHECK(all.size() == table_count);
    for (std::size_t i = 0; i < all.size(); ++i)
        TALLY_CHECK(static_cast<std::size_t>(all[i].table) == i);
    return all;
}

}  // namespace

std::vector<TableShape> const& tables() {
    static std::vector<TableShape> const all = all_tables();
    return all;
}

Value Value::of(std::uint64_t count) {
    Value value{std::to_string(count)};
    if (count <= INT64_MAX) value.number = static_cast<std::int64_t>(count);
    return value;
}

Value Value::nothing() {
    Value value{std::string{}};
    value.none = true;
    return value;
}

Value Value::amount(uint128 units, std::uint8_t scale, bool negative) {
    Value value{(negative && units != 0 ? "-" : "") + text::format_units(units, scale)};
    if (units > uint128{INT64_MAX}) return value;
    auto const small = static_cast<std::int64_t>(units);
    value.number = negative ? -small : small;
    return value;
}

}  // namespace tally::books
