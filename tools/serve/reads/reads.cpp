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

OpenedRecord::Open opening(ReadsParts const& parts) {
    if (parts.open_record) return parts.open_record;
    return [data = parts.data] { return Record::open(data); };
}

}  // namespace

Reads::Reads(ReadsParts parts, Outbox& outbox)
    : parts_(std::move(parts)),
      outbox_(outbox),
      record_(opening(parts_)),
      views_([this] { return record_.now(); }),
      movements_(parts_.data + "/movements", parts_.movements_bytes_max),
      thread_([this] { run(); }) {}

Reads::~Reads() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Reads::read(std::uint64_t connection, KeyNumber, wire::Read const& asked) {
    auto const tip = parts_.tip();
    if (auto const question = question_of(connection, asked, tip)) place(*question, tip);
}

// Whose a thing is says its entry, which is found first; then the question is one like all others.
void Reads::read_owned(std::uint64_t connection, wire::Read const& asked, Covers covers) {
    auto const tip = parts_.tip();
    auto question = question_of(connection, asked, tip);
    if (!question) return;
    if (question->at && *question->at >= tip) return place(*question, tip);  // not there yet
    question->covers = std::move(covers);
    queue(*question, true);
}

// Nothing if it is none, which was said.
std::optional<Reads::Question> Reads::question_of(std::uint64_t connection,
                                                  wire::Read const& asked,
                                                  std::uint64_t tip) {
    Question question{connection, asked.request_id, {}, {}, asked.at};
    if (asked.min_sequence > tip) {
        refuse(question,
               425,
               "entry " + std::to_string(asked.min_sequence - 1) +
                   " is not durable yet; the record has " + std::to_string(tip) + " entries");
        return std::nullopt;
    }
    auto query = parse_query(asked.query);
    auto const page = query ? take_page(query.value()) : Result<Page>{query.error()};
    if (!page) {
        reply(question, tip, page.error());
        return std::nullopt;
    }
    question.query = std::move(query).value();
    question.page = page.value();
    return question;
}

void Reads::place(Question const& question, std::uint64_t tip) {
    if (question.at && *question.at >= tip)
        return refuse(question, 404, "there is no entry " + std::to_string(*question.at) + " yet");
    bool const is_now = !question.at || *question.at + 1 == tip;
    bool const by_id = is_by_id(question.query);
    if (!is_now || !is_of_state(question.query)) return queue(question, by_id);
    auto const on_state = [this, question](State const* state) { answer_from(state, question); };
    if (!parts_.ask(tip, on_state)) refuse(question, 503, "too many reads wait; try again");
}

// On the thread of the State.
void Reads::answer_from(State const* state, Question const& question) {
    bool const by_id = is_by_id(question.query);
    if (state == nullptr) return queue(question, by_id);
    auto const size = state->next_sequence().value;
    if (question.at && *question.at + 1 != size) return queue(question, by_id);
    look::Window window{{question.page.offset, question.page.limit, parts_.work, parts_.rendered}};
    cli::CommonOptions common;
    common.data = parts_.data;
    auto rows = of_state_.collect([&](cli::Output& output) {
        return answer_query(question.query, {common, state, nullptr, nullptr, window}, output);
    });
    if (window.gave_up()) return queue(question, by_id);
    reply(question, size, std::move(rows));
}

void Reads::queue(Question const& question, bool by_id) {
    {
        std::lock_guard const lock{mutex_};
        if (by_id_waiting_.size() + waiting_.size() < waiting_max) {
            (by_id ? by_id_waiting_ : waiting_).push_back(question);
            changed_.notify_one();
            return;
        }
    }
    refuse(question, 503, "too many reads wait; try again");
}

// Waits for one. Nothing at the end.
std::optional<Reads::Question> Reads::next_question(bool& by_id) {
    std::unique_lock lock{mutex_};
    auto const is_due = [this] { return stop_ || !by_id_waiting_.empty() || !waiting_.empty(); };
    if (!changed_.wait_for(lock, parts_.keeps_for, is_due)) {
        views_.clear();
        movements_.rest();
        movement_entries_ = 0;
        movements_fail_ = false;
        record_.rest();
        changed_.wait(lock, is_due);
    }
    if (stop_) return std::nullopt;
    by_id = !by_id_waiting_.empty();
    auto& queue = by_id ? by_id_waiting_ : waiting_;
    auto question = std::move(queue.front());
    queue.pop_front();
    return question;
}

void Reads::run() {
    introduce_this_thread("reads", Urgency::serves);
    bool by_id = false;
    while (auto question = next_question(by_id)) {
        if (by_id) {
            answer_by_id(*question);
        } else {
            answer_in_turns(std::move(*question));
        }
    }
}

void Reads::answer_by_id(Question const& question) {
    auto const looked_up = question.covers ? see_whose(question) : look_up(question);
    if (!looked_up) reply(question, parts_.tip(), looked_up.error());
}

