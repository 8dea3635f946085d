#pragma once

#include "projections/state.h"
#include "tools/serve/net/outbox.h"
#include "tools/serve/net/service.h"
#include "tools/serve/reads/memory_output.h"
#include "tools/serve/reads/page.h"
#include "tools/serve/reads/query.h"

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

    // What one answer from that State may cost, so that the fold does not wait for long.
    std::size_t work = 50'000;     // accounts, orders, ... looked at
    std::size_t rendered = 1'001;  // rows written: a page, and one that says that there is more
};

// Answers reads. What is of now and follows from the State alone is answered by the one that
// follows the record, on its thread, and sees all that was durable when it was asked: no question
// costs it more than a page. All else, history and what would cost more, is answered on a thread of
// its own, one at a time, from what is durable on disk: the record is opened beside its writer, and
// folded from the newest snapshot to the point that is asked for. Either way an answer is exact for
// one sequence, and has the same bytes.
class Reads final : public ReadService {
public:
    Reads(ReadsParts parts, Outbox& outbox);
    Reads(Reads const&) = delete;
    Reads& operator=(Reads const&) = delete;
    ~Reads() override;  // the read in work is finished, the others are dropped

    // Whoever asks: what they may read was looked at before (tools/serve/access).
    void read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) override;

private:
    struct Question {
        std::uint64_t connection = 0;
        std::uint64_t request_id = 0;
        Query query;
        Page page;
        std::optional<std::uint64_t> at;
    };

    void place(Question const& question, std::uint64_t tip);
    void answer_from(State const* state, Question const& question);
    void queue(Question const& question);
    void run();
    [[nodiscard]] Result<std::string> rows_of(Question const& question, std::uint64_t size);
    void reply(Question const& question, std::uint64_t size, Result<std::string> rows);
    void refuse(Question const& question, std::uint16_t status, std::string why);

    ReadsParts parts_;
    Outbox& outbox_;
    MemoryOutput of_state_;   // the State's thread only
    MemoryOutput of_record_;  // the thread here only

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Question> waiting_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace tally::serve
