#include "projections/reconciliations/reconciliations.h"

namespace tally {

namespace {

void save_break(Saver& saver, ReconciliationBreak const& found) {
    saver.put(found.id.value);
    saver.put(found.code);
    saver.put(static_cast<std::uint8_t>(found.material));
    saver.put(static_cast<std::uint8_t>(found.more_on));
    saver.put(found.amount.units());
}

ReconciliationBreak load_break(Loader& loader) {
    ReconciliationBreak found;
    found.id = BreakId{loader.get<std::uint64_t>()};
    found.code = loader.get<std::uint8_t>();
    found.material = loader.get<std::uint8_t>() != 0;
    found.more_on = static_cast<MoreOn>(loader.get<std::uint8_t>());
    found.amount = Amount{loader.get<uint128>()};
    return found;
}

void save_found(Saver& saver, RecordReconciliation const& found) {
    saver.put_bytes(found.run.span());
    saver.put(found.account.value);
    saver.put(found.asset.value);
    saver.put(static_cast<std::uint8_t>(found.gains_by));
    saver.put(static_cast<std::uint8_t>(found.verdict));
    saver.put_bytes(found.rules.span());
    saver.put_bytes(found.root.span());
    saver.put(found.size);
    saver.put(found.cut_off);
    saver.put(found.matched);
    saver.put(found.break_count);
    saver.put(found.material_count);
    saver.put(found.more_on_statement.units());
    saver.put(found.more_on_record.units());
    saver.put(static_cast<std::uint32_t>(found.breaks.size()));
    for (auto const& one : found.breaks)
        save_break(saver, one);
}

RecordReconciliation load_found(Loader& loader) {
    RecordReconciliation found;
    loader.get_bytes(found.run.bytes);
    found.account = AccountId{loader.get<uint128>()};
    found.asset = AssetNumber{loader.get<std::uint32_t>()};
    found.gains_by = static_cast<GainsBy>(loader.get<std::uint8_t>());
    found.verdict = static_cast<ReconciliationVerdict>(loader.get<std::uint8_t>());
    loader.get_bytes(found.rules.bytes);
    loader.get_bytes(found.root.bytes);
    found.size = loader.get<std::uint64_t>();
    found.cut_off = loader.get<std::uint32_t>();
    found.matched = loader.get<std::uint64_t>();
    found.break_count = loader.get<std::uint32_t>();
    found.material_count = loader.get<std::uint32_t>();
    found.more_on_statement = Amount{loader.get<uint128>()};
    found.more_on_record = Amount{loader.get<uint128>()};
    auto const count = loader.get<std::uint32_t>();
    if (count > Reconciliations::max_listed) loader.fail();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i)
        found.breaks.push_back(load_break(loader));
    return found;
}

void save_decided(Saver& saver, DecidedBreak const& one) {
    saver.put(one.first_recorded.value);
    saver.put(static_cast<std::uint8_t>(one.decision));
    saver.put(one.by.value);
    saver.put(one.decided.value);
    saver.put(one.transfer.value);
    saver.put(one.comments);
    saver.put(one.last_comment.value);
    saver.put(one.runs);
}

DecidedBreak load_decided(Loader& loader) {
    DecidedBreak one;
    one.first_recorded = Sequence{loader.get<std::uint64_t>()};
    one.decision = static_cast<BreakDecision>(loader.get<std::uint8_t>());
    one.by = KeyNumber{loader.get<std::uint16_t>()};
    one.decided = Sequence{loader.get<std::uint64_t>()};
    one.transfer = TransferId{loader.get<uint128>()};
    one.comments = loader.get<std::uint32_t>();
    one.last_comment = Sequence{loader.get<std::uint64_t>()};
    one.runs = loader.get<std::uint32_t>();
    return one;
}

}  // namespace

void Reconciliations::save(Saver& saver) const {
    save_runs(saver);
    saver.put(static_cast<std::uint32_t>(breaks_.size()));
    for (auto const& [key, one] : breaks_) {
        saver.put(key.account.value);
        saver.put(key.id.value);
        save_decided(saver, one);
    }
    saver.put(static_cast<std::uint32_t>(newest_.size()));
    for (auto const& [account, run] : newest_) {
        saver.put(account.value);
        saver.put_bytes(run.span());
    }
    saver.put(static_cast<std::uint32_t>(closed_.size()));
    for (auto const& key : closed_) {
        saver.put(key.account.value);
        saver.put_bytes(key.run.span());
    }
}

void Reconciliations::save_runs(Saver& saver) const {
    saver.put(static_cast<std::uint32_t>(runs_.size()));
    for (auto const& [key, run] : runs_) {
        save_found(saver, run.found);
        saver.put(run.recorded.value);
        saver.put(static_cast<std::uint8_t>(run.stage));
        saver.put(run.preparer.value);
        saver.put(run.prepared.value);
        saver.put(run.reviewer.value);
        saver.put(run.closed.value);
        saver.put(run.comments);
    }
}

void Reconciliations::load_runs(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i) {
        Reconciliation run;
        run.found = load_found(loader);
        run.recorded = Sequence{loader.get<std::uint64_t>()};
        run.stage = static_cast<ReconciliationStage>(loader.get<std::uint8_t>());
        run.preparer = KeyNumber{loader.get<std::uint16_t>()};
        run.prepared = Sequence{loader.get<std::uint64_t>()};
        run.reviewer = KeyNumber{loader.get<std::uint16_t>()};
        run.closed = Sequence{loader.get<std::uint64_t>()};
        run.comments = loader.get<std::uint32_t>();
        if (run.stage > ReconciliationStage::abandoned) loader.fail();
        if (!run.is_closed()) ++open_count_;
        ReconciliationKey const key{run.found.account, run.found.run};
        if (!runs_.emplace(key, std::move(run)).second) loader.fail();
    }
}

void Reconciliations::load_breaks(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i) {
        BreakKey key;
        key.account = AccountId{loader.get<uint128>()};
        key.id = BreakId{loader.get<std::uint64_t>()};
        if (!breaks_.emplace(key, load_decided(loader)).second) loader.fail();
    }
}

bool Reconciliations::load(Loader& loader) {
    load_runs(loader);
    load_breaks(loader);
    auto const accounts = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < accounts && loader.ok(); ++i) {
        AccountId const account{loader.get<uint128>()};
        loader.get_bytes(newest_[account].bytes);
    }
    auto const closed = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < closed && loader.ok(); ++i) {
        ReconciliationKey key;
        key.account = AccountId{loader.get<uint128>()};
        loader.get_bytes(key.run.bytes);
        if (!closed_.insert(key).second) loader.fail();
    }
    return loader.ok() && fits_together();
}

// Every break is listed as often as it says, and every account's newest run is there: what apply
// relies upon.
bool Reconciliations::fits_together() const {
    std::map<BreakKey, std::uint32_t> listed;
    for (auto const& [key, run] : runs_)
        for (auto const& found : run.found.breaks)
            ++listed[{key.account, found.id}];
    if (listed.size() != breaks_.size()) return false;
    for (auto const& [key, one] : breaks_) {
        auto const at = listed.find(key);
        if (at == listed.end() || at->second != one.runs) return false;
    }
    for (auto const& [account, run] : newest_)
        if (!runs_.contains({account, run})) return false;
    for (auto const& [key, run] : runs_)
        if (run.is_closed() != closed_.contains(key) || !newest_.contains(key.account))
            return false;
    return true;
}

}  // namespace tally
