#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tally::linear {

// What one client did and was told. Times are of one monotonic clock, that of the clients' process.
struct Operation {
    enum class Kind : std::uint8_t { transfer, read };

    Kind kind = Kind::transfer;
    std::uint64_t sent_ns = 0;
    std::uint64_t answered_ns = 0;
    std::uint64_t sequence = 0;  // a transfer's entry; of a read, how many entries it had seen
    std::size_t debit = 0;       // of a read: the account that was read
    std::size_t credit = 0;
    std::uint64_t amount = 0;
    bool accepted = false;      // of a transfer
    std::uint64_t debits = 0;   // of a read: the totals that it saw
    std::uint64_t credits = 0;  // in the same units as `amount`
};

// The accounts at the start. One that is limited never has debits beyond its credits.
struct Start {
    std::uint64_t entries = 0;  // how many there were; the first transfer has this sequence
    std::vector<bool> limited;
    std::vector<std::uint64_t> credits;
};

// Whether a history is that of one ledger whose operations happen one after the other, each between
// its sending and its answer; otherwise, which operation is not and why. The record claims an order
// (the sequences), so that nothing has to be searched: the order is held against the clock, and
// the answers against a model of a few lines which shares nothing with the engine.
//
// Complete histories only: every entry from Start::entries on is a transfer of the history.
[[nodiscard]] std::optional<std::string> find_anomaly(Start const& start,
                                                      std::vector<Operation> history);

}  // namespace tally::linear
