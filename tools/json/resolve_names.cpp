#include "tools/json/resolve.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>

// What names stand for: in the state, or else in the linked chain so far. What an earlier command
// of the chain makes gets the next number, or else the chain fails and nothing of it matters.
namespace tally::json {

namespace {

// How many of the chain's commands make something under a name that `known` does not know yet, up
// to the one that makes `wanted`; that one's place and body. Null if none does.
template <class Body>
struct Made {
    Body const* body = nullptr;
    std::uint32_t place = 0;
};

template <class Body, class NameOf, class Known, class Name>
Made<Body> made_before(std::span<ParsedCommand const> before,
                       NameOf const& name_of,
                       Known const& known,
                       Name const& wanted) {
    std::uint32_t place = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        auto const* const body = std::get_if<Body>(&before[i].body);
        if (body == nullptr || known(name_of(*body))) continue;
        if (name_of(*body) == wanted) return {body, place};
        auto const again =
            std::any_of(before.begin(),
                        before.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](auto const& other) {
                            auto const* const earlier = std::get_if<Body>(&other.body);
                            return earlier != nullptr && name_of(*earlier) == name_of(*body);
                        });
        if (!again) ++place;
    }
    return {};
}

}  // namespace

Resolver::FoundAsset Resolver::asset(AssetCode const& code) const {
    auto const& assets = state_.assets();
    if (auto const* found = assets.find(code)) return {found->number, found->scale};
    if (before_.empty()) return {};
    auto const made = made_before<CreateAsset>(
        before_,
        [](CreateAsset const& body) { return body.code; },
        [&](AssetCode const& name) { return assets.find(name) != nullptr; },
        code);
    if (made.body == nullptr) return {};
    auto const count = static_cast<std::uint32_t>(assets.all().size());
    return {AssetNumber{count + 1 + made.place}, made.body->scale};
}

std::optional<std::uint8_t> Resolver::scale_of(AssetNumber number) const {
    auto const* const found = state_.assets().find(number);
    if (found != nullptr) return found->scale;
    for (auto const& command : before_) {
        auto const* const made = std::get_if<CreateAsset>(&command.body);
        if (made != nullptr && asset(made->code).number == number) return made->scale;
    }
    return std::nullopt;
}

Resolver::Scales Resolver::scales_of(MarketNumber number) const {
    auto const* const found = state_.markets().find(number);
    if (found == nullptr) return {};
    return {found->tick.scale, found->lot.scale, scale_of(found->quote)};
}

Resolver::FoundMarket Resolver::market(MarketSymbol const& symbol) const {
    auto const& markets = state_.markets();
    if (auto const* found = markets.find(symbol)) return {found->number, scales_of(found->number)};
    if (before_.empty()) return {};
    auto const made = made_before<CreateMarket>(
        before_,
        [](CreateMarket const& body) { return body.symbol; },
        [&](MarketSymbol const& name) { return markets.find(name) != nullptr; },
        symbol);
    if (made.body == nullptr) return {};
    return {MarketNumber{markets.market_count() + 1 + made.place},
            {made.body->tick.scale, made.body->lot.scale, scale_of(made.body->quote)}};
}

Resolver::FoundMarket Resolver::market_of_order(OrderId id) const {
    auto const& markets = state_.markets();
    auto const handle = markets.find_order(id);
    if (handle != no_order) {
        auto const number = markets.order(handle).market;
        return {number, scales_of(number)};
    }
    for (auto const& command : before_) {
        auto const* const placed = std::get_if<PlaceOrder>(&command.body);
        if (placed != nullptr && placed->id == id) return market(command.market);
    }
    return {};
}

ChainNumber Resolver::chain(ChainName const& name) const {
    auto const& chains = state_.chains();
    if (auto const* found = chains.find(name)) return found->number();
    if (before_.empty()) return unknown_chain;
    auto const made = made_before<CreateChain>(
        before_,
        [](CreateChain const& body) { return body.name; },
        [&](ChainName const& known) { return chains.find(known) != nullptr; },
        name);
    if (made.body == nullptr) return unknown_chain;
    return ChainNumber{static_cast<std::uint32_t>(chains.all().size()) + 1 + made.place};
}

}  // namespace tally::json
