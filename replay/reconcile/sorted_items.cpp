#include "replay/reconcile/sorted_items.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <tuple>
#include <utility>

namespace tally::reconcile {

namespace {

// Eight bytes at a time. The order of results does not depend on it, only which references are
// compared.
std::uint64_t hash_of(std::string_view text) {
    constexpr std::uint64_t factor = 0x9e3779b97f4a7c15U;  // 2^64 over the golden ratio
    std::uint64_t hash = text.size() * factor;
    while (!text.empty()) {
        std::uint64_t word = 0;
        auto const size = std::min(text.size(), sizeof word);
        std::memcpy(&word, text.data(), size);
        text.remove_prefix(size);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 32U;
    }
    return hash * factor;
}

auto rank_of(Item const& item) {
    return std::tuple{item.amount.units(), item.date, item.place};
}

std::optional<SignedAmount> sum_of(std::span<Item const> items, std::span<std::uint32_t const> of) {
    SignedAmount sum;
    for (auto const at : of) {
        auto const more = sum.checked_add(items[at].amount);
        if (!more) return std::nullopt;
        sum = *more;
    }
    return sum;
}

}  // namespace

KnownReferences::KnownReferences(std::span<Item const> items) {
    auto const words = std::bit_ceil(std::max<std::size_t>(items.size() / 4, 2));
    words_.resize(words);
    shift_ = 64U - static_cast<unsigned>(std::bit_width(words - 1));
    for (auto const& item : items) {
        auto const hash = hash_of(item.reference);
        if (!item.reference.empty()) words_[hash >> shift_] |= bits_of(hash);
    }
}

std::vector<HashedItem> by_reference_order(std::span<Item const> items,
                                           KnownReferences const& known,
                                           std::vector<std::uint32_t>& loose) {
    std::vector<HashedItem> order;
    loose.reserve(items.size());
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        auto const hash = items[i].reference.empty() ? 0 : hash_of(items[i].reference);
        bool const here = !items[i].reference.empty() && known.may_have(hash);
        if (here)
            order.push_back({hash, i});
        else
            loose.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](HashedItem const& a, HashedItem const& b) {
        if (a.hash != b.hash) return a.hash < b.hash;
        Item const& left = items[a.index];
        Item const& right = items[b.index];
        if (left.reference != right.reference) return left.reference < right.reference;
        return rank_of(left) < rank_of(right);
    });
    return order;
}

std::strong_ordering ReferenceRuns::compare(ReferenceRuns const& ours,
                                            ReferenceRuns const& theirs) {
    if (ours.done() || theirs.done()) return ours.done() <=> theirs.done();
    auto const& mine = ours.order_[ours.at_];
    auto const& other = theirs.order_[theirs.at_];
    if (mine.hash != other.hash) return mine.hash <=> other.hash;
    return ours.items_[mine.index].reference <=> theirs.items_[other.index].reference;
}

std::span<std::uint32_t const> ReferenceRuns::take() {
    run_.clear();
    auto const& first = items_[order_[at_].index];
    auto const hash = order_[at_].hash;
    for (; at_ < order_.size() && order_[at_].hash == hash &&
           items_[order_[at_].index].reference == first.reference;
         ++at_)
        run_.push_back(order_[at_].index);
    return run_;
}

std::optional<SignedAmount> difference_of(Sides const& sides,
                                          std::span<std::uint32_t const> internal,
                                          std::span<std::uint32_t const> external) {
    auto const ours = sum_of(sides.internal, internal);
    auto const theirs = sum_of(sides.external, external);
    return ours && theirs ? theirs->checked_sub(*ours) : std::nullopt;
}

void add_finding(Sides const& sides,
                 Matched& matched,
                 BreakCode code,
                 std::vector<std::uint32_t> internal,
                 std::vector<std::uint32_t> external) {
    auto const difference = difference_of(sides, internal, external);
    if (!difference) code = BreakCode::unclassified;  // more than can be added up
    matched.findings.push_back(
        {code, std::move(internal), std::move(external), difference.value_or(SignedAmount{})});
}

}  // namespace tally::reconcile
