#include "replay/reconcile/reference_order.h"

#include "journal/vocabulary/uint128.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>
#include <tuple>
#include <utility>

namespace tally::reconcile {

namespace {

using Order = std::vector<HashedItem>;

// Which item stands how far ahead when its memory is asked for: first the item, then its text.
constexpr std::size_t texts_ahead = 12;
constexpr std::size_t items_ahead = 2 * texts_ahead;

// --- The hash. Results do not depend on it, only which references are compared.

constexpr std::uint64_t stir = 0x9e3779b97f4a7c15U;   // 2^64 over the golden ratio
constexpr std::uint64_t stir2 = 0xd6e8feb86659fd93U;  // odd, and half of its bits set

std::uint64_t mix(std::uint64_t one, std::uint64_t other) {
    auto const product = uint128{one} * other;
    return high_half(product) ^ low_half(product);
}

template <class Word>
std::uint64_t word_at(char const* at) {
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// The last up to sixteen bytes as two words, which may overlap; the size says how.
std::pair<std::uint64_t, std::uint64_t> tail_of(char const* at, std::size_t size) {
    if (size >= 8) return {word_at<std::uint64_t>(at), word_at<std::uint64_t>(at + size - 8)};
    if (size >= 4) return {word_at<std::uint32_t>(at), word_at<std::uint32_t>(at + size - 4)};
    if (size == 0) return {0, 0};
    return {word_at<std::uint8_t>(at) << 8U | word_at<std::uint8_t>(at + size / 2),
            word_at<std::uint8_t>(at + size - 1)};
}

std::uint64_t hash_of(std::string_view text) {
    char const* at = text.data();
    std::size_t left = text.size();
    std::uint64_t hash = stir2;
    for (; left > 16; left -= 16, at += 16)
        hash = mix(word_at<std::uint64_t>(at) ^ stir, word_at<std::uint64_t>(at + 8) ^ hash);
    auto const [first, last] = tail_of(at, left);
    return mix(mix(first ^ stir, last ^ hash) ^ stir2, text.size() ^ stir);
}

// Items a block at a time, so that a block's look-ups wait for memory together and not one after
// the other.
class Block {
public:
    explicit Block(std::span<Item const> items) : items_(items) {}

    // The next of them. False: there are no more.
    template <class Hashed>
    [[nodiscard]] bool next(Hashed const& hashed) {
        begin_ += count_;
        count_ = std::min(size, items_.size() - begin_);
        for (std::size_t i = 0; i < count_; ++i) {
            if (begin_ + i + texts_ahead < items_.size())
                __builtin_prefetch(items_[begin_ + i + texts_ahead].reference.data());
            auto const& item = items_[begin_ + i];
            by_place_ = by_place_ && place_ <= item.place;
            place_ = item.place;
            hashes_[i] = hash_of(item.reference);
            hashed(hashes_[i]);
        }
        return count_ != 0;
    }

    // Those with a reference whose hash is wanted to `order`, all others to `loose`. Without
    // branches: what comes next cannot be foretold.
    template <class Wanted>
    void sort_out(Wanted const& wanted, Order& order, std::vector<std::uint32_t>& loose) {
        std::size_t kept = 0;
        std::size_t left = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            auto const index = static_cast<std::uint32_t>(begin_ + i);
            std::size_t const named = items_[index].reference.empty() ? 0 : 1;
            std::size_t const keep = named & (wanted(hashes_[i]) ? 1U : 0U);
            kept_[kept] = {hashes_[i], index};
            left_[left] = index;
            kept += keep;
            left += 1 - keep;
        }
        order.insert(order.end(), kept_.begin(), kept_.begin() + kept);
        loose.insert(loose.end(), left_.begin(), left_.begin() + left);
    }

    // So far.
    [[nodiscard]] bool by_place() const { return by_place_; }

private:
    static constexpr std::size_t size = 128;

    std::span<Item const> items_;
    std::size_t begin_ = 0;
    std::size_t count_ = 0;
    std::uint64_t place_ = 0;
    bool by_place_ = true;
    std::array<std::uint64_t, size> hashes_{};
    std::array<HashedItem, size> kept_{};
    std::array<std::uint32_t, size> left_{};
};

// --- The order

bool is_before(std::span<Item const> items, HashedItem const& a, HashedItem const& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    Item const& left = items[a.index];
    Item const& right = items[b.index];
    if (left.reference != right.reference) return left.reference < right.reference;
    auto const rank = [](Item const& item) {
        return std::tuple{item.amount.units(), item.date, item.place};
    };
    return rank(left) < rank(right);
}

void sort_all(std::span<Item const> items, std::span<HashedItem> order) {
    std::ranges::sort(order, [&](auto const& a, auto const& b) { return is_before(items, a, b); });
}

constexpr unsigned digit_bits = 8;
constexpr unsigned first_digit = 40;  // so that three digits are the hash's first 24 bits

// One stable pass over a digit.
void scatter(Order const& from, Order& to, unsigned shift) {
    constexpr std::size_t digits = std::size_t{1} << digit_bits;
    auto const digit = [shift](HashedItem const& item) {
        return item.hash >> shift & (digits - 1);
    };
    std::array<std::size_t, digits> next{};
    for (auto const& item : from)
        ++next[digit(item)];
    std::size_t begin = 0;
    for (auto& at : next)
        begin += std::exchange(at, begin);
    for (auto const& item : from)
        to[next[digit(item)]++] = item;
}

}  // namespace

KnownReferences::KnownReferences(std::span<HashedItem const> items) {
    auto const words = std::bit_ceil(std::max<std::size_t>(items.size() / 4, 2));
    words_.resize(words);
    shift_ = 64U - static_cast<unsigned>(std::bit_width(words - 1));
    for (auto const& item : items)
        words_[item.hash >> shift_] |= bits_of(item.hash);
}

HashedSide with_reference(std::span<Item const> items, std::vector<std::uint32_t>& loose) {
    HashedSide side;
    side.order.reserve(items.size());
    Block block{items};
    while (block.next([](std::uint64_t) {}))
        block.sort_out([](std::uint64_t) { return true; }, side.order, loose);
    side.by_place = block.by_place();
    return side;
}

HashedSide with_known_reference(std::span<Item const> items,
                                KnownReferences const& known,
                                std::size_t known_count,
                                std::vector<std::uint32_t>& loose) {
    HashedSide side;
    side.order.reserve(std::min(items.size(), known_count + items.size() / 32));
    loose.reserve(items.size());
    Block block{items};
    while (block.next([&](std::uint64_t hash) { known.expect(hash); }))
        block.sort_out([&](std::uint64_t hash) { return known.may_have(hash); }, side.order, loose);
    side.by_place = block.by_place();
    return side;
}

// By the hash's first bits without a comparison; what those leave equal are a few.
void sort_by_reference(std::span<Item const> items, std::vector<HashedItem>& order) {
    constexpr std::size_t few = 4'096;
    if (order.size() < few) return sort_all(items, order);
    Order other(order.size());
    scatter(order, other, first_digit);
    scatter(other, order, first_digit + digit_bits);
    scatter(order, other, first_digit + 2 * digit_bits);
    order.swap(other);
    auto const first_bits = [](HashedItem const& item) { return item.hash >> first_digit; };
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && first_bits(order[end]) == first_bits(order[begin]))
            ++end;
        if (end - begin > 1) sort_all(items, std::span{order}.subspan(begin, end - begin));
        begin = end;
    }
}

