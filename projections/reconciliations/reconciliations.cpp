#include "projections/reconciliations/reconciliations.h"

#include "journal/vocabulary/check.h"

#include <algorithm>
#include <optional>

namespace tally {

Reconciliation const* Reconciliations::find(ReconciliationKey const& key) const {
    auto const at = runs_.find(key);
    return at == runs_.end() ? nullptr : &at->second;
}

DecidedBreak const* Reconciliations::find(BreakKey const& key) const {
    auto const at = breaks_.find(key);
    return at == breaks_.end() ? nullptr : &at->second;
}

std::uint32_t Reconciliations::undecided(Reconciliation const& run) const {
    auto open = run.found.material_count;
    for (auto const& one : run.found.breaks) {
        if (!one.material) continue;
        auto const* decided = find(BreakKey{run.found.account, one.id});
        if (decided != nullptr && decided->decision != BreakDecision::none) --open;
    }
    return open;
}

// These change seldom, so that within a linked chain the whole of an element is kept.
template <class Map>
void Reconciliations::keep(Map& map, typename Map::key_type const& key) {
    if (!undo_.open()) return;
    auto const at = map.find(key);
    std::optional<typename Map::mapped_type> old;
    if (at != map.end()) old = at->second;
    undo_.on_roll_back([&map, key, old] {
        if (old)
            map.insert_or_assign(key, *old);
        else
            map.erase(key);
    });
}

Reconciliation& Reconciliations::mutate(ReconciliationKey const& key) {
    auto const at = runs_.find(key);
    TALLY_CHECK(at != runs_.end());
    keep(runs_, key);
    return at->second;
}

DecidedBreak& Reconciliations::mutate(BreakKey const& key) {
    auto const at = breaks_.find(key);
    TALLY_CHECK(at != breaks_.end());
    keep(breaks_, key);
    return at->second;
}

void Reconciliations::apply(RecordReconciliation const& body, Entry const& entry) {
    if (body.outcome != Outcome::ok) return;
    ReconciliationKey const key{body.account, body.run};
    TALLY_CHECK(!runs_.contains(key) && !closed_.contains(key) && open_count_ < max_open);
    keep(runs_, key);
    Reconciliation run;
    run.found = body;
    run.recorded = entry.sequence;
    runs_.emplace(key, std::move(run));
    ++undo_.save(open_count_);
    for (auto const& found : body.breaks)
        list(body.account, found, entry);
    keep(newest_, body.account);
    auto const [newest, first] = newest_.try_emplace(body.account, body.run);
    if (first) return;
    ReconciliationKey const before{body.account, newest->second};
    newest->second = body.run;
    if (runs_.at(before).is_closed()) drop(before);
}

void Reconciliations::list(AccountId account,
                           ReconciliationBreak const& found,
                           Entry const& entry) {
    BreakKey const key{account, found.id};
    keep(breaks_, key);
    auto const [at, first] = breaks_.try_emplace(key);
    if (first) at->second.first_recorded = entry.sequence;
    ++at->second.runs;
}

void Reconciliations::drop(ReconciliationKey const& key) {
    keep(runs_, key);
    auto const at = runs_.find(key);
    for (auto const& found : at->second.found.breaks) {
        BreakKey const break_key{key.account, found.id};
        auto& one = mutate(break_key);
        TALLY_CHECK(one.runs != 0);
        if (--one.runs == 0) breaks_.erase(break_key);
    }
    runs_.erase(at);
}

void Reconciliations::apply(CommentBreak const& body, Entry const& entry) {
    if (body.outcome != Outcome::ok) return;
    if (body.break_id == no_break) {
        ++mutate(ReconciliationKey{body.account, body.run}).comments;
        return;
    }
    BreakKey const key{body.account, body.break_id};
    auto& one = mutate(key);
    ++one.comments;
    one.last_comment = entry.sequence;
    bool const settles = body.explains && one.decision <= BreakDecision::explained;
    if (settles) settle(key, BreakDecision::explained, {}, entry);
}

void Reconciliations::apply(WriteOffBreak const& body, Entry const& entry) {
    if (body.outcome != Outcome::ok) return;
    settle({body.account, body.break_id}, BreakDecision::written_off, body.transfer, entry);
}

void Reconciliations::apply(CorrectBreak const& body, Entry const& entry) {
    if (body.outcome != Outcome::ok) return;
    settle({body.account, body.break_id}, BreakDecision::corrected, body.transfer, entry);
}

void Reconciliations::settle(BreakKey const& key,
                             BreakDecision decision,
                             TransferId transfer,
                             Entry const& entry) {
    auto& one = mutate(key);
    one.decision = decision;
    one.transfer = transfer;
    one.by = entry.key;
    one.decided = entry.sequence;
}

void Reconciliations::apply(SignReconciliation const& body, Entry const& entry) {
    if (body.outcome != Outcome::ok) return;
    ReconciliationKey const key{body.account, body.run};
    auto& run = mutate(key);
    TALLY_CHECK(!run.is_closed());
    switch (body.action) {
        case SignAction::prepare:
            run.stage = ReconciliationStage::prepared;
            run.preparer = entry.key;
            run.prepared = entry.sequence;
            return;
        case SignAction::review:
            run.reviewer = entry.key;
            return close(key, ReconciliationStage::signed_off, entry);
        case SignAction::withdraw:
            run.stage = ReconciliationStage::open;
            run.preparer = {};
            run.prepared = {};
            return;
        case SignAction::abandon:
            return close(key, ReconciliationStage::abandoned, entry);
    }
}

// The account's newest run stays, so that the next one can take its breaks over.
void Reconciliations::close(ReconciliationKey const& key,
                            ReconciliationStage stage,
                            Entry const& entry) {
    auto& run = mutate(key);
    run.stage = stage;
    run.closed = entry.sequence;
    TALLY_CHECK(closed_.insert(key).second && open_count_ != 0);
    undo_.on_roll_back([this, key] { closed_.erase(key); });
    --undo_.save(open_count_);
    if (newest_.at(key.account) != key.run) drop(key);
}

}  // namespace tally
