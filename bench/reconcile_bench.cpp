#include "replay/reconcile/matcher.h"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// How fast lines of statements find their movements where nothing is ambiguous: every line has a
// reference of its own, and both sides come in orders that have nothing to do with each other.

namespace tally::reconcile {
namespace {

struct Lists {
    std::vector<std::string> references;
    std::vector<Item> internal;
    std::vector<Item> external;
};

// Steps through all numbers below `count` once, far from their order.
std::size_t scattered(std::size_t at, std::size_t count) {
    return at * 7'368'787 % count;  // shares no factor with powers of ten
}

Item item_of(Lists const& lists, std::size_t at, std::size_t place) {
    Item item;
    item.place = place;
    item.reference = lists.references[at];
    item.amount = SignedAmount{static_cast<int128>(100 + at % 9'973)};
    item.date = static_cast<Days>(20'000 + at * 30 / lists.references.size());
    return item;
}

// `lines` of the statement, each with its movement among `movements` of the record.
Lists lists_of(std::size_t lines, std::size_t movements) {
    Lists lists;
    lists.references.reserve(movements);
    for (std::size_t i = 0; i < movements; ++i)
        lists.references.push_back("PAYMENT-" + std::to_string(100'000'000 + i));
    for (std::size_t i = 0; i < movements; ++i)
        lists.internal.push_back(item_of(lists, i, i));
    for (std::size_t i = 0; i < lines; ++i)
        lists.external.push_back(item_of(lists, scattered(i, movements), i));
    return lists;
}

void unambiguous_lines(benchmark::State& state) {
    auto const lines = static_cast<std::size_t>(state.range(0));
    auto const lists = lists_of(lines, static_cast<std::size_t>(state.range(1)));
    Terms terms;
    terms.suggestions = false;
    for (auto _ : state) {
        auto const matched = match(lists.internal, lists.external, terms);
        if (matched.pairs.size() != lines) state.SkipWithError("a line found no movement");
        benchmark::DoNotOptimize(matched.pairs.data());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(lines) * state.iterations());
}

BENCHMARK(unambiguous_lines)
    ->Args({100'000, 100'000})
    ->Args({1'000'000, 1'000'000})
    ->Args({1'000'000, 10'000'000})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tally::reconcile
