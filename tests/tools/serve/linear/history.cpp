#include "tests/tools/serve/linear/history.h"

#include "tests/tools/serve/linear/clock.h"

#include <utility>

namespace tally::linear {
namespace {

using Kind = Operation::Kind;

std::uint64_t place(Operation const& done) {
    return done.kind == Kind::transfer ? place_of_command(done.sequence)
                                       : place_of_read(done.sequence);
}

std::string name(Operation const& done) {
    auto const* const what = done.kind == Kind::transfer ? "transfer " : "read at ";
    return what + std::to_string(done.sequence);
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
    return first_anomaly(std::move(history), place, name, Model{start});
}

}  // namespace tally::linear
