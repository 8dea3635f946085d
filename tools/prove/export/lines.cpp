#include "tools/prove/export/lines.h"

#include "journal/codec/codec.h"
#include "journal/codec/leaf_buffer.h"
#include "journal/crypto/text.h"
#include "journal/tree/hashing.h"
#include "tools/cli/json_text.h"
#include "tools/look/entry_json.h"
#include "tools/look/shown.h"

#include <optional>
#include <utility>

namespace tally::prove {

namespace {

// Each entry as a line, in the state that it made, so that a line never depends on what came later.
class LineVisitor final : public FoldVisitor {
public:
    explicit LineVisitor(LineSink const& sink) : sink_(sink) {}

    bool after(Entry const& entry, State const& state) override {
        auto done = write(entry, state);
        if (!done) failure_ = std::move(done).error();
        return !failure_;
    }

    [[nodiscard]] std::optional<Failure> const& failure() const { return failure_; }

private:
    Result<void> write(Entry const& entry, State const& state) {
        leaf_.clear();
        TALLY_TRYV(encode_leaf(entry, leaf_));
        cli::JsonText json;
        look::write_entry(json, entry, look::Shown{state});
        auto line = json.take();
        line.pop_back();
        line += ",\"leaf_hash\":\"" + to_hex(hasher_.leaf(leaf_.bytes()).span()) + "\"}\n";
        return sink_(line);
    }

    LineSink const& sink_;
    LeafBuffer leaf_;
    TreeHasher hasher_;
    std::optional<Failure> failure_;
};

}  // namespace

Result<Lines> entry_lines(Record const& record,
                          Point from,
                          Point to,
                          bool prove,
                          LineSink const& sink,
                          std::function<void(std::uint64_t, std::uint64_t)> const& progress) {
    LineVisitor visitor{sink};
    FoldOptions options;
    options.from = from;
    options.to = to;
    options.snapshots = !prove;
    options.digests = prove;
    options.progress = progress;
    TALLY_TRY(folded, fold(record, options, visitor));
    if (visitor.failure()) return *visitor.failure();
    return Lines{std::move(folded.state), std::move(folded.notes), folded.digests};
}

Result<void> balance_lines(State const& state, LineSink const& sink) {
    look::Shown const shown{state};
    auto const& ledger = state.ledger();
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        auto const amount = [&](Amount total) { return shown.amount(total, account.asset); };
        cli::JsonText json;
        json.begin_object().key("id").text(look::id_text(account.id.value));
        json.key("asset").text(shown.asset(account.asset));
        json.key("owner").text(look::id_text(account.owner.value));
        json.key("debits_pending").text(amount(account.debits_pending));
        json.key("debits_posted").text(amount(account.debits_posted));
        json.key("credits_pending").text(amount(account.credits_pending));
        json.key("credits_posted").text(amount(account.credits_posted));
        json.key("held").text(amount(account.held));
        json.end_object();
        TALLY_TRYV(sink(json.take() + "\n"));
    }
    return success();
}

}  // namespace tally::prove
