#pragma once

#include "tools/serve/net/outbox.h"
#include "tools/serve/net/service.h"

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

// Answers reads, one at a time, on a thread of its own, from what is durable on disk: the record is
// opened beside its writer, and folded from the newest snapshot to the point that is asked for.
// That makes every answer exact for one sequence, and its price the entries since that snapshot.
class Reads final : public ReadService {
public:
    // `tip`: how many entries are durable; any thread.
    Reads(std::string data, std::function<std::uint64_t()> tip, Outbox& outbox);
    Reads(Reads const&) = delete;
    Reads& operator=(Reads const&) = delete;
    ~Reads() override;  // the read in work is finished, the others are dropped

    // Whoever asks: what they may read was looked at before (tools/serve/access).
    void read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) override;

private:
    struct Question {
        std::uint64_t connection = 0;
        std::uint64_t request_id = 0;
        std::string query;
        std::optional<std::uint64_t> at;
        std::uint64_t min_sequence = 0;
    };

    void run();
    [[nodiscard]] RowsAnswer answer(Question const& question) const;
    [[nodiscard]] Result<std::string> rows_of(Question const& question, std::uint64_t size) const;

    std::string data_;
    std::function<std::uint64_t()> tip_;
    Outbox& outbox_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Question> waiting_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace tally::serve