std::strong_ordering ReferenceRuns::compare(ReferenceRuns const& ours,
                                            ReferenceRuns const& theirs) {
    if (ours.done() || theirs.done()) return ours.done() <=> theirs.done();
    auto const& mine = ours.order_[ours.at_];
    auto const& other = theirs.order_[theirs.at_];
    if (mine.hash != other.hash) return mine.hash <=> other.hash;
    return ours.items_[mine.index].reference <=> theirs.items_[other.index].reference;
}

// Items stand in memory in another order: without this each would be waited for by itself.
void ReferenceRuns::look_ahead() const {
    if (at_ + items_ahead < order_.size()) {
        auto const* const item = &items_[order_[at_ + items_ahead].index];
        __builtin_prefetch(item);
        __builtin_prefetch(&item->amount);
    }
    if (at_ + texts_ahead < order_.size())
        __builtin_prefetch(items_[order_[at_ + texts_ahead].index].reference.data());
}

std::span<std::uint32_t const> ReferenceRuns::take() {
    run_.clear();
    auto const& first = order_[at_];
    do {
        look_ahead();
        run_.push_back(order_[at_++].index);
    } while (at_ < order_.size() && order_[at_].hash == first.hash &&
             items_[order_[at_].index].reference == items_[first.index].reference);
    return run_;
}

}  // namespace tally::reconcile
