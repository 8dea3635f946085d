#include "tools/cli/json_text.h"
#include "tools/json/names.h"
#include "tools/serve/feeds/changes/change.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <algorithm>

namespace tally::serve {

namespace {

std::string_view word_for(OrderStage stage) {
    switch (stage) {
        case OrderStage::taking:
            return "taking";
        case OrderStage::resting:
            return "resting";
        case OrderStage::waiting:
            return "waiting";
        case OrderStage::filled:
            return "filled";
        case OrderStage::cancelled:
            return "cancelled";
        case OrderStage::expired:
            return "expired";
    }
    return {};
}

// Writes the members of a row into an open object.
struct Line {
    cli::JsonText& json;
    wire::Filter const& filter;

    void id(std::string_view key, uint128 value) const {
        json.key(key).text(text::format_integer(value));
    }

    void units(std::string_view key, uint128 value, std::uint8_t scale) const {
        json.key(key).text(text::format_units(value, scale));
    }

    void amount(std::string_view key, Amount value, AssetName const& asset) const {
        units(key, value.units(), asset.scale);
    }

    void word(std::string_view key, std::string_view value) const { json.key(key).text(value); }

    void operator()(BalanceChange const& row) const;
    void operator()(LevelChange const& row) const;
    void operator()(FillChange const& row) const;
    void operator()(OrderChange const& row) const;
    void operator()(EscrowChange const& row) const;

    [[nodiscard]] bool may_see(OwnerId owner) const {
        return filter.owner == 0 || filter.owner == owner.value;
    }
};

void Line::operator()(BalanceChange const& row) const {
    auto const debits = row.debits_posted.units();
    auto const credits = row.credits_posted.units();
    auto const taken = debits + row.debits_pending.units() + row.held.units();
    bool const owes = credits < debits;
    id("account", row.account.value);
    id("owner", row.owner.value);
    word("asset", row.asset.code.view());
    auto const distance =
        text::format_units(owes ? debits - credits : credits - debits, row.asset.scale);
    word("balance", owes ? "-" + distance : distance);
    amount("debits_posted", row.debits_posted, row.asset);
    amount("credits_posted", row.credits_posted, row.asset);
    amount("debits_pending", row.debits_pending, row.asset);
    amount("credits_pending", row.credits_pending, row.asset);
    amount("held", row.held, row.asset);
    units("available", credits - std::min(credits, taken), row.asset.scale);
}

void Line::operator()(LevelChange const& row) const {
    word("market", row.market.symbol.view());
    word("side", row.side == OrderSide::buy ? "bid" : "ask");
    units("price", row.price.value, row.market.price_scale);
    units("quantity", row.shown, row.market.quantity_scale);
    if (row.hidden != 0) units("hidden", row.hidden, row.market.quantity_scale);
    json.key("orders").number(row.orders);
}

void Line::operator()(FillChange const& row) const {
    word("time", text::format_time(row.time));
    word("market", row.market.symbol.view());
    word("taker_side", json::word_for(json::order_sides, row.taker_side));
    units("price", row.price.value, row.market.price_scale);
    units("quantity", row.quantity.units(), row.market.quantity_scale);
    amount("quote", row.quote, row.market.quote);
    if (may_see(row.maker_owner)) {
        id("maker", row.maker.value);
        id("maker_owner", row.maker_owner.value);
        amount("maker_fee", row.maker_fee, row.market.quote);
    }
    if (may_see(row.taker_owner)) {
        id("taker", row.taker.value);
        id("taker_owner", row.taker_owner.value);
        amount("taker_fee", row.taker_fee, row.market.quote);
    }
}

void Line::operator()(OrderChange const& row) const {
    id("id", row.id.value);
    id("owner", row.owner.value);
    word("market", row.market.symbol.view());
    word("side", json::word_for(json::order_sides, row.side));
    word("type", json::word_for(json::order_types, row.type));
    if (row.price != Price{}) units("price", row.price.value, row.market.price_scale);
    if (!row.by_budget) {
        units("quantity", row.quantity.units(), row.market.quantity_scale);
        units("open", row.open.units(), row.market.quantity_scale);
    }
    word("time_in_force", json::word_for(json::times_in_force, row.time_in_force));
    word("state", word_for(row.stage));
    json.key("placed").number(row.placed.value);
}

void Line::operator()(EscrowChange const& row) const {
    id("id", row.id.value);
    id("buyer", row.buyer.value);
    id("seller", row.seller.value);
    word("asset", row.asset.code.view());
    amount("amount", row.amount, row.asset);
    word("state", tally::name_of(row.state));
    json.key("quorum").number(row.quorum);
    json.key("release_attested").number(row.release_attested);
    json.key("refund_attested").number(row.refund_attested);
    word("changed", text::format_time(row.changed));
}

}  // namespace

void append_line(std::string& out, Change const& change, wire::Filter const& filter) {
    cli::JsonText json;
    json.begin_object().key("sequence").number(change.sequence.value);
    std::visit(Line{json, filter}, change.row);
    json.end_object();
    out += json.view();
    out += '\n';
}

}  // namespace tally::serve
