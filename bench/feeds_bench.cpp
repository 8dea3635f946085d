// What those who follow cost, the server's side and their own together, in processor time of one
// process over loopback TCP.
#include "journal/codec/codec.h"
#include "journal/store/commit_builder.h"
#include "journal/store/memory_store.h"
#include "tools/client/session.h"
#include "tools/serve/access/gate.h"
#include "tools/serve/feeds/changes/ring.h"
#include "tools/serve/feeds/feeds.h"
#include "tools/serve/net/server.h"

#include <benchmark/benchmark.h>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tally {
namespace {

using serve::ChangeKind;

constexpr std::uint64_t accounts = 10'000;
constexpr std::uint64_t followed_entries = 1'000'000;

Entry entry_at(std::uint64_t sequence, Body body) {
    return {Sequence{sequence}, Timestamp{}, Sequence{sequence}, false, {}, std::move(body)};
}

CreateTransfer transfer_at(std::uint64_t sequence) {
    CreateTransfer body;
    body.id = TransferId{sequence};
    body.debit = AccountId{1 + sequence * 7'919 % accounts};
    body.credit = AccountId{1 + (sequence * 7'919 + 1) % accounts};
    body.asset = AssetNumber{1};
    body.requested = Amount{5};
    body.amount = Amount{5};
    body.code = 1;
    return body;
}

// A durable record of transfers.
class Record {
public:
    explicit Record(std::uint64_t block_entries)
        : builder_(CommitBuilder::after(store_.open_epoch().value()).value()) {
        LeafBuffer leaf;
        for (std::uint64_t i = 0; i < followed_entries;) {
            auto const expected = builder_.tip();
            for (auto const end = i + block_entries; i < end; ++i) {
                leaf.clear();
                encode_leaf(entry_at(i, transfer_at(i)), leaf).value();
                builder_.append(leaf.bytes());
            }
            static_cast<void>(store_.append(expected, builder_.finish()).value());
        }
    }

    [[nodiscard]] Result<std::unique_ptr<BlockCursor>> read(Sequence from) {
        return store_.read(from);
    }

private:
    MemoryStore store_;
    CommitBuilder builder_;
};

// Nobody asks anything here.
class NoService final : public serve::CommandService, public serve::ReadService {
public:
    [[nodiscard]] std::string const& origin() const override { return origin_; }

    [[nodiscard]] std::uint64_t tip() const override { return followed_entries; }

    [[nodiscard]] serve::Submitted submit(serve::Submission const&) override { return {}; }

    void read(std::uint64_t, KeyNumber, wire::Read const&) override {}

private:
    std::string origin_ = "feeds.bench";
};

// A server whose network has a thread of its own.
class FeedServer {
public:
    explicit FeedServer(Record& record)
        : feeds_(
              [&record](Sequence from) { return record.read(from); }, followed_entries, outbox_) {
        serve::NetOptions options;
        options.listen = {wire::parse_endpoint("127.0.0.1:0").value()};
        server_ = serve::Server::open(
                      context_, std::move(options), {service_, service_, feeds_, gate_}, outbox_)
                      .value();
        thread_ = std::thread{[this] { context_.run(); }};
    }

    FeedServer(FeedServer const&) = delete;
    FeedServer& operator=(FeedServer const&) = delete;

    ~FeedServer() {
        context_.stop();
        thread_.join();
        feeds_.close();
    }

    [[nodiscard]] std::string address() const { return wire::format(server_->listening().front()); }

private:
    boost::asio::io_context context_{1};
    serve::Outbox outbox_;
    NoService service_;
    SystemClock clock_;
    serve::Gate gate_{{.key_required = false, .session_for = std::chrono::hours{1}, .rate = {}},
                      clock_};
    serve::Feeds feeds_;
    std::unique_ptr<serve::Server> server_;
    std::thread thread_;
};

// So many followers get all of it.
void follow_all(std::string const& address, std::int64_t count) {
    boost::asio::io_context context{1};
    std::vector<std::unique_ptr<client::Session>> sessions;
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        client::Options options;
        options.server = address;
        sessions.push_back(client::Session::open(context, std::move(options)).value());
        client::FeedHandlers handlers;
        handlers.events = [&](wire::Events const& events) {
            if (events.next == followed_entries && ++done == count) context.stop();
        };
        sessions.back()->follow({.feed = 0, .from = 0, .filter = {}, .with_rows = false},
                                std::move(handlers));
    }
    context.run();
}

void follow_record(benchmark::State& state) {
    Record record{static_cast<std::uint64_t>(state.range(1))};
    FeedServer const server{record};
    for (auto _ : state)
        follow_all(server.address(), state.range(0));
    state.SetItemsProcessed(state.iterations() * state.range(0) *
                            static_cast<std::int64_t>(followed_entries));
}

void create_accounts(State& state) {
    CreateAsset asset;
    asset.code = *AssetCode::from("USD");
    asset.scale = 2;
    asset.number = AssetNumber{1};
    state.apply(entry_at(0, asset));
    for (std::uint64_t i = 1; i <= accounts; ++i) {
        CreateAccount account;
        account.id = AccountId{i};
        account.owner = OwnerId{i};
        account.asset = AssetNumber{1};
        account.code = 1;
        state.apply(entry_at(i, account));
    }
}

enum Depth : std::int64_t { folded, derived, kept, told };

// What a follower of all balances adds to the fold of a transfer, step by step.
void balances_of_transfers(benchmark::State& bench) {
    auto const depth = bench.range(0);
    State state;
    create_accounts(state);
    serve::Deriver deriver;
    serve::ChangeRing ring{100'000};
    auto const kind = ChangeKind::balances;
    auto next = state.next_sequence().value;
    if (depth >= derived) deriver.watch(kind, state);
    ring.start(kind, next);
    for (auto _ : bench) {
        auto const sequence = state.next_sequence().value;
        auto const entry = entry_at(sequence, transfer_at(sequence));
        deriver.before(entry, state);
        state.apply(entry);
        deriver.after(entry, state);
        if (sequence % 1'000 != 0) continue;
        if (depth == derived) deriver.rows(kind).clear();
        if (depth >= kept) ring.put(kind, deriver.rows(kind), sequence + 1);
        if (depth < told) continue;
        auto const part = ring.read(kind, next, sequence + 1, {}, 4'000);
        std::string text;
        for (auto const& row : part->rows)
            append_line(text, row, {});
        next = part->next;
        benchmark::DoNotOptimize(text.data());
    }
    bench.SetItemsProcessed(bench.iterations());
}

BENCHMARK(follow_record)
    ->ArgNames({"followers", "block"})
    ->ArgsProduct({{1, 4}, {100, 1'000, 8'000}})
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(balances_of_transfers)->ArgName("depth")->DenseRange(folded, told);

}  // namespace
}  // namespace tally
