#pragma once

#include "journal/entry.h"
#include "projections/effects.h"
#include "projections/state.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

// What an entry moved, as statements and books tell it. All of it comes from the one table of
// postings, docs/postings.md.
namespace tally::look {

// An account's posted totals at some moment.
struct Position {
    Amount debits;
    Amount credits;
};

// A posted movement, and where it left both of its accounts.
struct Movement {
    Posting posting;
    Position debit;
    Position credit;
};

// The posted movements of the last entry that a State folded, in the order of its postings.
class Movements {
public:
    // Holds no reference to the state.
    explicit Movements(State const& state);

    [[nodiscard]] std::span<Movement const> all() const { return std::span{all_}.first(count_); }

private:
    void turn_back(std::size_t from);

    std::array<Movement, Effects::max_postings> all_;
    std::size_t count_ = 0;
};

// The id of what an entry is about: a transfer, the taker's order, an order, an escrow, a
// withdrawal, the account of a deposit. Empty if it has none.
[[nodiscard]] std::string reference_of(Body const& body);

// The day that an entry counts for, in days since 1970-01-01 (UTC): a transfer may say another than
// that of its record.
[[nodiscard]] std::uint32_t effective_day(Entry const& entry);

[[nodiscard]] std::uint32_t day_of(Timestamp time);

}  // namespace tally::look
