#include "projections/limits/window.h"

#include <algorithm>

namespace tally {

namespace {

Amount sum_up_to_most(Amount left, Amount right) {
    return right > amount_max - left ? amount_max : left + right;
}

}  // namespace

Amount Window::used(Timestamp now, std::uint32_t seconds) const {
    auto const current = bucket_of(now, seconds);
    // The amounts are those of the buckets newest_ - parts .. newest_.
    auto const passed = current - std::min(current, newest_);
    Amount sum;
    for (std::uint64_t back = 0; back + passed <= parts && back <= newest_; ++back)
        sum = sum_up_to_most(sum, amounts_[(newest_ - back) % buckets]);
    return sum;
}

void Window::use(Amount amount, Timestamp now, std::uint32_t seconds) {
    auto const current = bucket_of(now, seconds);
    if (current > newest_) {
        auto const passed = std::min<std::uint64_t>(current - newest_, buckets);
        for (std::uint64_t i = 0; i < passed; ++i)
            amounts_[(current - i) % buckets] = Amount{};
        newest_ = current;
    }
    auto& bucket = amounts_[newest_ % buckets];
    bucket = sum_up_to_most(bucket, amount);
}

}  // namespace tally
