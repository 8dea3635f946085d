#include "tools/bench/acknowledged.h"

#include "replay/fold.h"
#include "replay/record.h"
#include "replay/state_sums.h"
#include "tools/bench/workload.h"

#include <algorithm>
#include <optional>

namespace tally::bench {

namespace {

Failure wrong(std::uint64_t sequence, std::string const& what) {
    return Failure{FailureKind::integrity,
                   "the answer that named entry " + std::to_string(sequence) + " " + what};
}

class Comparing final : public FoldVisitor {
public:
    explicit Comparing(std::vector<Acknowledged> const& answers) : answers_(answers) {}

    [[nodiscard]] bool after(Entry const& entry, State const&) override {
        if (next_ == answers_.size() || answers_[next_].sequence != entry.sequence.value)
            return true;
        auto const& answer = answers_[next_++];
        bool const is_same = is_command(entry.body) && number_of(entry.body) == answer.number &&
                             outcome_of(entry.body) == answer.outcome;
        if (!is_same) different_ = answer.sequence;
        return is_same;
    }

    [[nodiscard]] Result<void> verdict() const {
        if (different_) return wrong(*different_, "differs from it");
        if (next_ == answers_.size()) return success();
        return wrong(answers_[next_].sequence, "is not in the record");
    }

private:
    std::vector<Acknowledged> const& answers_;
    std::size_t next_ = 0;
    std::optional<std::uint64_t> different_;
};

Result<void> check_balance(State const& state) {
    for (auto const& [asset, sums] : sums_of(state).assets) {
        bool const balances = !sums.overflow && sums.debits_posted == sums.credits_posted &&
                              sums.debits_pending == sums.credits_pending;
        if (!balances) {
            return Failure{FailureKind::integrity,
                           "the books do not balance in asset " + std::to_string(asset.value)};
        }
    }
    return success();
}

}  // namespace

Result<void> check_acknowledged(std::string const& data, std::vector<Acknowledged>& answers) {
    std::sort(answers.begin(), answers.end(), [](auto const& a, auto const& b) {
        return a.sequence < b.sequence;
    });
    auto const twice =
        std::adjacent_find(answers.begin(), answers.end(), [](auto const& a, auto const& b) {
            return a.sequence == b.sequence;
        });
    if (twice != answers.end()) return wrong(twice->sequence, "is not the only one");
    TALLY_TRY(record, Record::open(data));
    Comparing comparing{answers};
    FoldOptions options;
    options.to = Point{record->size()};
    options.snapshots = false;
    TALLY_TRY(folded, fold(*record, options, comparing));
    TALLY_TRYV(comparing.verdict());
    return check_balance(*folded.state);
}

}  // namespace tally::bench
