#pragma once

#include "engine/sequencer/sequencer.h"
#include "journal/vocabulary/result.h"
#include "tools/import/lobster_message.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

// `tally import lobster`: records the order flow of a LOBSTER file as a market of ours, so that our
// engine must itself choose the resting order that NASDAQ chose. See docs/lobster.md.
namespace tally::lobster {

struct ImportOptions {
    std::string file;
    std::string market = "AAPL-USD";  // BASE-QUOTE
    std::string date;                 // 2012-06-21; empty: the date in the file's name
    std::string tick = "0.01";
    std::filesystem::path data;
    std::function<void(std::uint64_t)> progress;  // told the messages done so far; may be empty
};

// Best price of one side of the book, and what is open there.
struct Quote {
    Price price;
    Quantity quantity;
};

struct ImportReport {
    std::array<std::uint64_t, 8> messages{};  // by type; [0] is not used
    std::uint64_t unknown_orders = 0;         // messages about orders from before the file
    std::uint64_t orders = 0;                 // accepted
    std::uint64_t amended = 0;
    std::uint64_t cancelled = 0;
    std::map<std::string, std::uint64_t> refused;  // by outcome
    std::uint64_t fills = 0;
    std::uint64_t volume = 0;              // shares
    uint128 notional = 0;                  // in quote's smallest unit
    std::uint64_t executions = 0;          // orders that stand for a visible execution
    std::uint64_t same_order = 0;          // of these, filled whole by the order NASDAQ chose
    std::uint64_t corrections = 0;         // orders brought down to what NASDAQ had left of them
    std::uint64_t crossed_on_arrival = 0;  // fills by orders that rested at NASDAQ
    std::uint64_t entries = 0;
    std::uint64_t ns = 0;  // how long it took, until all was durable
    std::optional<Quote> bid;
    std::optional<Quote> ask;
    std::uint8_t price_scale = 0;
    std::uint8_t quote_scale = 0;
};

// Opens the data directory's writer with the given sink; whoever is asked keeps it open until the
// import is over.
using OpenSequencer = std::function<Result<Sequencer*>(ReceiptSink&)>;

// Reads the file twice: a file with a mistake in it is refused before anything is recorded.
[[nodiscard]] Result<ImportReport> import(ImportOptions const& options, OpenSequencer const& open);

}  // namespace tally::lobster
