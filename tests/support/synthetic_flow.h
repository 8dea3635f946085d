#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally::testing {

// A deterministic stream of limit orders, cancels and crossing orders with known answers, on which
// public matching engines agree. The same seed gives the same stream anywhere.
//
// Each operation draws from SplitMix64 in this order: a step of the middle price; what to do (45 %
// passive, 45 % cancel, 10 % aggressive); then the order's own fields. A cancel becomes passive
// while few orders are live, an aggressive order becomes passive when nothing stands against it.
struct SyntheticOperation {
    enum class Kind : std::uint8_t { passive = 0, cancel = 1, aggressive = 2 };

    Kind kind = Kind::passive;
    bool sells = false;
    std::uint32_t id = 0;  // of the new order: 1, 2, 3 ...; or of the order to cancel
    std::uint32_t price = 0;
    std::uint32_t quantity = 0;  // of a cancel: what must be left open
};

class SplitMix64 {
public:
    explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += golden;
        return finish(state_);
    }

    std::uint64_t below(std::uint64_t bound) { return next() % bound; }

    // The mixing of one value, for checksums.
    [[nodiscard]] static std::uint64_t mix(std::uint64_t value) { return finish(value + golden); }

private:
    static constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

    [[nodiscard]] static std::uint64_t finish(std::uint64_t bits) {
        bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
        bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
        return bits ^ (bits >> 31U);
    }

    std::uint64_t state_;
};

// What a matching engine comes to on a stream: sums over its fills, then over its final book.
struct FlowAnswers {
    std::uint64_t trades = 0;
    std::uint64_t volume = 0;
    std::uint64_t notional = 0;
    std::uint64_t fillsum = 0;  // does not depend on the order of fills
    std::uint64_t resting = 0;
    std::uint64_t resting_quantity = 0;
    std::uint64_t booksum = 0;          // does not depend on the order of orders
    std::uint64_t bookseq = 0x1234567;  // does: bids, then asks, best first, oldest first

    void fill(std::uint64_t taker,
              std::uint64_t maker,
              std::uint64_t price,
              std::uint64_t quantity) {
        ++trades;
        volume += quantity;
        notional += price * quantity;
        fillsum += hash(taker, maker, price, quantity);
    }

    void rest(std::uint64_t id, bool sells, std::uint64_t price, std::uint64_t open) {
        std::uint64_t const hashed = hash(id, sells ? 1 : 0, price, open);
        ++resting;
        resting_quantity += open;
        booksum += hashed;
        bookseq = SplitMix64::mix(bookseq ^ hashed);
    }

    friend bool operator==(FlowAnswers const&, FlowAnswers const&) = default;

private:
    [[nodiscard]] static std::uint64_t hash(std::uint64_t a,
                                            std::uint64_t b,
                                            std::uint64_t c,
                                            std::uint64_t d) {
        auto const mix = SplitMix64::mix;
        return mix(mix(mix(mix(a) + b) + c) + d);
    }
};

// The published answers for 5,000,000 operations from seed 42.
inline constexpr std::size_t full_flow_size = 5'000'000;
inline constexpr FlowAnswers full_flow_answers{.trades = 981'457,
                                               .volume = 25'053'628,
                                               .notional = 2'511'862'897'408,
                                               .fillsum = 0x1d816edf57994215,
                                               .resting = 10'001,
                                               .resting_quantity = 500'450,
                                               .booksum = 0xa5ce1462a905656b,
                                               .bookseq = 0xc640e87279296d6a};

// Makes the stream. What to cancel and where to cross depend on the book, so it keeps a naive one
// of its own: a ladder of vectors. `answers` is what that book comes to.
class SyntheticFlow {
public:
    explicit SyntheticFlow(std::uint64_t seed = 42) : random_(seed), orders_(1) {}

    [[nodiscard]] SyntheticOperation next() {
        step_middle();
        std::uint64_t const dice = random_.below(100);
        auto kind = dice < 45 ? Kind::passive : dice < 90 ? Kind::cancel : Kind::aggressive;
        if (kind == Kind::cancel) return live_.size() < fewest_live ? passive() : cancel();
        if (kind == Kind::passive) return passive();
        bool const sells = random_.below(2) == 1;
        return best(!sells) == none ? passive(sells) : aggressive(sells);
    }

    [[nodiscard]] FlowAnswers answers() const {
        FlowAnswers answers = traded_;
        for (std::size_t level = levels; level-- > 0;)
            count_level(answers, false, level);
        for (std::size_t level = 0; level < levels; ++level)
            count_level(answers, true, level);
        return answers;
    }

private:
    using Kind = SyntheticOperation::Kind;

    struct Order {
        std::uint32_t open = 0;
        std::uint32_t level = 0;
        std::uint32_t live_at = 0;
        bool sells = false;
    };

    static constexpr std::int64_t middle_start = 100'000;
    static constexpr std::int64_t middle_band = 400;
    static constexpr std::int64_t lowest = middle_start - 600;
    static constexpr std::size_t levels = 1'201;
    static constexpr std::size_t none = SIZE_MAX;
    static constexpr std::size_t fewest_live = 10'000;

