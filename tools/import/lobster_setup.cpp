#include "tools/import/lobster_setup.h"

#include "tools/text/number.h"
#include "tools/text/time.h"

#include <filesystem>
#include <utility>

namespace tally::lobster {

namespace {

constexpr std::uint8_t file_scale = 4;  // of the file's prices
constexpr std::uint16_t owner_code = 1;
constexpr std::uint16_t issuer_code = 2;

std::uint64_t power_of_ten(unsigned exponent) {
    std::uint64_t power = 1;
    for (unsigned i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

Result<Increment> parse_tick(std::string const& text) {
    auto const tick = text::parse_decimal(text);
    if (!tick.ok()) {
        return usage_failure("--tick '" + text + "' " + std::string{text::describe(tick.fault)});
    }
    if (tick.value.scale > file_scale || tick.value.digits == 0 || tick.value.digits > UINT32_MAX) {
        return usage_failure("--tick '" + text +
                             "' must be above zero, with at most four decimals");
    }
    return Increment{static_cast<std::uint64_t>(tick.value.digits), tick.value.scale};
}

// Where a date stands in a file's name, as in AAPL_2012-06-21_34200000_57600000_message_50.csv.
std::string date_in(std::string const& name) {
    constexpr std::string_view shape = "dddd-dd-dd";
    for (std::size_t start = 0; start + shape.size() <= name.size(); ++start) {
        bool fits = true;
        for (std::size_t i = 0; i < shape.size(); ++i) {
            char const c = name[start + i];
            bool const digit = c >= '0' && c <= '9';
            fits = fits && (shape[i] == 'd' ? digit : c == shape[i]);
        }
        if (fits) return name.substr(start, shape.size());
    }
    return {};
}

Result<void> check_price(Message const& message, MarketTerms const& terms, Reader const& reader) {
    bool const on_book = message.kind == Kind::new_order || message.kind == Kind::execution;
    if (!on_book) return success();
    auto const step = terms.price_divisor * terms.tick.units;
    if (message.price % step == 0) return success();
    return reader.failure_at(message.price_column,
                             "price " + text::format_units(message.price, file_scale) +
                                 " is no multiple of the market's tick; name a finer --tick");
}

AccountId account_of(OwnerId owner, bool base) {
    return AccountId{owner.value * 2 + (base ? 1 : 0)};
}

CreateAccount account(OwnerId owner, AssetNumber asset, bool base) {
    CreateAccount created;
    created.id = account_of(owner, base);
    created.owner = owner;
    created.asset = asset;
    created.code = owner == issuer ? issuer_code : owner_code;
    created.flags = account_flag::default_for_owner;
    if (owner != issuer) created.flags |= account_flag::debits_must_not_exceed_credits;
    return created;
}

CreateTransfer funding(OwnerId owner, AssetNumber asset, bool base, uint128 units) {
    CreateTransfer transfer;
    transfer.id = TransferId{account_of(owner, base).value};
    transfer.debit = account_of(issuer, base);
    transfer.credit = account_of(owner, base);
    transfer.asset = asset;
    transfer.amount = Amount{units};
    transfer.requested = Amount{units};
    transfer.code = 1;
    return transfer;
}

// From the file's price units to quote's smallest, upwards.
uint128 in_quote(uint128 price_times_shares, MarketTerms const& terms) {
    auto const divisor = power_of_ten(file_scale - unsigned{terms.quote_scale});
    return (price_times_shares + divisor - 1) / divisor;
}

}  // namespace

Result<MarketTerms> parse_terms(std::string const& market, std::string const& tick) {
    auto const dash = market.find('-');
    auto const symbol = MarketSymbol::from(market);
    auto const base = AssetCode::from(market.substr(0, dash));
    auto const quote = AssetCode::from(dash == std::string::npos ? "" : market.substr(dash + 1));
    if (!symbol || !base || !quote || *base == *quote) {
        return usage_failure("--market '" + market + "' is not BASE-QUOTE, as in AAPL-USD");
    }
    MarketTerms terms{*symbol, *base, *quote, {}, 1, 2};
    TALLY_TRY(increment, parse_tick(tick));
    terms.tick = increment;
    terms.price_divisor = power_of_ten(unsigned{file_scale} - increment.scale);
    if (increment.scale > terms.quote_scale) terms.quote_scale = increment.scale;
    return terms;
}

Result<Timestamp> day_of(std::string const& date, std::string const& file) {
    auto const name = std::filesystem::path{file}.filename().string();
    auto const text = date.empty() ? date_in(name) : date;
    if (text.empty()) {
        return usage_failure(file +
                             ": no date in the file's name; name the day with --date 2012-06-21");
    }
    auto const day = text::parse_time_or_date(text);
    if (!day || text.size() != 10) {
        return usage_failure("--date '" + text + "' is not a day, as in 2012-06-21");
    }
    return *day;
}

Result<Survey> survey(std::string const& file, MarketTerms const& terms) {
    TALLY_TRY(reader, Reader::open(file));
    Survey found;
    while (true) {
        TALLY_TRY(message, reader.next());
        if (!message) break;
        TALLY_TRYV(check_price(*message, terms, reader));
        ++found.messages[static_cast<std::size_t>(message->kind)];
        found.last_ns = message->ns;
        add_need(*message, found.needs);
    }
    if (reader.line() == 0) {
        return Failure{FailureKind::incomplete, file + ": is empty; there is nothing to import"};
    }
    return found;
}

std::vector<Body> asset_commands(MarketTerms const& terms) {
    return {CreateAsset{terms.base, 0, {}, Outcome::ok},
            CreateAsset{terms.quote, terms.quote_scale, {}, Outcome::ok}};
}

std::vector<Body> market_commands(MarketTerms const& terms,
                                  Survey const& survey,
                                  AssetNumber base,
                                  AssetNumber quote) {
    std::vector<Body> commands{account(issuer, quote, false), account(issuer, base, true)};
    for (auto const& [owner, need] : survey.needs) {
        commands.emplace_back(account(owner, quote, false));
        commands.emplace_back(account(owner, base, true));
        auto const money = in_quote(need.quote, terms);
        if (money != 0) commands.emplace_back(funding(owner, quote, false, money));
        if (need.base != 0) commands.emplace_back(funding(owner, base, true, need.base));
    }
    CreateMarket market;
    market.symbol = terms.symbol;
    market.base = base;
    market.quote = quote;
    market.tick = terms.tick;
    market.lot = Increment{1, 0};
    market.fee_owner = issuer;
    commands.emplace_back(market);
    return commands;
}

}  // namespace tally::lobster
