#include "tools/bench/driver.h"

#include <algorithm>
#include <utility>

namespace tally::bench {

namespace {

// Commands of one step are sent together, and each is late by up to a step; that counts as latency.
constexpr std::chrono::microseconds pace_step{200};

std::uint64_t ns_between(std::chrono::steady_clock::time_point from,
                         std::chrono::steady_clock::time_point to) {
    return static_cast<std::uint64_t>(std::chrono::nanoseconds{to - from}.count());
}

}  // namespace

Result<std::unique_ptr<Driver>> Driver::open(LoadOptions const& options,
                                             std::string const& server) {
    std::unique_ptr<Driver> driver{new Driver{options}};
    for (std::uint64_t i = 0; i < options.clients; ++i) {
        client::Options with;
        with.server = server;
        with.name = "tally bench";
        TALLY_TRY(session, client::Session::open(driver->context_, with));
        driver->sessions_.push_back(std::move(session));
    }
    return driver;
}

Result<void> Driver::prepare(std::vector<Body> const& commands) {
    for (std::size_t from = 0; from < commands.size();) {
        batch_.clear();
        auto sent = std::make_unique<Sent>();
        sent->preparing = true;
        for (; from < commands.size() && batch_.size() < 8'000; ++from) {
            TALLY_TRYV(batch_.add(commands[from]));
            sent->numbers.push_back(number_of(commands[from]));
        }
        send(*sessions_.front(), std::move(sent));
        TALLY_TRYV(finish());
    }
    return success();
}

Result<Measured> Driver::run(Workload& workload) {
    workload_ = &workload;
    to_send_ = options_.commands;
    measured_ = {};
    acknowledged_.reserve(acknowledged_.size() + to_send_);
    start_ = Clock::now();
    if (options_.rate != 0) {
        keep_pace(workload);
    } else {
        fill_slots(workload);
    }
    TALLY_TRYV(finish());
    measured_.elapsed_ns = ns_between(start_, Clock::now());
    std::sort(measured_.latencies_ns.begin(), measured_.latencies_ns.end());
    return std::move(measured_);
}

void Driver::fill_slots(Workload& workload) {
    for (std::uint64_t slot = 0; slot < options_.in_flight; ++slot) {
        for (auto const& session : sessions_)
            send_batch(*session, workload, Clock::now());
    }
}

void Driver::send_batch(client::Session& session, Workload& workload, Clock::time_point at) {
    auto const count = std::min(options_.batch, to_send_);
    if (count == 0 || failure_) return;
    to_send_ -= count;
    if (spare_.empty()) spare_.push_back(std::make_unique<Sent>());
    auto sent = std::move(spare_.back());
    spare_.pop_back();
    sent->preparing = false;
    sent->numbers.clear();
    batch_.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
        auto const& command = workload.next();
        sent->numbers.push_back(number_of(command));
        auto const added = batch_.add(command);
        if (!added) failure_ = added.error();
    }
    sent->at = at;
    send(session, std::move(sent));
}

void Driver::send(client::Session& session, std::unique_ptr<Sent> sent) {
    ++in_flight_;
    auto const shared = std::make_shared<std::unique_ptr<Sent>>(std::move(sent));
    session.apply(batch_, [this, &session, shared](Result<client::Reply> reply) {
        --in_flight_;
        bool const goes_on = take(**shared, reply) && workload_ != nullptr && options_.rate == 0;
        if (workload_ != nullptr && on_reply_) on_reply_(++replies_);
        spare_.push_back(std::move(*shared));
        if (goes_on) send_batch(session, *workload_, Clock::now());
        if (in_flight_ == 0 && (to_send_ == 0 || failure_)) context_.stop();
    });
}

bool Driver::take(Sent const& sent, Result<client::Reply> const& reply) {
    if (!reply) {
        failure_ = reply.error();
        return false;
    }
    if (!reply.value().faults.empty()) {
        failure_ = Failure{FailureKind::usage, reply.value().faults.front().text};
        return false;
    }
    if (!sent.preparing) measured_.latencies_ns.push_back(ns_between(sent.at, Clock::now()));
    auto number = sent.numbers.begin();
    for (auto const& answer : reply.value().answers) {
        acknowledged_.push_back({answer.sequence, *number++, answer.outcome});
        bool const is_ok = answer.outcome == Outcome::ok;
        if (!is_ok && sent.preparing && answer.outcome != Outcome::exists) {
            failure_ =
                Failure{FailureKind::usage,
                        "the bench's accounts cannot be made here: " +
                            std::string{name_of(answer.outcome)} + "; use a record of its own"};
        }
        if (!is_ok) ++measured_.refused;
    }
    measured_.commands += reply.value().answers.size();
    if (!sent.preparing) note_progress();
    return true;
}

void Driver::note_progress() {
    auto const tenth = options_.commands / 10;
    Progress const now{measured_.commands, ns_between(start_, Clock::now())};
    auto const note = [&](Progress& mark, std::uint64_t at) {
        if (mark.commands == 0 && now.commands >= at) mark = now;
    };
    note(measured_.first_tenth, tenth);
    note(measured_.all_but_last_tenth, options_.commands - tenth);
}

// Offers commands at a rate, whether they are answered or not; late ones keep their time.
void Driver::keep_pace(Workload& workload) {
    auto const passed = ns_between(start_, Clock::now());
    auto const sent = options_.commands - to_send_;
    auto const due = static_cast<std::uint64_t>(uint128{passed} * options_.rate / ns_per_second);
    for (auto i = sent; i < due && to_send_ != 0; i += options_.batch) {
        auto const since = static_cast<std::int64_t>(uint128{i} * ns_per_second / options_.rate);
        send_batch(*sessions_[turn_++ % sessions_.size()],
                   workload,
                   start_ + std::chrono::nanoseconds{since});
    }
    if (to_send_ == 0) return;
    pace_.expires_after(pace_step);
    pace_.async_wait([this, &workload](boost::system::error_code error) {
        if (!error) keep_pace(workload);
    });
}

Result<void> Driver::finish() {
    context_.restart();
    context_.run();
    if (failure_) return *failure_;
    return success();
}

}  // namespace tally::bench
