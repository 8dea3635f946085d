#include "engine/sequencer/projection_digest.h"
#include "tests/support/put_entries.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <utility>

// How long the engine stops for digests (docs/adr/0110-digests-by-slices.md): of all of a
// projection, of a slice of it, and of what is not sliced, a million things of each kind.

namespace tally {
namespace {

constexpr std::uint64_t million = 1'000'000;

class World : public testing::PutEntries {
public:
    World() {
        put(CreateAsset{*AssetCode::from("BTC"), 8, AssetNumber{1}, Outcome::ok});
        put(CreateAsset{*AssetCode::from("USD"), 2, AssetNumber{2}, Outcome::ok});
        put_account(1, 1);
        put_account(2, 2);
        put_account(3, 2);
        CreateMarket market;
        market.symbol = *MarketSymbol::from("BTC-USD");
        market.base = AssetNumber{1};
        market.quote = AssetNumber{2};
        market.tick = {1, 2};
        market.lot = {1, 4};
        market.number = MarketNumber{1};
        put(market);
    }

    // One owner has them all.
    void put_account(std::uint64_t id, std::uint32_t asset) {
        CreateAccount account;
        account.id = AccountId{id};
        account.owner = OwnerId{7};
        account.asset = AssetNumber{asset};
        account.code = 1;
        put(account);
    }

    void put_pending(std::uint64_t id) {
        CreateTransfer transfer;
        transfer.id = TransferId{id};
        transfer.debit = AccountId{2};
        transfer.credit = AccountId{3};
        transfer.asset = AssetNumber{2};
        transfer.amount = Amount{5};
        transfer.requested = transfer.amount;
        transfer.code = 1;
        transfer.flags = transfer_flag::pending;
        put(transfer);
    }

    void put_escrow(std::uint64_t id) {
        CreateEscrow escrow;
        escrow.id = EscrowId{id};
        escrow.buyer = OwnerId{7};
        escrow.seller = OwnerId{7};
        escrow.asset = AssetNumber{1};
        escrow.amount = Amount{5};
        escrow.attestors.resize(3);
        escrow.quorum = 2;
        put(escrow);
    }

    void put_order(std::uint64_t id) {
        PlaceOrder order;
        order.id = OrderId{id};
        order.owner = OwnerId{7};
        order.market = MarketNumber{1};
        order.price = Price{1 + id % 5'000};
        order.quantity = Quantity{1};
        order.hold = Amount{1};
        order.rests = true;
        put(order);
    }
};

// A million times what `put` puts, by number from 1.
template <class Put>
std::unique_ptr<World> with_a_million(Put const& put) {
    auto made = std::make_unique<World>();
    for (std::uint64_t i = 1; i <= million; ++i)
        put(*made, i);
    return made;
}

State const& of_accounts() {
    static auto const world =
        with_a_million([](World& made, std::uint64_t i) { made.put_account(3 + i, 2); });
    return world->state();
}

State const& of_pendings() {
    static auto const world =
        with_a_million([](World& made, std::uint64_t i) { made.put_pending(i); });
    return world->state();
}

State const& of_escrows() {
    static auto const world =
        with_a_million([](World& made, std::uint64_t i) { made.put_escrow(i); });
    return world->state();
}

State const& of_orders() {
    static auto const world =
        with_a_million([](World& made, std::uint64_t i) { made.put_order(i); });
    return world->state();
}

void whole(benchmark::State& run, State const& state, ProjectionKind kind) {
    for (auto _ : run)
        benchmark::DoNotOptimize(projection_digest(state, kind));
}

// Another slice each time, as in a record: what was hashed is never in a cache.
void slice(benchmark::State& run, State const& state, ProjectionKind kind) {
    auto const slices = state.slices_of(kind);
    std::uint32_t next = 0;
    for (auto _ : run) {
        next = (next + 1) % slices;
        benchmark::DoNotOptimize(projection_digest(state, DigestSlice{kind, next, slices}));
    }
}

void whole_accounts(benchmark::State& run) {
    whole(run, of_accounts(), ProjectionKind::ledger);
}

void slice_of_accounts(benchmark::State& run) {
    slice(run, of_accounts(), ProjectionKind::ledger);
}

void whole_escrows(benchmark::State& run) {
    whole(run, of_escrows(), ProjectionKind::escrows);
}

void slice_of_escrows(benchmark::State& run) {
    slice(run, of_escrows(), ProjectionKind::escrows);
}

void pending_transfers(benchmark::State& run) {
    whole(run, of_pendings(), ProjectionKind::ledger);
}

void open_orders(benchmark::State& run) {
    whole(run, of_orders(), ProjectionKind::markets);
}

BENCHMARK(whole_accounts)->Unit(benchmark::kMillisecond);
BENCHMARK(slice_of_accounts)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_escrows)->Unit(benchmark::kMillisecond);
BENCHMARK(slice_of_escrows)->Unit(benchmark::kMillisecond);
BENCHMARK(pending_transfers)->Unit(benchmark::kMillisecond);
BENCHMARK(open_orders)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tally
