#include "tools/signing/order_message.h"

#include "journal/crypto/text.h"
#include "tools/cli/json_text.h"
#include "tools/ethereum/keccak.h"
#include "tools/ethereum/typed_words.h"
#include "tools/json/names.h"
#include "tools/text/number.h"

#include <array>
#include <cstddef>
#include <variant>
#include <vector>

namespace tally::signing {

namespace {

using ethereum::Word;
using ethereum::word_of;

constexpr std::string_view domain_type = "EIP712Domain(string name,string version,bytes32 salt)";

enum class Type : std::uint8_t { text, wide, time, flag };

// One field of the message: its name, its EIP-712 type, its value as text.
struct Field {
    std::string_view name;
    Type type;
    std::string text;
    uint128 number = 0;
};

std::string_view name_of(Type type) {
    switch (type) {
        case Type::text:
            return "string";
        case Type::wide:
            return "uint128";
        case Type::time:
            return "uint64";
        case Type::flag:
            return "bool";
    }
    return {};
}

Field text(std::string_view name, std::string_view value) {
    return {name, Type::text, std::string{value}};
}

Field number(std::string_view name, Type type, uint128 value) {
    return {name, type, text::format_integer(value), value};
}

Field flag(std::string_view name, bool on) {
    return {name, Type::flag, on ? "true" : "false", uint128{on ? 1U : 0U}};
}

std::vector<Field> fields_of(std::string_view origin,
                             OrderTerms const& terms,
                             PlaceOrder const& order,
                             std::uint64_t nonce) {
    auto const price = [&](Price value) {
        return text::format_units(value.value, terms.price_scale);
    };
    auto const quantity = [&](Quantity value) {
        return text::format_units(value.units(), terms.quantity_scale);
    };
    return {
        text("record", origin),
        number("id", Type::wide, order.id.value),
        number("owner", Type::wide, order.owner.value),
        text("market", terms.market),
        text("side", json::word_for(json::order_sides, order.side)),
        text("orderType", json::word_for(json::order_types, order.type)),
        text("price", price(order.price)),
        text("quantity", quantity(order.quantity)),
        text("budget", text::format_units(order.budget.units(), terms.quote_scale)),
        text("timeInForce", json::word_for(json::times_in_force, order.time_in_force)),
        text("stopPrice", price(order.stop_price)),
        text("trail", price(order.trail)),
        text("display", quantity(order.display)),
        text("minQuantity", quantity(order.min_quantity)),
        flag("postOnly", (order.options & order_option::post_only) != 0),
        flag("allOrNone", (order.options & order_option::all_or_none) != 0),
        text("selfTrade", json::word_for(json::self_trades, order.self_trade)),
        number("expires", Type::time, order.expires.ns),
        number("nonce", Type::time, nonce),
    };
}

std::string type_of(std::vector<Field> const& fields) {
    std::string type = "Order(";
    for (auto const& field : fields) {
        if (type.back() != '(') type += ',';
        type.append(name_of(field.type)).append(" ").append(field.name);
    }
    return type + ")";
}

Word word_of(Field const& field) {
    if (field.type == Type::text) return ethereum::keccak256(field.text).bytes;
    return word_of(field.number);
}

Hash32 domain_of(std::string_view origin) {
    return ethereum::hash_words({ethereum::keccak256(domain_type).bytes,
                                 ethereum::keccak256("Tallystick").bytes,
                                 ethereum::keccak256("1").bytes,
                                 ethereum::keccak256(origin).bytes});
}

Hash32 message_hash(std::vector<Field> const& fields) {
    auto const type = ethereum::keccak256(type_of(fields));
    std::vector<std::uint8_t> bytes{type.bytes.begin(), type.bytes.end()};
    for (auto const& field : fields) {
        auto const word = word_of(field);
        bytes.insert(bytes.end(), word.begin(), word.end());
    }
    return ethereum::keccak256(ByteSpan{bytes});
}

// A number is a string, as wallets take it: JSON numbers end at 2^53.
void append_value(std::string& out, Field const& field) {
    cli::append_json_string(out, field.name);
    out += ':';
    if (field.type == Type::flag)
        out += field.text;
    else
        cli::append_json_string(out, field.text);
}

}  // namespace

std::optional<OrderTerms> terms_of(State const& state, MarketNumber number) {
    auto const* market = state.markets().find(number);
    if (market == nullptr) return std::nullopt;
    auto const* quote = state.assets().find(market->quote);
    if (quote == nullptr) return std::nullopt;
    return OrderTerms{
        std::string{market->symbol.view()}, market->tick.scale, market->lot.scale, quote->scale};
}

void TermsBook::see(Entry const& entry) {
    if (outcome_of(entry.body) != Outcome::ok) return;
    if (auto const* asset = std::get_if<CreateAsset>(&entry.body)) {
        scales_[asset->number] = asset->scale;
    } else if (auto const* market = std::get_if<CreateMarket>(&entry.body)) {
        markets_[market->number] = {std::string{market->symbol.view()},
                                    market->tick.scale,
                                    market->lot.scale,
                                    scales_[market->quote]};
    }
}

OrderTerms const* TermsBook::find(MarketNumber market) const {
    auto const at = markets_.find(market);
    return at == markets_.end() ? nullptr : &at->second;
}

Hash32 order_digest(std::string_view origin,
                    OrderTerms const& terms,
                    PlaceOrder const& order,
                    std::uint64_t nonce) {
    return ethereum::typed_digest(domain_of(origin),
                                  message_hash(fields_of(origin, terms, order, nonce)));
}

std::string order_json(std::string_view origin,
                       OrderTerms const& terms,
                       PlaceOrder const& order,
                       std::uint64_t nonce) {
    auto const fields = fields_of(origin, terms, order, nonce);
    std::string out = R"({"types":{"EIP712Domain":[{"name":"name","type":"string"},)"
                      R"({"name":"version","type":"string"},{"name":"salt","type":"bytes32"}],)"
                      R"("Order":[)";
    for (auto const& field : fields) {
        if (out.back() != '[') out += ',';
        out.append(R"({"name":")").append(field.name).append(R"(","type":")");
        out.append(name_of(field.type)).append(R"("})");
    }
    out += R"(]},"primaryType":"Order","domain":{"name":"Tallystick","version":"1","salt":"0x)";
    out += to_hex(ethereum::keccak256(origin).span()) + R"("},"message":{)";
    for (auto const& field : fields) {
        if (out.back() != '{') out += ',';
        append_value(out, field);
    }
    return out + "}}";
}

}  // namespace tally::signing
