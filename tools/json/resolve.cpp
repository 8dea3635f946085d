#include "tools/json/resolve.h"

#include <string>
#include <variant>

namespace tally::json {

bool Resolver::resolve(ParsedCommand& command, std::span<ParsedCommand const> before) {
    before_ = before;
    return std::visit([&](auto& body) { return fill(body, command); }, command.body);
}

bool Resolver::convert(DecimalField const& field, std::optional<std::uint8_t> scale, uint128& to) {
    if (!scale) {
        to = field.value.digits;
        return true;
    }
    auto const units = text::to_units(field.value, *scale);
    to = units.value;
    if (units.ok()) return true;
    fault_.column = field.column;
    fault_.text = units.fault == text::NumberFault::too_many_digits
                      ? "the number has " + std::to_string(field.value.scale) +
                            " digits after the point; here there are at most " +
                            std::to_string(*scale)
                      : "the number is too large";
    return false;
}

bool Resolver::narrow(ParsedCommand const& command,
                      Role role,
                      std::optional<std::uint8_t> scale,
                      std::uint64_t& to) {
    if (!command.has(role)) return true;
    uint128 units = 0;
    if (!convert(command[role], scale, units)) return false;
    to = low_half(units);
    if (high_half(units) == 0) return true;
    fault_ = LineFault{command[role].column,
                       "the number is too large; prices and quantities have at most 64 bits"};
    return false;
}

bool Resolver::units(ParsedCommand const& command,
                     Role role,
                     std::optional<std::uint8_t> scale,
                     Amount& to) {
    if (!command.has(role)) return true;
    uint128 units = 0;
    if (!convert(command[role], scale, units)) return false;
    to = Amount{units};
    return true;
}

bool Resolver::units(ParsedCommand const& command,
                     Role role,
                     std::optional<std::uint8_t> scale,
                     Price& to) {
    return narrow(command, role, scale, to.value);
}

bool Resolver::units(ParsedCommand const& command,
                     Role role,
                     std::optional<std::uint8_t> scale,
                     Quantity& to) {
    std::uint64_t value = to.units();
    if (!narrow(command, role, scale, value)) return false;
    to = Quantity{value};
    return true;
}

bool Resolver::fill(CreateAccount& body, ParsedCommand const& command) {
    body.asset = asset(command.asset).number;
    return true;
}

bool Resolver::fill(CreateTransfer& body, ParsedCommand const& command) {
    FoundAsset found;
    if (command.asset.empty()) {
        body.asset = AssetNumber{};
        found.scale = inherited_scale(body);
    } else {
        found = asset(command.asset);
        body.asset = found.number;
    }
    return units(command, Role::amount, found.scale, body.requested);
}

// A post or void may leave its asset to the pending transfer, and any transfer names accounts,
// which have one.
std::optional<std::uint8_t> Resolver::inherited_scale(CreateTransfer const& body) const {
    auto const& ledger = state_.ledger();
    if (auto const* pending = ledger.pending(body.pending_id)) return scale_of(pending->asset);
    for (auto const id : {body.debit, body.credit}) {
        auto const handle = ledger.find(id);
        if (!handle.is_none()) return scale_of(ledger.account(handle).asset);
    }
    if (past_ == nullptr || body.pending_id == TransferId{}) return std::nullopt;
    auto const ended = past_->transfer(body.pending_id);
    return ended ? scale_of(ended->asset) : std::nullopt;
}

bool Resolver::fill(CreateMarket& body, ParsedCommand const& command) {
    body.base = asset(command.asset).number;
    body.quote = asset(command.quote).number;
    return true;
}

bool Resolver::fill(ControlMarket& body, ParsedCommand const& command) {
    body.market = market(command.market).number;
    return true;
}

bool Resolver::fill(PlaceOrder& body, ParsedCommand const& command) {
    auto const found = market(command.market);
    body.market = found.number;
    auto const& scales = found.scales;
    return units(command, Role::price, scales.price, body.price) &&
           units(command, Role::quantity, scales.quantity, body.quantity) &&
           units(command, Role::stop_price, scales.price, body.stop_price) &&
           units(command, Role::trail, scales.price, body.trail) &&
           units(command, Role::display, scales.quantity, body.display) &&
           units(command, Role::min_quantity, scales.quantity, body.min_quantity) &&
           units(command, Role::budget, scales.quote, body.budget);
}

bool Resolver::fill(AmendOrder& body, ParsedCommand const& command) {
    auto const scales = market_of_order(body.id).scales;
    return units(command, Role::price, scales.price, body.price) &&
           units(command, Role::quantity, scales.quantity, body.quantity);
}

bool Resolver::fill(CancelAll& body, ParsedCommand const& command) {
    body.market = command.market.empty() ? MarketNumber{} : market(command.market).number;
    return true;
}

bool Resolver::fill(CreateEscrow& body, ParsedCommand const& command) {
    auto const found = asset(command.asset);
    body.asset = found.number;
    return units(command, Role::amount, found.scale, body.amount);
}

bool Resolver::fill(ObserveBlock& body, ParsedCommand const& command) {
    body.chain = chain(command.chain);
    for (std::size_t i = 0; i < body.events.size(); ++i) {
        auto const found = asset(command.events[i].asset);
        body.events[i].asset = found.number;
        uint128 amount = 0;
        if (!convert(command.events[i].amount, found.scale, amount)) return false;
        body.events[i].amount = Amount{amount};
    }
    return true;
}

bool Resolver::fill(ResumeChain& body, ParsedCommand const& command) {
    body.chain = chain(command.chain);
    return true;
}

bool Resolver::fill(RequestWithdrawal& body, ParsedCommand const& command) {
    auto const found = asset(command.asset);
    body.asset = found.number;
    body.chain = chain(command.chain);
    return units(command, Role::amount, found.scale, body.amount);
}

bool Resolver::fill(RecordLiabilities& body, ParsedCommand const& command) {
    auto const found = asset(command.asset);
    body.asset = found.number;
    return units(command, Role::amount, found.scale, body.total);
}

bool Resolver::fill(RecordReconciliation& body, ParsedCommand const& command) {
    auto const found = asset(command.asset);
    body.asset = found.number;
    for (std::size_t i = 0; i < body.breaks.size(); ++i) {
        uint128 amount = 0;
        if (!convert(command.events[i].amount, found.scale, amount)) return false;
        body.breaks[i].amount = Amount{amount};
    }
    return units(command, Role::amount, found.scale, body.more_on_statement) &&
           units(command, Role::budget, found.scale, body.more_on_record);
}

}  // namespace tally::json
