#include "bench/counted_allocations.h"
#include "bench/empty_past.h"
#include "bench/recorded_past.h"
#include "engine/engine.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

// Deciding and applying transfers through Engine::execute: entries are made, and the ids of the
// past are kept as the sequencer keeps them (RecordedPast), which is part of the time.

namespace tally {
namespace {

class NoOracle final : public AttestationOracle {
public:
    [[nodiscard]] Answer signer(Attestation const&, RecoverableSignature const&) const override {
        return {Address{}, SignatureFault::invalid};
    }
};

std::uint64_t next_random(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

template <class PastKind>
class Bench {
public:
    explicit Bench(std::uint64_t accounts) : accounts_(accounts) {
        run(CreateAsset{*AssetCode::from("USD"), 2, {}, Outcome::ok});
        for (std::uint64_t id = 1; id <= accounts; ++id) {
            CreateAccount account;
            account.id = AccountId{id};
            account.owner = OwnerId{id};
            account.asset = AssetNumber{1};
            account.code = 1;
            run(account);
        }
        entries_.reserve(batch + 8);
    }

    void transfer(bool random_id) {
        CreateTransfer command;
        ++count_;
        command.id = TransferId{random_id ? make_uint128(next_random(random_), count_) : count_};
        std::uint64_t const debit = next_random(random_) % accounts_;
        std::uint64_t const step = 1 + next_random(random_) % (accounts_ - 1);
        command.debit = AccountId{1 + debit};
        command.credit = AccountId{1 + (debit + step) % accounts_};
        command.asset = AssetNumber{1};
        command.requested = Amount{100};
        command.code = 1;
        run(command);
    }

    [[nodiscard]] double bytes_per_account() const {
        return static_cast<double>(state_.ledger().account_bytes()) /
               static_cast<double>(accounts_);
    }

private:
    static constexpr std::size_t batch = 8'000;

    void run(Body command) {
        if (entries_.size() >= batch) entries_.clear();
        ++now_.ns;
        if (engine_.execute(std::move(command), now_, entries_) != Outcome::ok) std::abort();
    }

    std::uint64_t accounts_;
    State state_;
    PastKind past_;
    NoOracle oracle_;
    Engine engine_{state_, past_, oracle_};
    std::vector<Entry> entries_;
    Timestamp now_{1};
    std::uint64_t count_ = 0;
    std::uint64_t random_ = 1;
};

template <class PastKind>
void transfers(benchmark::State& state) {
    Bench<PastKind> bench{static_cast<std::uint64_t>(state.range(0))};
    bool const random_ids = state.range(1) != 0;
    for (int i = 0; i < 100'000; ++i)
        bench.transfer(random_ids);
    auto const before = bench::allocations();
    for (auto _ : state)
        bench.transfer(random_ids);
    auto const during = bench::allocations() - before;
    state.SetItemsProcessed(state.iterations());
    state.counters["allocations_per_transfer"] =
        static_cast<double>(during) / static_cast<double>(state.iterations());
    state.counters["bytes_per_account"] = bench.bytes_per_account();
}

void arguments(benchmark::internal::Benchmark* it) {
    it->ArgNames({"accounts", "random_ids"});
    for (std::int64_t const accounts : {10'000, 10'000'000})
        for (std::int64_t const random_ids : {0, 1})
            it->Args({accounts, random_ids});
}

BENCHMARK(transfers<EmptyPast>)->Apply(arguments);
BENCHMARK(transfers<RecordedPast>)->Apply(arguments);

}  // namespace
}  // namespace tally

BENCHMARK_MAIN();
