#pragma once

#include "journal/entries/markets.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// LOBSTER message files (lobsterdata.com): the order flow of one stock at NASDAQ on one day, a line
// a message, six columns, no header.
namespace tally::lobster {

enum class Kind : std::uint8_t {
    new_order = 1,
    partial_cancel = 2,
    deletion = 3,
    execution = 4,         // of a visible order
    hidden_execution = 5,  // of an order that the file never shows
    cross_trade = 6,       // an auction's
    halt = 7,              // and resumption
};

inline constexpr std::uint64_t price_units = 10'000;  // a price is in 1/10000 of a dollar

// One line. For `halt`, price and order say nothing.
struct Message {
    std::uint64_t ns = 0;  // since midnight, at the exchange
    Kind kind = Kind::new_order;
    std::uint64_t order = 0;
    std::uint64_t shares = 0;
    std::uint64_t price = 0;
    std::size_t price_column = 1;
    OrderSide side = OrderSide::buy;  // of the resting order
};

// What is wrong with a line, and where: columns count characters from 1.
struct Fault {
    std::size_t column = 1;
    std::string text;
};

using ParsedMessage = detail::BasicResult<Message, Fault>;

// A line without its end.
[[nodiscard]] ParsedMessage parse(std::string_view line);

// Reads a file line by line, in bounded memory, and names file, line and column of what is wrong:
// a fault in a line, or a message earlier than the one before it.
class Reader {
public:
    [[nodiscard]] static Result<Reader> open(std::string file);

    // The next message; nothing at the end.
    [[nodiscard]] Result<std::optional<Message>> next();

    // Of the last message; from 1.
    [[nodiscard]] std::uint64_t line() const { return line_; }

    // Names a place in the last line.
    [[nodiscard]] Failure failure_at(std::size_t column, std::string_view text) const;

private:
    Reader(std::string file, std::unique_ptr<std::istream> stream);

    std::string file_;
    std::unique_ptr<std::istream> stream_;
    std::uint64_t line_ = 0;
    std::uint64_t last_ns_ = 0;
};

}  // namespace tally::lobster
