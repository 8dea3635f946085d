#include "tools/bench/bench.h"

#include "journal/store/rocks_store.h"
#include "tools/cli/rows.h"
#include "tools/cli/writer.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace tally::bench {

namespace {

using cli::Cell;
using cli::CellKind;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t funds = 1'000'000'000'000'000;
constexpr std::uint64_t funding_owner = 1;

// SplitMix64: the same commands in every run.
class Random {
public:
    std::uint64_t below(std::uint64_t bound) {
        state_ += 0x9E3779B97F4A7C15ULL;
        auto z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return (z ^ (z >> 31U)) % bound;
    }

private:
    std::uint64_t state_ = 42;
};

// Notes when each command was submitted and when its answer came.
class Stopwatch final : public ReceiptSink {
public:
    void expect(std::uint64_t commands) {
        submitted_.assign(commands, {});
        answered_.assign(commands, {});
        next_ = 0;
        done_ = 0;
        refused_ = 0;
    }

    void submitting() { submitted_[next_++] = Clock::now(); }

    void durable(std::span<Receipt const> receipts) override {
        auto const now = Clock::now();
        for (auto const& receipt : receipts) {
            if (done_ < answered_.size()) answered_[done_] = now;
            ++done_;
            if (receipt.outcome != Outcome::ok) ++refused_;
        }
    }

    [[nodiscard]] std::vector<std::uint64_t> sorted_latencies() const {
        std::vector<std::uint64_t> all(submitted_.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] = static_cast<std::uint64_t>(
                std::chrono::nanoseconds{answered_[i] - submitted_[i]}.count());
        }
        std::sort(all.begin(), all.end());
        return all;
    }

    [[nodiscard]] std::uint64_t refused() const { return refused_; }

private:
    std::vector<Clock::time_point> submitted_;
    std::vector<Clock::time_point> answered_;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    std::uint64_t refused_ = 0;
};

Result<void> submit(Sequencer& sequencer, Body body) {
    return sequencer.submit(Request{std::move(body), std::nullopt, false});
}

CreateAccount account(uint128 id, std::uint64_t owner, std::uint32_t asset) {
    CreateAccount body;
    body.id = AccountId{id};
    body.owner = OwnerId{owner};
    body.asset = AssetNumber{asset};
    body.code = 1;
    return body;
}

CreateTransfer transfer(
    uint128 id, uint128 debit, uint128 credit, std::uint32_t asset, std::uint64_t amount) {
    CreateTransfer body;
    body.id = TransferId{id};
    body.debit = AccountId{debit};
    body.credit = AccountId{credit};
    body.asset = AssetNumber{asset};
    body.requested = Amount{amount};
    body.code = 1;
    return body;
}

// Account 2 n is owner n's in the base asset (1), 2 n + 1 in the quote asset (2); owner 1 funds
// all.
Result<void> prepare(Sequencer& sequencer, std::uint64_t owners) {
    for (std::string_view const code : {"BASE", "QUOTE"}) {
        CreateAsset asset;
        asset.code = *AssetCode::from(code);
        asset.scale = 2;
        TALLY_TRYV(submit(sequencer, asset));
    }
    for (std::uint64_t owner = funding_owner; owner <= owners + 1; ++owner) {
        for (std::uint32_t asset = 1; asset <= 2; ++asset) {
            auto const id = uint128{owner} * 2 + asset - 1;
            TALLY_TRYV(submit(sequencer, account(id, owner, asset)));
            if (owner == funding_owner) continue;
            auto const source = uint128{funding_owner} * 2 + asset - 1;
            TALLY_TRYV(
                submit(sequencer, transfer((uint128{1} << 64U) + id, source, id, asset, funds)));
        }
    }
    CreateMarket market;
    market.symbol = *MarketSymbol::from("BASE-QUOTE");
    market.base = AssetNumber{1};
    market.quote = AssetNumber{2};
    market.tick = {1, 2};
    market.lot = {1, 0};
    TALLY_TRYV(submit(sequencer, market));
    return sequencer.flush();
}

