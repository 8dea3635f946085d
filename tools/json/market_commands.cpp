#include "journal/entries/markets.h"
#include "tools/json/command_kinds.h"
#include "tools/json/fields.h"
#include "tools/json/names.h"

namespace tally::json {

namespace {

constexpr auto market_fields = with_common<CreateMarket>({
    {"market", true, symbol<&CreateMarket::symbol>},
    {"base", true, name<&ParsedCommand::asset, CreateMarket>},
    {"quote", true, name<&ParsedCommand::quote, CreateMarket>},
    {"tick", true, increment<&CreateMarket::tick>},
    {"lot", true, increment<&CreateMarket::lot>},
    {"maker_fee_bps", false, integer<&CreateMarket::maker_fee_bps>},
    {"taker_fee_bps", false, integer<&CreateMarket::taker_fee_bps>},
    {"fee_owner", false, id<&CreateMarket::fee_owner>},
    {"band_bps", false, integer<&CreateMarket::band_bps>},
});

constexpr auto control_fields = with_common<ControlMarket>({
    {"market", true, name<&ParsedCommand::market, ControlMarket>},
});

constexpr auto band_fields = with_common<ControlMarket>({
    {"market", true, name<&ParsedCommand::market, ControlMarket>},
    {"band_bps", true, integer<&ControlMarket::band_bps>},
});

constexpr auto order_fields = with_common<PlaceOrder>({
    {"id", true, id<&PlaceOrder::id>},
    {"owner", true, id<&PlaceOrder::owner>},
    {"market", true, name<&ParsedCommand::market, PlaceOrder>},
    {"side", true, choice<&PlaceOrder::side, order_sides>},
    {"type", false, choice<&PlaceOrder::type, order_types>},
    {"price", false, decimal<Role::price, PlaceOrder>},
    {"quantity", false, decimal<Role::quantity, PlaceOrder>},
    {"time_in_force", false, choice<&PlaceOrder::time_in_force, times_in_force>},
    {"post_only", false, option<&PlaceOrder::options, order_option::post_only>},
    {"all_or_none", false, option<&PlaceOrder::options, order_option::all_or_none>},
    {"self_trade", false, choice<&PlaceOrder::self_trade, self_trades>},
    {"stop_price", false, decimal<Role::stop_price, PlaceOrder>},
    {"trail", false, decimal<Role::trail, PlaceOrder>},
    {"display", false, decimal<Role::display, PlaceOrder>},
    {"min_quantity", false, decimal<Role::min_quantity, PlaceOrder>},
    {"budget", false, decimal<Role::budget, PlaceOrder>},
    {"expires", false, time<&PlaceOrder::expires>},
});

constexpr auto amend_fields = with_common<AmendOrder>({
    {"id", true, id<&AmendOrder::id>},
    {"price", false, decimal<Role::price, AmendOrder>},
    {"quantity", false, decimal<Role::quantity, AmendOrder>},
});

constexpr auto cancel_fields = with_common<CancelOrder>({
    {"id", true, id<&CancelOrder::id>},
});

constexpr auto cancel_all_fields = with_common<CancelAll>({
    {"owner", true, id<&CancelAll::owner>},
    {"market", false, name<&ParsedCommand::market, CancelAll>},
});

}  // namespace

void take_create_market(Reading& reading) {
    take_fields<CreateMarket>(reading, market_fields);
}

void take_halt_market(Reading& reading) {
    take_fields<ControlMarket>(reading, control_fields).control = MarketControl::halt;
}

void take_resume_market(Reading& reading) {
    take_fields<ControlMarket>(reading, control_fields).control = MarketControl::resume;
}

void take_set_price_band(Reading& reading) {
    take_fields<ControlMarket>(reading, band_fields).control = MarketControl::set_band;
}

void take_place_order(Reading& reading) {
    take_fields<PlaceOrder>(reading, order_fields);
}

void take_amend_order(Reading& reading) {
    take_fields<AmendOrder>(reading, amend_fields);
}

void take_cancel_order(Reading& reading) {
    take_fields<CancelOrder>(reading, cancel_fields);
}

void take_cancel_all(Reading& reading) {
    take_fields<CancelAll>(reading, cancel_all_fields);
}

}  // namespace tally::json
