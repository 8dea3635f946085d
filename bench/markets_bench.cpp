// Matching alone, and whole orders through the engine, on the synthetic flow with known answers. A
// wrong answer fails the benchmark.
#include "bench/counted_allocations.h"
#include "bench/empty_past.h"
#include "bench/recorded_past.h"
#include "tests/support/flow_players.h"
#include "tests/support/synthetic_flow.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

namespace tally::testing {
namespace {

std::vector<SyntheticOperation> const& full_flow() {
    static std::vector<SyntheticOperation> const operations = [] {
        std::vector<SyntheticOperation> made;
        made.reserve(full_flow_size);
        SyntheticFlow flow;
        while (made.size() < full_flow_size)
            made.push_back(flow.next());
        return made;
    }();
    return operations;
}

void count_operations(benchmark::State& run) {
    auto const operations = static_cast<double>(full_flow_size);
    run.counters["operations"] =
        benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}

// The answers are checked on a pass of its own, so that the checksums are not part of the figure.
bool book_answers_are_right() {
    BookPlayer player;
    FlowAnswers answers;
    for (auto const& operation : full_flow())
        player.play(operation, answers);
    player.count_book(answers);
    return answers == full_flow_answers;
}

void matching_alone(benchmark::State& run) {
    auto const& operations = full_flow();
    static bool const right = book_answers_are_right();
    if (!right) run.SkipWithError("the book's answers are wrong");
    for (auto _ : run) {
        BookPlayer player;
        TradeCounter counter;
        for (auto const& operation : operations)
            player.play(operation, counter);
        if (counter.trades != full_flow_answers.trades) run.SkipWithError("wrong number of trades");
    }
    count_operations(run);
}

BENCHMARK(matching_alone)->Unit(benchmark::kMillisecond)->MinTime(3.0);

bool engine_answers_are_right() {
    RecordedPast past;
    EnginePlayer player{past};
    FlowAnswers answers;
    for (auto const& operation : full_flow()) {
        player.play(operation);
        player.count_fills(answers);
    }
    player.count_book(answers);
    return answers == full_flow_answers;
}

// Allocations are counted over the second half of the flow, when everything has its size.
template <class UsedIds>
void whole_orders(benchmark::State& run) {
    auto const& operations = full_flow();
    static bool const right = engine_answers_are_right();
    if (!right) run.SkipWithError("the engine's answers are wrong");
    std::uint64_t warm_allocations = 0;
    for (auto _ : run) {
        run.PauseTiming();
        auto past = std::make_unique<UsedIds>();
        auto player = std::make_unique<EnginePlayer>(*past);
        run.ResumeTiming();
        for (std::size_t i = 0; i < operations.size(); ++i) {
            if (i == operations.size() / 2) warm_allocations = bench::allocations();
            player->play(operations[i]);
        }
        run.PauseTiming();
        warm_allocations = bench::allocations() - warm_allocations;
        player.reset();
        past.reset();
        run.ResumeTiming();
    }
    count_operations(run);
    run.counters["allocations_per_command"] =
        static_cast<double>(warm_allocations) / (static_cast<double>(full_flow_size) / 2);
}

// With the ids of the past as the sequencer keeps them, and without any.
BENCHMARK(whole_orders<RecordedPast>)->Unit(benchmark::kMillisecond)->MinTime(3.0);
BENCHMARK(whole_orders<EmptyPast>)->Unit(benchmark::kMillisecond)->MinTime(3.0);

// What 200,000 resting orders of 1,000 owners take, their slabs, index, levels and owners included.
void memory_of_resting_orders(benchmark::State& run) {
    constexpr std::size_t orders = 200'000;
    double bytes = 0;
    for (auto _ : run) {
        RecordedPast past;
        EnginePlayer player{past};
        auto const empty = player.state().markets().bytes_allocated();
        for (std::uint32_t id = 1; id <= orders; ++id)
            player.play({SyntheticOperation::Kind::passive, false, id, 50'000 + id % 20'000, 10});
        bytes = static_cast<double>(player.state().markets().bytes_allocated() - empty);
    }
    run.counters["bytes_per_resting_order"] = bytes / static_cast<double>(orders);
}

BENCHMARK(memory_of_resting_orders)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace tally::testing
