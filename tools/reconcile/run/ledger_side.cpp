#include "tools/reconcile/run/ledger_side.h"

#include "journal/vocabulary/check.h"
#include "replay/check.h"
#include "replay/fold.h"
#include "tools/look/movement.h"
#include "tools/text/hex.h"
#include "tools/text/number.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <variant>

namespace tally::reconcile {

namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

std::string text_of(Entry const& entry, LedgerField field) {
    auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
    switch (field) {
        case LedgerField::metadata:
            return transfer == nullptr ? std::string{} : transfer->metadata;
        case LedgerField::id:
            return look::reference_of(entry.body);
        case LedgerField::user_data_128:
            if (transfer == nullptr || transfer->user_data_128 == 0) return {};
            return text::format_integer(transfer->user_data_128);
        case LedgerField::transaction:
            if (auto const* const event = std::get_if<ChainEventApplied>(&entry.body))
                return text::format_hex(event->event.transaction.span());
            return {};
    }
    return {};
}

std::string reference_of(Entry const& entry, AccountRules const& rules) {
    for (auto const field : rules.ledger_references) {
        auto reference = extract_reference(text_of(entry, field), rules.reference_prefix);
        if (!reference.empty()) return reference;
    }
    return {};
}

// Collects the movements of the rules' accounts.
class Collector final : public FoldVisitor {
public:
    explicit Collector(Rules const& rules) : rules_(rules), sides_(rules.accounts.size()) {}

    [[nodiscard]] bool after(Entry const& entry, State const& state) override {
        learn_accounts(state);
        learn_write_off(entry);
        learn_correction(entry);
        std::uint64_t ordinal = 0;
        for (auto const& posting : state.last_effects().postings()) {
            if (posting.layer == PostingLayer::posted) {
                take(entry, posting.debit, GainsBy::debit, posting.amount, ordinal);
                take(entry, posting.credit, GainsBy::credit, posting.amount, ordinal + 1);
            }
            ordinal += 2;
        }
        return !too_much_;
    }

    // Which entries the corrections are was not known when they came by: a second look, for those
    // records that have any.
    [[nodiscard]] Result<void> place_corrections(Record const& record, std::uint64_t size) {
        if (corrections_.empty()) return success();
        return for_each_entry(record, 0, size, [this](Entry const& entry) {
            auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
            if (transfer == nullptr || transfer->outcome != Outcome::ok) return true;
            auto const named = corrections_.find(transfer->id);
            if (named != corrections_.end()) place_correction(entry.sequence.value, named->second);
            return true;
        });
    }

    // The sides, once all is folded.
    [[nodiscard]] Result<std::vector<LedgerSide>> finish(State const& state) {
        if (too_much_)
            return Failure{FailureKind::usage,
                           "account " + text::format_integer(too_much_->value) +
                               " moves more than 127 bits count; reconcile it in parts"};
        for (std::size_t i = 0; i < sides_.size(); ++i) {
            TALLY_TRYV(complete(state, rules_.accounts[i], sides_[i]));
        }
        return std::move(sides_);
    }

private:
    // Accounts are only added, so that each is looked at once.
    void learn_accounts(State const& state) {
        auto const& ledger = state.ledger();
        for (; at_.size() < ledger.account_count();) {
            AccountHandle const handle{static_cast<std::uint32_t>(at_.size())};
            at_.push_back(side_of(ledger.account(handle).id));
        }
    }

    // The transfer of a write-off comes right behind it.
    void learn_write_off(Entry const& entry) {
        if (auto const* const command = std::get_if<WriteOffBreak>(&entry.body))
            write_off_ = command->outcome == Outcome::ok ? command->break_id : no_break;
        else if (!std::holds_alternative<CreateTransfer>(entry.body))
            write_off_ = no_break;
    }

    void learn_correction(Entry const& entry) {
        auto const* const command = std::get_if<CorrectBreak>(&entry.body);
        if (command != nullptr && command->outcome == Outcome::ok)
            corrections_.insert_or_assign(command->transfer, command->break_id);
    }

    // The items of an entry that somebody named as the correction of a break.
    void place_correction(std::uint64_t sequence, BreakId break_id) {
        for (auto& side : sides_) {
            auto at = std::ranges::lower_bound(
                side.items, place_of(sequence, 0), std::ranges::less{}, &Item::place);
            for (; at != side.items.end() && at->place < place_of(sequence + 1, 0); ++at)
                side.corrections.emplace(at->place, break_id);
        }
    }

    [[nodiscard]] std::size_t side_of(AccountId id) const {
        for (std::size_t i = 0; i < rules_.accounts.size(); ++i)
            if (rules_.accounts[i].ledger == id) return i;
        return none;
    }

    void take(Entry const& entry,
              AccountHandle handle,
              GainsBy by,
              Amount amount,
              std::uint64_t ordinal) {
        auto const at = at_[handle.value];
        if (at == none) return;
        auto const& rules = rules_.accounts[at];
        auto& side = sides_[at];
        auto const moved = SignedAmount::from(amount, rules.gains_by != by);
        auto const balance = moved ? side.balance.checked_add(*moved) : std::nullopt;
        if (!balance) {
            too_much_ = rules.ledger;
            return;
        }
        side.balance = *balance;
        side.items.push_back(Item{place_of(entry.sequence.value, ordinal),
                                  side.texts.add(reference_of(entry, rules)),
                                  look::effective_day(entry),
                                  *moved});
        if (write_off_ != no_break) side.write_offs.emplace(side.items.back().place, write_off_);
    }

    static Result<void> complete(State const& state, AccountRules const& rules, LedgerSide& side) {
        auto const handle = state.ledger().find(rules.ledger);
        auto const id = text::format_integer(rules.ledger.value);
        if (handle.is_none())
            return Failure{FailureKind::incomplete,
                           "the record has no account " + id + " at that point (rules, line " +
                               std::to_string(rules.line) + ")"};
        auto const* const asset = state.assets().find(state.ledger().account(handle).asset);
        if (asset == nullptr || asset->code.view() != rules.asset)
            return Failure{FailureKind::usage,
                           "account " + id + " is not in " + rules.asset + " (rules, line " +
                               std::to_string(rules.line) + ")"};
        side.scale = asset->scale;
        return success();
    }

    Rules const& rules_;
    std::vector<LedgerSide> sides_;
    std::vector<std::size_t> at_;  // by account handle: which side, or none
    std::optional<AccountId> too_much_;
    BreakId write_off_;
    std::map<TransferId, BreakId> corrections_;
};

}  // namespace

Result<LedgerSides> read_ledger(Record const& record,
                                Point to,
                                Rules const& rules,
                                std::function<void(std::uint64_t, std::uint64_t)> const& progress) {
    Collector collector{rules};
    FoldOptions options;
    options.to = to;
    options.snapshots = false;
    options.verify = true;
    options.digests = true;
    options.progress = progress;
    TALLY_TRY(folded, fold(record, options, collector));
    TALLY_TRYV(collector.place_corrections(record, to.size));
    TALLY_TRY(sides, collector.finish(*folded.state));
    TALLY_CHECK(folded.proven.has_value());
    auto violations = check_state(*folded.state);
    return LedgerSides{
        folded.proven->root, std::move(sides), std::move(violations), std::move(folded.state)};
}

}  // namespace tally::reconcile
