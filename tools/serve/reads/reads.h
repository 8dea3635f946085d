#pragma once

#include "projections/state.h"
#include "replay/movements/movement_index.h"
#include "tools/serve/net/outbox.h"
#include "tools/serve/net/service.h"
#include "tools/serve/reads/by_id_reads.h"
#include "tools/serve/reads/memory_output.h"
#include "tools/serve/reads/opened_record.h"
#include "tools/serve/reads/owned.h"
#include "tools/serve/reads/page.h"
#include "tools/serve/reads/query.h"
#include "tools/serve/reads/warm_views.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tally::serve {

// What Reads needs of the rest of the server.
struct ReadsParts {
    std::string data;
    std::function<std::uint64_t()> tip;  // how many entries are durable; any thread

    // Asks the State that follows the record, once it has seen so many entries, as Projector::ask.
    std::function<bool(std::uint64_t at_least, std::function<void(State const*)>)> ask;

    // Opens the record as it is now; empty: from its directory.
    OpenedRecord::Open open_record;

    // A question that needs a fold has the thread for so long at a time, and is told to come back
    // if it is not answered after so long.
    std::chrono::milliseconds turn{250};
    std::chrono::milliseconds patience{10'000};
    std::chrono::milliseconds keeps_for{60'000};  // what it folded, while nobody asks

    // Of the files in the record's directory that tell which entries moved an account.
    std::uint64_t movements_bytes_max = std::uint64_t{8} << 30U;

    // What one answer from that State may cost, so that the fold does not wait for long.
    std::size_t work = 50'000;     // accounts, orders, ... looked at
    std::size_t rendered = 1'001;  // rows written: a page, and one that says that there is more
};

// Answers reads. What is of now and follows from the State alone is answered by the one that
// follows the record, on its thread, and sees all that was durable when it was asked: no question
// costs it more than a page. All else is answered on a thread of its own, from what is durable on
// disk. What an id leads to is read from the record, and shown with the names that the State at
// hand has (by_id_reads.h); history is answered from a state of its point (warm_views.h), in turns,
// so that a long fold keeps nobody waiting. Either way an answer is exact for one sequence, and has
// the same bytes.
class Reads final : public ReadService, public OwnedReads {
public:
    Reads(ReadsParts parts, Outbox& outbox);
    Reads(Reads const&) = delete;
    Reads& operator=(Reads const&) = delete;
    ~Reads() override;  // the read in work is finished, the others are dropped

    // Whoever asks: what they may read was looked at before (tools/serve/access).
    void read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) override;

    void read_owned(std::uint64_t connection, wire::Read const& question, Covers covers) override;

    // How the points of the past were come by. Any thread.
    [[nodiscard]] ViewFigures const& view_figures() const { return views_.figures(); }

    // Entries that the index of movements knows; 0 while it is not in memory. Any thread.
    [[nodiscard]] std::uint64_t movement_entries() const { return movement_entries_; }

private:
    using Time = std::chrono::steady_clock::time_point;

    struct Question {
        std::uint64_t connection = 0;
        std::uint64_t request_id = 0;
        Query query;
        Page page;
        std::optional<std::uint64_t> at;
        Time give_up_at{};  // set when it is worked on first
        Covers covers{};    // whose it has to be; empty: anybody's, or that was seen to
    };

    using Rows = std::optional<std::string>;  // nothing: not in this turn

    [[nodiscard]] std::optional<Question> question_of(std::uint64_t connection,
                                                      wire::Read const& asked,
                                                      std::uint64_t tip);
    void place(Question const& question, std::uint64_t tip);
    void answer_from(State const* state, Question const& question);
    void queue(Question const& question, bool by_id);
    [[nodiscard]] std::optional<Question> next_question(bool& by_id);
    void run();
    void answer_by_id(Question const& question);
    [[nodiscard]] Result<void> look_up(Question const& question);
    void show(State const* state, Question const& question, FoundById const& found);
    [[nodiscard]] Result<void> see_whose(Question const& question);
    void judge(State const* state, Question const& question, OwnedThing const& thing);
    void answer_in_turns(Question question);
    [[nodiscard]] Result<Rows> rows_of(Question const& question, std::uint64_t size);
    [[nodiscard]] Result<Rows> rows_of_movements(Question const& question, std::uint64_t size);
    void reply(Question const& question, std::uint64_t size, Result<std::string> rows);
    void refuse(Question const& question, std::uint16_t status, std::string why);

    ReadsParts parts_;
    Outbox& outbox_;
    MemoryOutput of_state_;   // the State's thread only
    MemoryOutput of_record_;  // the thread here only, as are these
    OpenedRecord record_;
    WarmViews views_;
    MovementIndex movements_;
    bool movements_fail_ = false;  // until nobody has asked for a while
    std::atomic<std::uint64_t> movement_entries_{0};
    ById by_id_;
    std::uint64_t come_to_ = 0;  // how far a fold that is asked for has come

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Question> by_id_waiting_;  // these go first: each is a few reads of the disk
    std::deque<Question> waiting_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace tally::serve
