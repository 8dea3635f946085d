// How fast a record is written through the sequencer, folded, verified and decided again. Every
// benchmark checks what it came to; one record, made once, in a temporary directory.
#include "engine/sequencer/sequencer.h"
#include "journal/checkpoint/signing_key.h"
#include "journal/store/rocks_store.h"
#include "replay/fold.h"
#include "replay/re_decide.h"
#include "replay/verify.h"
#include "tests/support/engine_harness.h"
#include "tests/support/temporary_directory.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace tally {
namespace {

constexpr std::uint64_t accounts = 10'000;
constexpr std::uint64_t commands = 3'000'000;

class Nobody final : public ReceiptSink {
public:
    void durable(std::span<Receipt const> receipts) override { answered += receipts.size(); }

    std::uint64_t answered = 0;
};

std::uint64_t mix(std::uint64_t i) {
    i = (i ^ (i >> 30U)) * 0xBF58476D1CE4E5B9U;
    i = (i ^ (i >> 27U)) * 0x94D049BB133111EBU;
    return i ^ (i >> 31U);
}

Body opening_command(std::uint64_t i) {
    if (i == 0) return CreateAsset{*AssetCode::from("USD"), 2, {}, Outcome::ok};
    if (i == 1) return CreateAsset{*AssetCode::from("BTC"), 4, {}, Outcome::ok};
    if (i == 2 * accounts + 2) {
        CreateMarket market;
        market.symbol = *MarketSymbol::from("BTC-USD");
        market.base = AssetNumber{2};
        market.quote = AssetNumber{1};
        market.tick = Increment{1, 2};
        market.lot = Increment{1, 4};
        return market;
    }
    CreateAccount account;
    account.id = AccountId{i - 1};
    account.owner = OwnerId{1 + (i - 2) / 2};
    account.asset = AssetNumber{static_cast<std::uint32_t>(1 + i % 2)};
    account.code = 1;
    return account;
}

constexpr std::uint64_t opening_commands = 2 * accounts + 3;

CreateTransfer transfer(std::uint64_t i) {
    auto const random = mix(i);
    auto const from = random % accounts;
    CreateTransfer transfer;
    transfer.id = TransferId{i};
    transfer.debit = AccountId{1 + 2 * from};
    transfer.credit = AccountId{1 + 2 * ((from + 1 + (random >> 32U) % (accounts - 1)) % accounts)};
    transfer.asset = AssetNumber{1};
    transfer.requested = Amount{1 + (random >> 20U) % 100'000};
    transfer.amount = transfer.requested;
    transfer.code = 1;
    return transfer;
}

PlaceOrder order(std::uint64_t i) {
    auto const random = mix(i);
    PlaceOrder order;
    order.id = OrderId{i};
    order.owner = OwnerId{1 + random % accounts};
    order.market = MarketNumber{1};
    order.side = (random >> 32U) % 2 == 0 ? OrderSide::buy : OrderSide::sell;
    order.price = Price{100'000 + (random >> 33U) % 200};
    order.quantity = Quantity{1 + (random >> 41U) % 100};
    order.self_trade = SelfTrade::cancel_oldest;
    return order;
}

// Half transfers, half orders (a third of those traded away at once), after the opening.
Body command(std::uint64_t i) {
    if (i < opening_commands) return opening_command(i);
    return i % 2 == 0 ? Body{transfer(i)} : Body{order(i)};
}

class Journal {
public:
    Journal() {
        auto const key = SigningKey::generate("example.org/bench").value();
        StoreMeta meta;
        meta.origin = key.name();
        for (auto const& verifier : key.verifiers())
            meta.verifier_keys.push_back(verifier.line());
        if (!RocksStore::create(directory_ / "a", meta).value()->close()) std::abort();
        testing::NoOracle const oracle;
        SystemClock const clock;
        Nobody sink;
        SequencerOptions options;
        options.key = key;
        auto sequencer = Sequencer::open(directory_ / "a", options, oracle, clock, sink).value();
        for (std::uint64_t i = 0; i < commands; ++i)
            if (!sequencer->submit({command(i), {}, false})) std::abort();
        if (!sequencer->close() || sink.answered != commands) std::abort();
    }

    [[nodiscard]] std::unique_ptr<Record> open() const {
        return Record::open(directory_ / "a").value();
    }

private:
    TemporaryDirectory directory_;
};

Journal const& journal() {
    static Journal const made;
    return made;
}

void apply_durably(benchmark::State& state) {
    for (auto _ : state)
        Journal{};
    state.SetItemsProcessed(static_cast<std::int64_t>(commands) * state.iterations());
}

void fold_record(benchmark::State& state, bool verified) {
    auto const record = journal().open();
    for (auto _ : state) {
        FoldVisitor nobody;
        FoldOptions options;
        options.to = Point{record->size()};
        options.snapshots = false;
        options.verify = verified;
        auto const folded = fold(*record, options, nobody);
        bool const proven = folded && (!verified || folded.value().proven->root == record->root());
        if (!proven) state.SkipWithError("the fold failed");
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(record->size()) * state.iterations());
}

void verify_all(benchmark::State& state) {
    auto const record = journal().open();
    for (auto _ : state)
        if (!verify(*record, {})) state.SkipWithError("the record does not verify");
    state.SetItemsProcessed(static_cast<std::int64_t>(record->size()) * state.iterations());
}

void decide_again(benchmark::State& state) {
    auto const record = journal().open();
    testing::NoOracle const oracle;
    for (auto _ : state) {
        auto const result = re_decide(*record, Point{record->size()}, oracle, {});
        if (!result || result.value().divergence) state.SkipWithError("the decisions differ");
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(record->size()) * state.iterations());
}

BENCHMARK(apply_durably)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(fold_record, plain, false)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fold_record, verified, true)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(verify_all)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(decide_again)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace tally