    void step_middle() {
        std::uint64_t const step = random_.below(64);
        if (step == 0) --middle_;
        if (step == 1) ++middle_;
        middle_ = std::clamp(middle_, middle_start - middle_band, middle_start + middle_band);
    }

    [[nodiscard]] static std::uint32_t price_of(std::size_t level) {
        return static_cast<std::uint32_t>(lowest + static_cast<std::int64_t>(level));
    }

    // The level of the best price of a side, or none.
    [[nodiscard]] std::size_t best(bool sells) const {
        if (counts_[sells] == 0) return none;
        std::size_t level = sells ? 0 : levels - 1;
        while (queues_[sells][level].empty())
            level = next_worse(sells, level);
        return level;
    }

    [[nodiscard]] static std::size_t next_worse(bool sells, std::size_t level) {
        return sells ? level + 1 : level - 1;
    }

    SyntheticOperation passive() { return passive(random_.below(2) == 1); }

    // Never crosses: it stays a tick away from the other side.
    SyntheticOperation passive(bool sells) {
        std::uint64_t const a = random_.below(100);
        std::uint64_t const b = random_.below(100);
        auto const distance = static_cast<std::int64_t>(1 + a * b / 100);
        auto const quantity = static_cast<std::uint32_t>(1 + random_.below(100));
        std::int64_t price = sells ? middle_ + distance : middle_ - distance;
        if (auto const other = best(!sells); other != none) {
            std::int64_t const limit = price_of(other);
            price = sells ? std::max(price, limit + 1) : std::min(price, limit - 1);
        }
        auto const level = static_cast<std::size_t>(price - lowest);
        auto const id = add_order(sells, level, quantity);
        rest(id);
        return {Kind::passive, sells, id, price_of(level), quantity};
    }

    SyntheticOperation cancel() {
        std::uint32_t const id = live_[random_.below(live_.size())];
        Order const& order = orders_[id];
        SyntheticOperation const operation{
            Kind::cancel, order.sells, id, price_of(order.level), order.open};
        remove(id);
        return operation;
    }

    // Crosses up to the k-th level of the other side.
    SyntheticOperation aggressive(bool sells) {
        std::uint64_t depth = 1 + random_.below(5);
        auto const quantity = static_cast<std::uint32_t>(1 + random_.below(100));
        std::size_t limit = none;
        for (auto level = best(!sells); level < levels && depth > 0;
             level = next_worse(!sells, level)) {
            if (queues_[!sells][level].empty()) continue;
            limit = level;
            --depth;
        }
        auto const id = add_order(sells, limit, quantity);
        take(id);
        if (orders_[id].open != 0) rest(id);
        return {Kind::aggressive, sells, id, price_of(limit), quantity};
    }

    std::uint32_t add_order(bool sells, std::size_t level, std::uint32_t quantity) {
        orders_.push_back({quantity, static_cast<std::uint32_t>(level), 0, sells});
        return static_cast<std::uint32_t>(orders_.size() - 1);
    }

    void take(std::uint32_t id) {
        bool const sells = orders_[id].sells;
        std::size_t const limit = orders_[id].level;
        for (auto level = best(!sells); orders_[id].open != 0 && level != none;
             level = best(!sells)) {
            if (sells ? level < limit : level > limit) return;
            std::uint32_t const maker = queues_[!sells][level].front();
            std::uint32_t const traded = std::min(orders_[maker].open, orders_[id].open);
            traded_.fill(id, maker, price_of(level), traded);
            orders_[id].open -= traded;
            orders_[maker].open -= traded;
            if (orders_[maker].open == 0) remove(maker);
        }
    }

    void rest(std::uint32_t id) {
        Order& order = orders_[id];
        queues_[order.sells][order.level].push_back(id);
        ++counts_[order.sells];
        order.live_at = static_cast<std::uint32_t>(live_.size());
        live_.push_back(id);
    }

    // The last of the live takes the place of the removed one.
    void remove(std::uint32_t id) {
        Order const& order = orders_[id];
        auto& queue = queues_[order.sells][order.level];
        queue.erase(std::find(queue.begin(), queue.end(), id));
        --counts_[order.sells];
        std::uint32_t const last = live_.back();
        live_[order.live_at] = last;
        orders_[last].live_at = order.live_at;
        live_.pop_back();
    }

    void count_level(FlowAnswers& answers, bool sells, std::size_t level) const {
        for (auto const id : queues_[sells][level])
            answers.rest(id, sells, price_of(level), orders_[id].open);
    }

    SplitMix64 random_;
    std::int64_t middle_ = middle_start;
    std::vector<Order> orders_;
    std::vector<std::uint32_t> live_;
    std::array<std::array<std::vector<std::uint32_t>, levels>, 2> queues_;
    std::array<std::size_t, 2> counts_{};
    FlowAnswers traded_;
};

}  // namespace tally::testing
