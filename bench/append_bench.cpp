#include "journal/codec/codec.h"
#include "journal/store/commit_builder.h"
#include "journal/store/rocks_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

// Durable append: encode, hash, tree, one synced write a block, beside what the device itself takes
// to append and fdatasync the same bytes in the same run.
//     append_bench [DIRECTORY]        (default: where temporary files go; must be on a real disk)
// "serial" does all of it on one thread. "overlapped" is how the sequencer does it: one thread
// encodes the next block while the other hashes, builds and writes the one before.
namespace tally {
namespace {

using Clock = std::chrono::steady_clock;

// Plain transfers as clients send them: ids in order, ten thousand accounts.
Entry transfer(std::uint64_t sequence) {
    CreateTransfer body;
    body.id = TransferId{sequence + 1};
    body.debit = AccountId{1 + sequence * 7919 % 10'000};
    body.credit = AccountId{1 + (sequence * 104'729 + 1) % 10'000};
    body.asset = AssetNumber{1};
    body.amount = Amount{1 + sequence % 100'000};
    body.requested = body.amount;
    body.code = 1;
    return Entry{Sequence{sequence},
                 Timestamp{1'790'000'000'000'000'000 + sequence},
                 Sequence{sequence},
                 false,
                 {},
                 body};
}

template <class T>
T or_die(Result<T> result) {
    if (result) return std::move(result).value();
    std::fprintf(stderr, "append_bench: %s\n", result.error().text.c_str());
    std::exit(1);
}

void or_die(Result<void> result) {
    if (result) return;
    std::fprintf(stderr, "append_bench: %s\n", result.error().text.c_str());
    std::exit(1);
}

struct Times {
    std::vector<std::uint64_t> commits_ns;  // of each block: from its last leaf to durable
    std::uint64_t wall_ns = 0;
    std::size_t bytes = 0;  // of one block
};

std::uint64_t ns_since(Clock::time_point start) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count());
}

// The writer's half of the work.
class Writer {
public:
    explicit Writer(RocksStore& store)
        : store_(store), builder_(or_die(CommitBuilder::after(or_die(store.open_epoch())))) {}

    void append(LeafBuffer const& leaves, std::vector<std::size_t> const& ends, Times& times) {
        std::size_t begin = 0;
        for (auto const end : ends) {
            builder_.append(leaves.bytes().subspan(begin, end - begin));
            begin = end;
        }
        auto const tip = builder_.tip();
        auto const commit = builder_.finish();
        auto const start = Clock::now();
        if (or_die(store_.append(tip, commit)) != Appended::ok) std::abort();
        times.commits_ns.push_back(ns_since(start));
        times.bytes = commit.block.size();
    }

private:
    RocksStore& store_;
    CommitBuilder builder_;
};

struct Batch {
    LeafBuffer leaves;
    std::vector<std::size_t> ends;

    void encode(std::uint64_t first, std::uint64_t count) {
        leaves.clear();
        ends.clear();
        for (std::uint64_t i = 0; i < count; ++i) {
            or_die(encode_leaf(transfer(first + i), leaves));
            ends.push_back(leaves.size());
        }
    }
};

Times append_serially(RocksStore& store, std::uint64_t block, std::uint64_t blocks) {
    Times times;
    Writer writer{store};
    Batch batch;
    auto const start = Clock::now();
    for (std::uint64_t i = 0; i < blocks; ++i) {
        batch.encode(i * block, block);
        writer.append(batch.leaves, batch.ends, times);
    }
    times.wall_ns = ns_since(start);
    return times;
}

// Two batches go back and forth between the threads.
class Exchange {
public:
    void put(Batch* batch) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return slot_ == nullptr; });
        slot_ = batch;
        changed_.notify_all();
    }

    Batch* take() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return slot_ != nullptr; });
        changed_.notify_all();
        return std::exchange(slot_, nullptr);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Batch* slot_ = nullptr;
};

Times append_overlapped(RocksStore& store, std::uint64_t block, std::uint64_t blocks) {
    Times times;
    Writer writer{store};
    std::vector<Batch> batches(2);
    Exchange full;
    Exchange empty;
    auto const start = Clock::now();
    std::thread writing{[&] {
        for (std::uint64_t i = 0; i < blocks; ++i) {
            auto* const batch = full.take();
            writer.append(batch->leaves, batch->ends, times);
            empty.put(batch);
        }
    }};
    for (std::uint64_t i = 0; i < blocks; ++i) {
        auto* const batch = i < batches.size() ? &batches[i] : empty.take();
        batch->encode(i * block, block);
        full.put(batch);
    }
    for (std::uint64_t i = std::min<std::uint64_t>(blocks, 2); i != 0; --i)
        empty.take();
    writing.join();
    times.wall_ns = ns_since(start);
    return times;
}

Times append_raw(std::filesystem::path const& path, std::size_t bytes, std::uint64_t blocks) {
    Times times;
    times.bytes = bytes;
    std::vector<std::uint8_t> const data(bytes, 0x5a);
    int const file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
    auto const start = Clock::now();
    for (std::uint64_t i = 0; i < blocks; ++i) {
        auto const commit = Clock::now();
        auto const written = ::write(file, data.data(), bytes);
        if (written != static_cast<ssize_t>(bytes) || ::fdatasync(file) != 0) std::abort();
        times.commits_ns.push_back(ns_since(commit));
    }
    times.wall_ns = ns_since(start);
    ::close(file);
    std::filesystem::remove(path);
    return times;
}

std::uint64_t percentile_us(Times const& times, std::size_t percent) {
    auto sorted = times.commits_ns;
    std::sort(sorted.begin(), sorted.end());
    return sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)] / 1000;
}

void print(char const* what, std::uint64_t block, Times const& times) {
    auto const entries = block * times.commits_ns.size();
    auto const per_second = entries * 1'000'000'000 / times.wall_ns;
    std::printf("%-12s %6lu %9zu %9lu us %9lu us %14lu\n",
                what,
                block,
                times.bytes,
                percentile_us(times, 50),
                percentile_us(times, 99),
                per_second);
}

template <class Append>
Times in_new_store(std::filesystem::path const& directory, Append append) {
    std::filesystem::remove_all(directory);
    auto const store =
        or_die(RocksStore::create(directory, StoreMeta{1, "bench", {}, Timestamp{1}}));
    auto times = append(*store);
    or_die(store->close());
    std::filesystem::remove_all(directory);
    return times;
}

void measure(std::filesystem::path const& place, std::uint64_t block, std::uint64_t blocks) {
    auto const data = place / "data";
    auto const serial = in_new_store(
        data, [&](RocksStore& store) { return append_serially(store, block, blocks); });
    auto const raw = append_raw(place / "raw", serial.bytes, blocks);
    auto const overlapped = in_new_store(
        data, [&](RocksStore& store) { return append_overlapped(store, block, blocks); });
    print("device", block, raw);
    print("serial", block, serial);
    print("overlapped", block, overlapped);
}

}  // namespace
}  // namespace tally

int main(int count, char** arguments) {
    auto const parent =
        count > 1 ? std::filesystem::path{arguments[1]} : std::filesystem::temp_directory_path();
    auto const place = parent / ("tally-append-bench-" + std::to_string(::getpid()));
    std::filesystem::create_directories(place);
    std::printf(
        "%-12s %6s %9s %12s %12s %14s\n", "", "block", "bytes", "commit p50", "p99", "entries/s");
    tally::measure(place, 8'000, 400);
    tally::measure(place, 1'000, 1'500);
    tally::measure(place, 100, 3'000);
    tally::measure(place, 1, 2'000);
    std::filesystem::remove_all(place);
}