// What was found of an earlier point is shown with the names of now: those do not change.
Result<void> Reads::look_up(Question const& question) {
    TALLY_TRY(record, record_.now());
    auto const size = question.at ? *question.at + 1 : record->size();
    bool const is_now = size == record->size();
    TALLY_TRY(found, find_by_id(question.query, *record, size, is_now, by_id_));
    if (std::holds_alternative<NeedsState>(found)) {
        queue(question, false);
    } else if (std::holds_alternative<FoundNothing>(found)) {
        reply(question, size, std::string{});
    } else {
        auto const on_state = [this, question, found](State const* state) {
            show(state, question, found);
        };
        if (!parts_.ask(size, on_state)) refuse(question, 503, "too many reads wait; try again");
    }
    return success();
}

Result<void> Reads::see_whose(Question const& question) {
    TALLY_TRY(record, record_.now());
    TALLY_TRY(thing, find_owned(question.query, *record, by_id_));
    auto const on_state = [this, question, thing = std::move(thing)](State const* state) {
        judge(state, question, thing);
    };
    if (!parts_.ask(record->size(), on_state))
        refuse(question, 503, "too many reads wait; try again");
    return success();
}

// On the thread of the State.
void Reads::judge(State const* state, Question const& question, OwnedThing const& thing) {
    if (state == nullptr) return refuse(question, 503, "the server is not ready; try again");
    auto const tip = parts_.tip();
    if (is_covered(thing, *state, question.covers)) {
        auto mine = question;
        mine.covers = {};
        return place(mine, tip);
    }
    auto const size = question.at ? *question.at + 1 : state->next_sequence().value;
    reply(question, size, as_not_there(question.query, size));
}

// On the thread of the State.
void Reads::show(State const* state, Question const& question, FoundById const& found) {
    if (state == nullptr) return queue(question, false);
    if (!is_settled(found, *state)) return queue(question, true);  // it has ended meanwhile
    auto const seen = state->next_sequence().value;
    auto rows = of_state_.collect([&](cli::Output& output) {
        return write_found(found, look::Moment{*state, parts_.data}, output);
    });
    auto const size = question.at ? *question.at + 1 : seen;
    reply(question, size, rows ? cut(std::move(rows).value(), question.page) : rows);
}

void Reads::answer_in_turns(Question question) {
    auto const now = std::chrono::steady_clock::now();
    if (question.give_up_at == Time{}) question.give_up_at = now + parts_.patience;
    auto const size = question.at ? *question.at + 1 : parts_.tip();
    auto rows = rows_of(question, size);
    if (!rows) return reply(question, size, rows.error());
    if (rows.value()) return reply(question, size, std::move(*rows.value()));
    if (now < question.give_up_at) return queue(question, false);
    refuse(question,
           503,
           "folding the record to entry " + std::to_string(size) + " has come to entry " +
               std::to_string(come_to_) + "; ask again, and it goes on from there");
}

Result<Reads::Rows> Reads::rows_of(Question const& question, std::uint64_t size) {
    auto const& page = question.page;
    if (is_of_movements(question.query) && movements_.first() == 0 && !movements_fail_)
        return rows_of_movements(question, size);
    bool const is_windowed = is_of_state(question.query) || is_of_view(question.query);
    look::Window window{is_windowed ? look::WindowBounds{page.offset, page.limit}
                                    : look::WindowBounds{}};
    cli::CommonOptions common;
    common.data = parts_.data;
    std::optional<look::View> view;
    if (is_windowed) {
        TALLY_TRY(come_by, views_.at(size, std::chrono::steady_clock::now() + parts_.turn));
        come_to_ = views_.position();
        if (!come_by) return Rows{};
        view = std::move(come_by);
    } else {
        common.at = size == 0 ? "start" : std::to_string(size - 1);
    }
    TALLY_TRY(rows, of_record_.collect([&](cli::Output& output) {
        auto const* const of = view ? &*view : nullptr;
        return answer_query(question.query, {common, nullptr, of, nullptr, window}, output);
    }));
    return Rows{is_windowed ? std::move(rows) : cut(std::move(rows), page)};
}

// An index that turns out to be damaged is made anew while who asked waits.
Result<Reads::Rows> Reads::rows_of_movements(Question const& question, std::uint64_t size) {
    TALLY_TRY(record, record_.now());
    auto const end = std::chrono::steady_clock::now() + parts_.turn;
    auto const caught_up = movements_.catch_up(
        *record, size, [end] { return std::chrono::steady_clock::now() < end; });
    if (!caught_up) {  // a full disk, say; the record itself can be folded all the same
        movements_.rest();
        movements_fail_ = true;
        return Rows{};
    }
    come_to_ = movement_entries_ = movements_.position();
    bool const is_whole = movements_.first() == 0;  // otherwise the next turn folds the record
    if (!is_whole || !movements_.covers(size)) return Rows{};
    look::Window window{{question.page.offset, question.page.limit}};
    cli::CommonOptions common;
    common.data = parts_.data;
    look::IndexedRecord const indexed{*record, movements_, size};
    auto rows = of_record_.collect([&](cli::Output& output) {
        return answer_query(question.query, {common, nullptr, nullptr, &indexed, window}, output);
    });
    if (rows) return Rows{std::move(rows).value()};
    if (rows.error().kind != FailureKind::integrity) return rows.error();
    movements_.start_anew();
    return Rows{};
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
