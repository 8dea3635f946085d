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
    static constexpr std::size_t few = 8'192;  // no table with fewer is worth making room in

    std::array<IdTable, kinds> tables;  // [kind - 1]
    Sequence end;

    [[nodiscard]] std::size_t size() const {
        return tables[0].size() + tables[1].size() + tables[2].size();
    }

    // Forgets all; makes room for so many ids in each table that had more than a few.
    void clear(std::size_t room) {
        for (auto& table : tables) {
            bool const is_used = table.size() >= few;
            table.clear();
            if (is_used && table.room() < room) table.make_room(room);
        }
    }
};

// Feeds one table of ids at a time to the index, on a thread of its own. Until that is done, the
// ids are looked up in the table here; then the same thread empties the table and makes room in it
// for the next ones, so that the owner's does not wait for memory.
//
// The owner's thread calls everything; `find` reads what the feeder's thread only reads.
class IndexFeeder {
public:
    // `room`: for how many ids a table is to have room.
    IndexFeeder(IdIndex& index, std::size_t room);
    IndexFeeder(IndexFeeder const&) = delete;
    IndexFeeder& operator=(IndexFeeder const&) = delete;
    ~IndexFeeder();

    // True while a table is held: waiting for its entries to be durable, being written, or being
    // emptied.
    [[nodiscard]] bool busy() const { return state_ != Step::idle; }

    // Takes what is in `recent` and leaves an empty table. Only when not busy.
    void take(RecentIds& recent);

    // Entries before `size` are durable: starts to write a table that waited for that, has one
    // emptied that is written, and lets go of one that is empty. Returns the feeder's failure, if
    // it had one.
    [[nodiscard]] std::optional<Failure> advance(Sequence size);

    // Waits for a table that is being written or emptied.
    void wait();

    [[nodiscard]] std::optional<std::uint64_t> find(std::size_t table, uint128 id) const {
        bool const has_ids = state_ == Step::waits || state_ == Step::writes;
        return has_ids ? held_.tables[table].find(id) : std::nullopt;
    }

private:
    enum class Step : std::uint8_t { idle, waits, writes, empties };

    void order(Step step);
    void run();
    [[nodiscard]] std::optional<Failure> write();

    IdIndex& index_;
    std::size_t room_;
    RecentIds held_;
    Step state_ = Step::idle;  // the owner's; the feeder's thread reads it when it has an order

    std::mutex mutex_;
    std::condition_variable changed_;
    bool ordered_ = false;  // to write the table or to empty it, as state_ says
    bool stop_ = false;
    std::optional<Failure> failure_;
    std::thread thread_;
};

}  // namespace tally
