#pragma once

#include "tools/cli/json_text.h"
#include "tools/json/names.h"
#include "tools/look/shown.h"
#include "tools/text/hex.h"
#include "tools/text/time.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace tally::look {

// Appends members to an open JSON object, each in the form that its kind of value has everywhere.
// The `some_` ones leave out a value that is zero or empty.
class Members {
public:
    Members(cli::JsonText& json, Shown const& shown) : json_(json), shown_(shown) {}

    [[nodiscard]] cli::JsonText& json() { return json_; }

    [[nodiscard]] Shown const& shown() const { return shown_; }

    Members& text(std::string_view key, std::string_view value) {
        json_.key(key).text(value);
        return *this;
    }

    Members& some_text(std::string_view key, std::string_view value) {
        return value.empty() ? *this : text(key, value);
    }

    Members& count(std::string_view key, std::uint64_t value) {
        json_.key(key).number(value);
        return *this;
    }

    Members& some_count(std::string_view key, std::uint64_t value) {
        return value == 0 ? *this : count(key, value);
    }

    Members& yes(std::string_view key, bool value) {
        if (value) json_.key(key).boolean(true);
        return *this;
    }

    Members& id(std::string_view key, uint128 value) { return text(key, id_text(value)); }

    Members& some_id(std::string_view key, uint128 value) {
        return value == 0 ? *this : id(key, value);
    }

    Members& some_time(std::string_view key, Timestamp value) {
        return value == Timestamp{} ? *this : text(key, tally::text::format_time(value));
    }

    Members& some_date(std::string_view key, std::uint32_t days) {
        return days == 0 ? *this : text(key, tally::text::format_date(days));
    }

    Members& hex(std::string_view key, ByteSpan value) {
        return text(key, tally::text::format_hex(value));
    }

    Members& asset(std::string_view key, AssetNumber value) {
        return value == AssetNumber{} ? *this : text(key, shown_.asset(value));
    }

    Members& market(std::string_view key, MarketNumber value) {
        return text(key, shown_.market(value));
    }

    Members& chain(std::string_view key, ChainNumber value) {
        return text(key, shown_.chain(value));
    }

    Members& amount(std::string_view key, Amount value, AssetNumber asset) {
        return text(key, shown_.amount(value, asset));
    }

    Members& quote(std::string_view key, Amount value, MarketNumber market) {
        return text(key, shown_.quote(value, market));
    }

    Members& some_price(std::string_view key, Price value, MarketNumber market) {
        return value == Price{} ? *this : text(key, shown_.price(value, market));
    }

    Members& some_quantity(std::string_view key, Quantity value, MarketNumber market) {
        return value.is_zero() ? *this : text(key, shown_.quantity(value, market));
    }

    Members& flags(std::string_view key,
                   std::span<json::Named<std::uint16_t> const> names,
                   std::uint16_t value) {
        json_.key(key).begin_array();
        for (auto const word : json::words_for(names, value))
            json_.text(word);
        json_.end_array();
        return *this;
    }

private:
    cli::JsonText& json_;
    Shown const& shown_;
};

}  // namespace tally::look