Body random_transfer(Random& random, std::uint64_t number, std::uint64_t owners) {
    auto const from = random.below(owners);
    auto const to = (from + 1 + random.below(owners - 1)) % owners;
    auto const account_of = [](std::uint64_t owner) { return uint128{owner + 2} * 2 + 1; };
    return transfer(number + 1, account_of(from), account_of(to), 2, 1 + random.below(10'000));
}

Body random_order(Random& random, std::uint64_t number, std::uint64_t owners) {
    PlaceOrder order;
    order.id = OrderId{number + 1};
    order.owner = OwnerId{random.below(owners) + 2};
    order.market = MarketNumber{1};
    order.side = random.below(2) == 0 ? OrderSide::buy : OrderSide::sell;
    order.price = Price{10'000 + random.below(200) - (order.side == OrderSide::buy ? 150 : 50)};
    order.quantity = Quantity{1 + random.below(100)};
    return order;
}

struct Phase {
    std::string_view name;
    std::uint64_t commands;
    std::function<Body(std::uint64_t)> make;
};

std::string microseconds(std::uint64_t ns) {
    return std::to_string(ns / 1000) + "." + std::to_string(ns % 1000 / 100);
}

Result<void> measure(Phase const& phase,
                     std::uint64_t batch,
                     Sequencer& sequencer,
                     Stopwatch& stopwatch,
                     cli::Rows& rows) {
    stopwatch.expect(phase.commands);
    auto const start = Clock::now();
    for (std::uint64_t i = 0; i < phase.commands; ++i) {
        auto body = phase.make(i);
        stopwatch.submitting();
        TALLY_TRYV(submit(sequencer, std::move(body)));
        if (batch != 0 && (i + 1) % batch == 0) {
            TALLY_TRYV(sequencer.flush());
        }
    }
    TALLY_TRYV(sequencer.flush());
    auto const ns =
        static_cast<std::uint64_t>(std::chrono::nanoseconds{Clock::now() - start}.count());
    auto const latencies = stopwatch.sorted_latencies();
    auto const at = [&](std::uint64_t permille) {
        return microseconds(latencies[(latencies.size() - 1) * permille / 1000]);
    };
    auto const rate = uint128{phase.commands} * ns_per_second / std::max<std::uint64_t>(ns, 1);
    rows.add({phase.name,
              Cell{phase.commands},
              Cell{stopwatch.refused()},
              Cell{static_cast<std::uint64_t>(rate)},
              at(500),
              at(990),
              at(999),
              at(1000)});
    return success();
}

}  // namespace

Result<cli::ExitCode> run(BenchOptions const& options, cli::Output& output) {
    StoreMeta meta;
    meta.origin = "bench";
    TALLY_TRY(store, RocksStore::create(options.data, meta));
    TALLY_TRYV(store->close());
    store.reset();
    Stopwatch stopwatch;
    TALLY_TRY(writer, cli::Writer::open(options.data, {}, stopwatch));
    auto& sequencer = writer->sequencer();
    auto const owners = std::max<std::uint64_t>(options.accounts, 2);
    TALLY_TRYV(prepare(sequencer, owners));
    Random random;
    Phase const phases[]{
        {"transfers",
         options.transfers,
         [&](auto n) { return random_transfer(random, n, owners); }},
        {"orders", options.orders, [&](auto n) { return random_order(random, n, owners); }}};
    cli::Rows rows{output,
                   {{"commands"},
                    {"count", CellKind::count},
                    {"refused", CellKind::count},
                    {"per_second", CellKind::count},
                    {"p50_us", CellKind::decimal},
                    {"p99_us", CellKind::decimal},
                    {"p999_us", CellKind::decimal},
                    {"max_us", CellKind::decimal}}};
    for (auto const& phase : phases) {
        if (phase.commands == 0) continue;
        TALLY_TRYV(measure(phase, options.batch, sequencer, stopwatch, rows));
    }
    TALLY_TRYV(sequencer.close());
    rows.end();
    return cli::ExitCode::clean;
}

}  // namespace tally::bench
