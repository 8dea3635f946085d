#include "tools/look/effective.h"

#include "replay/fold.h"
#include "tools/cli/progress.h"
#include "tools/text/time.h"

namespace tally::look {

namespace {

class PositionsVisitor final : public FoldVisitor {
public:
    explicit PositionsVisitor(std::uint32_t day) : day_(day) {}

    bool after(Entry const& entry, State const& state) override {
        if (state.last_effects().postings().empty() || effective_day(entry) > day_) return true;
        positions_.resize(state.ledger().account_count());
        for (auto const& posting : state.last_effects().postings()) {
            if (posting.layer != PostingLayer::posted) continue;
            positions_[posting.debit.value].debits += posting.amount;
            positions_[posting.credit.value].credits += posting.amount;
        }
        return true;
    }

    [[nodiscard]] std::vector<Position> take(std::size_t accounts) {
        positions_.resize(accounts);
        return std::move(positions_);
    }

private:
    std::uint32_t day_;
    std::vector<Position> positions_;
};

}  // namespace

Result<std::optional<std::uint32_t>> effective_option(std::string const& text) {
    if (text.empty()) return std::optional<std::uint32_t>{};
    auto const day = text::parse_date(text);
    if (day) return std::optional{*day};
    return Failure{FailureKind::usage,
                   "--effective " + text + " is not a date; write it like 2026-12-01"};
}

Result<std::vector<Position>> positions_for(View const& view,
                                            std::uint32_t day,
                                            cli::Output const& output) {
    cli::Progress progress{"effective", view.point.size, output.quiet()};
    PositionsVisitor visitor{day};
    FoldOptions options;
    options.to = view.point;
    options.snapshots = false;
    options.progress = [&](std::uint64_t done, std::uint64_t) { progress.update(done); };
    TALLY_TRY(folded, fold(*view.record, options, visitor));
    return visitor.take(folded.state->ledger().account_count());
}

std::string place_of(Moment const& moment, std::string const& effective) {
    return effective.empty() ? moment.place() : moment.place() + ", for " + effective;
}

}  // namespace tally::look
