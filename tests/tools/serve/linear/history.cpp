#include "tests/tools/serve/linear/history.h"

#include <algorithm>

namespace tally::linear {
namespace {

using Kind = Operation::Kind;

// The place in the one order. A read that has seen N entries comes right after entry N - 1, and
// before entry N.
std::uint64_t place(Operation const& done) {
    return done.kind == Kind::transfer ? 2 * done.sequence + 1 : 2 * done.sequence;
}

std::string name(Operation const& done) {
    auto const* const what = done.kind == Kind::transfer ? "transfer " : "read at ";
    return what + std::to_string(done.sequence);
}

// Whatever was answered before another was sent comes before it. Two reads may share a place.
std::optional<std::string> against_the_clock(std::vector<Operation> const& history) {
    auto by_sending = history;
    auto by_answer = history;
    std::ranges::sort(by_sending, {}, &Operation::sent_ns);
    std::ranges::sort(by_answer, {}, &Operation::answered_ns);
    Operation const* latest = nullptr;
    std::size_t answered = 0;
    for (auto const& sent : by_sending) {
        for (; by_answer[answered].answered_ns < sent.sent_ns; ++answered)
            if (latest == nullptr || place(by_answer[answered]) > place(*latest))
                latest = &by_answer[answered];
        if (latest != nullptr && place(sent) < place(*latest))
            return name(sent) + " was sent after the answer to " + name(*latest);
    }
    return std::nullopt;
}

class Model {
public:
    explicit Model(Start const& start)
        : next_(start.entries),
          limited_(start.limited),
          credits_(start.credits),
          debits_(start.credits.size()) {}

    std::optional<std::string> step(Operation const& done) {
        return done.kind == Kind::transfer ? transfer(done) : read(done);
    }

private:
    std::optional<std::string> transfer(Operation const& done) {
        if (done.sequence != next_) return name(done) + " where " + std::to_string(next_) + " is";
        ++next_;
        bool const fits =
            !limited_[done.debit] || debits_[done.debit] + done.amount <= credits_[done.debit];
        if (fits != done.accepted)
            return name(done) + (fits ? " was refused, but fits" : " does not fit");
        if (!fits) return std::nullopt;
        debits_[done.debit] += done.amount;
        credits_[done.credit] += done.amount;
        return std::nullopt;
    }

    std::optional<std::string> read(Operation const& done) const {
        if (done.sequence != next_) return name(done) + " where " + std::to_string(next_) + " is";
        if (done.debits == debits_[done.debit] && done.credits == credits_[done.debit])
            return std::nullopt;
        return name(done) + " saw other totals than there were";
    }

    std::uint64_t next_;
    std::vector<bool> const& limited_;
    std::vector<std::uint64_t> credits_;
    std::vector<std::uint64_t> debits_;
};

}  // namespace

std::optional<std::string> find_anomaly(Start const& start, std::vector<Operation> history) {
    for (auto const& done : history)
        if (done.answered_ns < done.sent_ns) return name(done) + " was answered before it was sent";
    if (auto late = against_the_clock(history)) return late;
    std::ranges::sort(history, {}, place);
    Model model{start};
    for (auto const& done : history)
        if (auto wrong = model.step(done)) return wrong;
    return std::nullopt;
}

}  // namespace tally::linear
