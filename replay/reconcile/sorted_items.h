#pragma once

#include "replay/reconcile/matcher.h"

#include <compare>
#include <optional>
#include <span>
#include <vector>

// Items in the orders in which the matcher's steps go through them.
namespace tally::reconcile {

struct Sides {
    std::span<Item const> internal;
    std::span<Item const> external;
};

// An item that has a reference, with a fixed hash of it to sort by.
struct HashedItem {
    std::uint64_t hash = 0;
    std::uint32_t index = 0;
};

// The references of one side, to tell early what of the other side cannot have a partner: a Bloom
// filter of two bytes for each, small enough to stay near.
class KnownReferences {
public:
    explicit KnownReferences(std::span<Item const> items);

    // False: certainly not there.
    [[nodiscard]] bool may_have(std::uint64_t hash) const {
        auto const bits = bits_of(hash);
        return (words_[hash >> shift_] & bits) == bits;
    }

private:
    // Three of a word's bits.
    static std::uint64_t bits_of(std::uint64_t hash) {
        auto const bit = [hash](unsigned from) { return std::uint64_t{1} << (hash >> from & 63U); };
        return bit(0) | bit(6) | bit(12);
    }

    std::vector<std::uint64_t> words_;
    unsigned shift_ = 0;
};

// Those with a reference that may be among `known`: equal references together, then by amount, date
// and place. All others are added to `loose`.
[[nodiscard]] std::vector<HashedItem> by_reference_order(std::span<Item const> items,
                                                         KnownReferences const& known,
                                                         std::vector<std::uint32_t>& loose);

// Goes through them, one reference at a time.
class ReferenceRuns {
public:
    ReferenceRuns(std::span<Item const> items, std::span<HashedItem const> order)
        : items_(items), order_(order) {}

    [[nodiscard]] bool done() const { return at_ == order_.size(); }

    // Which of the two has the earlier reference; what is done comes last.
    [[nodiscard]] static std::strong_ordering compare(ReferenceRuns const& ours,
                                                      ReferenceRuns const& theirs);

    // The items of the next reference. Valid until the next call.
    [[nodiscard]] std::span<std::uint32_t const> take();

private:
    std::span<Item const> items_;
    std::span<HashedItem const> order_;
    std::size_t at_ = 0;
    std::vector<std::uint32_t> run_;
};

// External less internal; nothing if a sum does not fit.
[[nodiscard]] std::optional<SignedAmount> difference_of(Sides const& sides,
                                                        std::span<std::uint32_t const> internal,
                                                        std::span<std::uint32_t const> external);

void add_finding(Sides const& sides,
                 Matched& matched,
                 BreakCode code,
                 std::vector<std::uint32_t> internal,
                 std::vector<std::uint32_t> external);

}  // namespace tally::reconcile
