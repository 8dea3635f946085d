#pragma once

#include "journal/vocabulary/result.h"
#include "tools/bench/acknowledged.h"
#include "tools/bench/load.h"
#include "tools/client/session.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tally::bench {

// How far a run was at a moment.
struct Progress {
    std::uint64_t commands = 0;  // answered
    std::uint64_t elapsed_ns = 0;
};

struct Measured {
    std::uint64_t commands = 0;
    std::uint64_t refused = 0;  // outcomes other than ok
    std::uint64_t elapsed_ns = 0;
    Progress first_tenth;                     // when so many were answered
    Progress all_but_last_tenth;              // likewise
    std::vector<std::uint64_t> latencies_ns;  // of batches, sorted; from send to durable answer
};

// The clients: one thread, one session each, batches in flight on all of them.
class Driver {
public:
    [[nodiscard]] static Result<std::unique_ptr<Driver>> open(LoadOptions const& options,
                                                              std::string const& server);
    Driver(Driver const&) = delete;
    Driver& operator=(Driver const&) = delete;

    // Sends what has to be there first and waits for it. Anything but `ok` or `exists` fails.
    [[nodiscard]] Result<void> prepare(std::vector<Body> const& commands);

    // Sends as much of the workload as the options say.
    [[nodiscard]] Result<Measured> run(Workload& workload);

    // Called after each reply of run(), with how many there were: for tests that do harm meanwhile.
    void on_reply(std::function<void(std::uint64_t)> hook) { on_reply_ = std::move(hook); }

    // All answers so far.
    [[nodiscard]] std::vector<Acknowledged>& acknowledged() { return acknowledged_; }

private:
    using Clock = std::chrono::steady_clock;

    struct Sent {
        Clock::time_point at;
        std::vector<std::uint64_t> numbers;
        bool preparing = false;
    };

    explicit Driver(LoadOptions const& options) : options_(options), pace_(context_) {}

    void send_batch(client::Session& session, Workload& workload, Clock::time_point at);
    void send(client::Session& session, std::unique_ptr<Sent> sent);
    [[nodiscard]] bool take(Sent const& sent, Result<client::Reply> const& reply);
    void note_progress();
    void keep_pace(Workload& workload);
    void fill_slots(Workload& workload);
    [[nodiscard]] Result<void> finish();

    LoadOptions const& options_;
    boost::asio::io_context context_{1};
    boost::asio::steady_timer pace_;
    std::vector<std::unique_ptr<client::Session>> sessions_;
    client::CommandBatch batch_;
    std::vector<std::unique_ptr<Sent>> spare_;
    std::vector<Acknowledged> acknowledged_;
    Workload* workload_ = nullptr;  // while run() runs
    Clock::time_point start_;
    std::uint64_t to_send_ = 0;
    std::uint64_t in_flight_ = 0;
    std::size_t turn_ = 0;
    std::uint64_t replies_ = 0;
    std::function<void(std::uint64_t)> on_reply_;
    Measured measured_;
    std::optional<Failure> failure_;
};

}  // namespace tally::bench
