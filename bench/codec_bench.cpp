#include "journal/codec/codec.h"
#include "journal/tree/tree.h"

#include <benchmark/benchmark.h>

#include <array>
#include <vector>

// Entries to leaves, back, and their hashes: a figure per entry, for the kinds that are most of a
// record. Decoding goes over many leaves of a block, so that branches are as in a replay.
namespace tally {
namespace {

Entry entry_at(std::uint64_t sequence, Body body) {
    return {Sequence{sequence},
            Timestamp{1'700'000'000'000'000'000 + sequence},
            Sequence{sequence},
            false,
            std::move(body)};
}

Entry transfer_at(std::uint64_t n) {
    CreateTransfer transfer;
    transfer.id = TransferId{n + 1};
    transfer.debit = AccountId{1 + n % 997};
    transfer.credit = AccountId{1 + n % 991};
    transfer.asset = AssetNumber{1};
    transfer.amount = transfer.requested = Amount{100 + n};
    transfer.code = 1;
    return entry_at(n, transfer);
}

Entry order_at(std::uint64_t n) {
    PlaceOrder order;
    order.id = OrderId{n + 1};
    order.owner = OwnerId{1 + n % 997};
    order.market = MarketNumber{1};
    order.side = n % 2 == 0 ? OrderSide::buy : OrderSide::sell;
    order.price = Price{10'000 + n % 100};
    order.quantity = Quantity{1 + n % 50};
    order.hold = Amount{1'000'000 + n};
    order.rests = n % 3 == 0;
    return entry_at(n, order);
}

Entry fill_at(std::uint64_t n) {
    Fill fill;
    fill.market = MarketNumber{1};
    fill.maker = OrderId{n + 1};
    fill.taker = OrderId{n + 2};
    fill.price = Price{10'000 + n % 100};
    fill.quantity = Quantity{1 + n % 50};
    fill.quote = Amount{1'000'000 + n};
    fill.maker_fee = Amount{1};
    fill.taker_fee = Amount{5};
    return entry_at(n, fill);
}

Entry cancel_at(std::uint64_t n) {
    return entry_at(n, CancelOrder{OrderId{n + 1}});
}

// What an order flow leaves: half orders, a third cancels, the rest fills.
Entry flow_at(std::uint64_t n) {
    auto const turn = n * 7 % 12;
    if (turn < 6) return order_at(n);
    return turn < 10 ? cancel_at(n) : fill_at(n);
}

using MakeEntry = Entry (*)(std::uint64_t);

constexpr std::size_t block_entries = 8'000;

struct Leaves {
    LeafBuffer buffer;
    std::vector<ByteSpan> spans;
};

std::vector<Entry> entries_of(MakeEntry make) {
    std::vector<Entry> entries;
    for (std::uint64_t n = 0; n < block_entries; ++n)
        entries.push_back(make(n + 1'000'000));
    return entries;
}

void fill_leaves(std::vector<Entry> const& entries, Leaves& leaves) {
    std::vector<std::size_t> ends;
    for (auto const& entry : entries) {
        TALLY_CHECK(encode_leaf(entry, leaves.buffer).has_value());
        ends.push_back(leaves.buffer.size());
    }
    std::size_t begin = 0;
    for (auto const end : ends) {
        leaves.spans.push_back(leaves.buffer.bytes().subspan(begin, end - begin));
        begin = end;
    }
}

void report(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(block_entries));
}

void encode(benchmark::State& state, MakeEntry make) {
    auto const entries = entries_of(make);
    LeafBuffer buffer;
    for (auto _ : state) {
        buffer.clear();
        for (auto const& entry : entries)
            TALLY_CHECK(encode_leaf(entry, buffer).has_value());
        benchmark::DoNotOptimize(buffer.bytes().data());
    }
    report(state);
    state.counters["leaf_bytes"] = static_cast<double>(buffer.size()) / block_entries;
}

void decode(benchmark::State& state, MakeEntry make) {
    Leaves leaves;
    fill_leaves(entries_of(make), leaves);
    Entry entry;
    for (auto _ : state) {
        for (auto const leaf : leaves.spans) {
            TALLY_CHECK(decode_leaf(leaf, entry).has_value());
            benchmark::DoNotOptimize(entry);
        }
    }
    report(state);
}

void hash_leaves(benchmark::State& state, MakeEntry make) {
    Leaves leaves;
    fill_leaves(entries_of(make), leaves);
    TreeHasher hasher;
    for (auto _ : state) {
        for (auto const leaf : leaves.spans)
            benchmark::DoNotOptimize(hasher.leaf(leaf));
    }
    report(state);
}

// Leaf hashes, nodes and root of a block: the tree's whole share of a commit.
void grow_tree(benchmark::State& state, MakeEntry make) {
    Leaves leaves;
    fill_leaves(entries_of(make), leaves);
    Frontier frontier;
    std::vector<Hash32> hashes(leaves.spans.size());
    for (auto _ : state) {
        for (std::size_t i = 0; i < hashes.size(); ++i)
            hashes[i] = leaf_hash(leaves.spans[i]);
        frontier.append(hashes);
        benchmark::DoNotOptimize(frontier.root());
    }
    report(state);
}

BENCHMARK_CAPTURE(encode, transfer, &transfer_at);
BENCHMARK_CAPTURE(encode, place_order, &order_at);
BENCHMARK_CAPTURE(encode, fill, &fill_at);
BENCHMARK_CAPTURE(encode, order_flow, &flow_at);
BENCHMARK_CAPTURE(decode, transfer, &transfer_at);
BENCHMARK_CAPTURE(decode, place_order, &order_at);
BENCHMARK_CAPTURE(decode, fill, &fill_at);
BENCHMARK_CAPTURE(decode, order_flow, &flow_at);
BENCHMARK_CAPTURE(hash_leaves, transfer, &transfer_at);
BENCHMARK_CAPTURE(grow_tree, transfer, &transfer_at);
BENCHMARK_CAPTURE(grow_tree, order_flow, &flow_at);

}  // namespace
}  // namespace tally
