#pragma once

#include "replay/reconcile/matcher.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Items by reference, so that both sides can be merged. References are compared by a hash of 64
// bits first, which is kept in a flat list: docs/adr/0120.
namespace tally::reconcile {

// An item that has a reference, with a fixed hash of it to sort by.
struct HashedItem {
    std::uint64_t hash = 0;
    std::uint32_t index = 0;
};

// The references of one side, to tell early what of the other side cannot have a partner: a Bloom
// filter of two bytes for each, small enough to stay near.
class KnownReferences {
public:
    explicit KnownReferences(std::span<HashedItem const> items);

    // Asks for the memory that may_have() will read.
    void expect(std::uint64_t hash) const { __builtin_prefetch(&words_[hash >> shift_]); }

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

// What one look at each item of a side tells.
struct HashedSide {
    std::vector<HashedItem> order;  // of the items with a reference, as they come
    bool by_place = true;           // whether all items come by place
};

// Those with a reference; all others are added to `loose`.
[[nodiscard]] HashedSide with_reference(std::span<Item const> items,
                                        std::vector<std::uint32_t>& loose);

// Likewise, but only those whose reference may be among `known`, which is of so many items.
[[nodiscard]] HashedSide with_known_reference(std::span<Item const> items,
                                              KnownReferences const& known,
                                              std::size_t known_count,
                                              std::vector<std::uint32_t>& loose);

// Puts equal references together, each by amount, date and place.
void sort_by_reference(std::span<Item const> items, std::vector<HashedItem>& order);

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
    void look_ahead() const;

    std::span<Item const> items_;
    std::span<HashedItem const> order_;
    std::size_t at_ = 0;
    std::vector<std::uint32_t> run_;
};

}  // namespace tally::reconcile
