#pragma once

#include "engine/sequencer/id_table.h"
#include "journal/store/id_index.h"
#include "journal/vocabulary/result.h"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

namespace tally {

// Ids used up by the entries before `end` that the index does not know yet; a table for each kind.
struct RecentIds {
    static constexpr std::size_t kinds = 3;

    std::array<IdTable, kinds> tables;  // [kind - 1]
    Sequence end;

    [[nodiscard]] std::size_t size() const {
        return tables[0].size() + tables[1].size() + tables[2].size();
    }

    void clear() {
        for (auto& table : tables)
            table.clear();
    }
};

// Feeds one table of ids at a time to the index, on a thread of its own. Until the feeder has
// finished, the ids are looked up in the table here.
//
// The owner's thread calls everything; `held` and `find` read what the feeder's thread only reads.
class IndexFeeder {
public:
    explicit IndexFeeder(IdIndex& index);
    IndexFeeder(IndexFeeder const&) = delete;
    IndexFeeder& operator=(IndexFeeder const&) = delete;
    ~IndexFeeder();

    // True while a table is held: waiting for its entries to be durable, or being written.
    [[nodiscard]] bool busy() const { return state_ != Step::idle; }

    // Takes what is in `recent` and leaves an empty table. Only when not busy.
    void take(RecentIds& recent);

    // Entries before `size` are durable: starts to write a table that waited for that, and lets go
    // of one that is written. Returns the feeder's failure, if it had one.
    [[nodiscard]] std::optional<Failure> advance(Sequence size);

    // Waits for a table that is being written.
    void wait();

    [[nodiscard]] std::optional<std::uint64_t> find(std::size_t table, uint128 id) const {
        return state_ == Step::idle ? std::nullopt : held_.tables[table].find(id);
    }

private:
    enum class Step : std::uint8_t { idle, waits, writes };

    void run();
    [[nodiscard]] std::optional<Failure> write();

    IdIndex& index_;
    RecentIds held_;
    Step state_ = Step::idle;  // the owner's

    std::mutex mutex_;
    std::condition_variable changed_;
    bool ordered_ = false;  // a table is to be written
    bool stop_ = false;
    std::optional<Failure> failure_;
    std::thread thread_;
};

}  // namespace tally
