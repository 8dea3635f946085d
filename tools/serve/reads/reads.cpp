#include "tools/serve/reads/reads.h"

#include "journal/threads/this_thread.h"
#include "tools/wire/limits.h"

#include <utility>

namespace tally::serve {

namespace {

constexpr std::size_t waiting_max = 256;
constexpr std::size_t body_bytes_max = wire::frame_bytes_max - 4'096;

std::uint16_t status_of(FailureKind kind) {
    switch (kind) {
        case FailureKind::usage:
            return 400;
        case FailureKind::incomplete:
            return 404;
        case FailureKind::integrity:
        case FailureKind::system:
            return 500;
    }
    return 500;
}

}  // namespace

Reads::Reads(ReadsParts parts, Outbox& outbox)
    : parts_(std::move(parts)), outbox_(outbox), thread_([this] { run(); }) {}

Reads::~Reads() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Reads::read(std::uint64_t connection, KeyNumber, wire::Read const& asked) {
    Question question{connection, asked.request_id, {}, {}, asked.at};
    auto const tip = parts_.tip();
    if (asked.min_sequence > tip) {
        return refuse(question,
                      425,
                      "entry " + std::to_string(asked.min_sequence - 1) +
                          " is not durable yet; the record has " + std::to_string(tip) +
                          " entries");
    }
    auto query = parse_query(asked.query);
    if (!query) return reply(question, tip, query.error());
    question.query = std::move(query).value();
    auto const page = take_page(question.query);
    if (!page) return reply(question, tip, page.error());
    question.page = page.value();
    place(question, tip);
}

void Reads::place(Question const& question, std::uint64_t tip) {
    if (question.at && *question.at >= tip)
        return refuse(question, 404, "there is no entry " + std::to_string(*question.at) + " yet");
    bool const is_now = !question.at || *question.at + 1 == tip;
    if (!is_now || !is_of_state(question.query)) return queue(question);
    auto const on_state = [this, question](State const* state) { answer_from(state, question); };
    if (!parts_.ask(tip, on_state)) refuse(question, 503, "too many reads wait; try again");
}

// On the thread of the State.
void Reads::answer_from(State const* state, Question const& question) {
    if (state == nullptr) return queue(question);
    auto const size = state->next_sequence().value;
    if (question.at && *question.at + 1 != size) return queue(question);
    look::Window window{{question.page.offset, question.page.limit, parts_.work, parts_.rendered}};
    cli::CommonOptions common;
    common.data = parts_.data;
    auto rows = of_state_.collect([&](cli::Output& output) {
        return answer_query(question.query, {common, state, window}, output);
    });
    if (window.gave_up()) return queue(question);
    reply(question, size, std::move(rows));
}

void Reads::queue(Question const& question) {
    {
        std::lock_guard const lock{mutex_};
        if (waiting_.size() < waiting_max) {
            waiting_.push_back(question);
            changed_.notify_one();
            return;
        }
    }
    refuse(question, 503, "too many reads wait; try again");
}

void Reads::run() {
    introduce_this_thread("reads", Urgency::serves);
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        if (stop_) return;
        auto const question = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        auto const size = question.at ? *question.at + 1 : parts_.tip();
        reply(question, size, rows_of(question, size));
        lock.lock();
    }
}

Result<std::string> Reads::rows_of(Question const& question, std::uint64_t size) {
    auto const& page = question.page;
    bool const is_windowed = is_of_state(question.query);
    look::Window window{is_windowed ? look::WindowBounds{page.offset, page.limit}
                                    : look::WindowBounds{}};
    cli::CommonOptions common;
    common.data = parts_.data;
    common.at = size == 0 ? "start" : std::to_string(size - 1);
    TALLY_TRY(rows, of_record_.collect([&](cli::Output& output) {
        return answer_query(question.query, {common, nullptr, window}, output);
    }));
    return is_windowed ? rows : cut(std::move(rows), page);
}

void Reads::reply(Question const& question, std::uint64_t size, Result<std::string> rows) {
    if (!rows) return refuse(question, status_of(rows.error().kind), rows.error().text);
    auto& body = rows.value();
    if (body.size() > body_bytes_max) {
        return refuse(question,
                      400,
                      "the answer has " + std::to_string(body.size()) +
                          " bytes, more than a frame takes; ask for less with limit and offset");
    }
    outbox_.put({question.connection, RowsAnswer{question.request_id, 200, size, std::move(body)}});
}

void Reads::refuse(Question const& question, std::uint16_t status, std::string why) {
    outbox_.put({question.connection,
                 RowsAnswer{question.request_id, status, parts_.tip(), std::move(why)}});
}

}  // namespace tally::serve
