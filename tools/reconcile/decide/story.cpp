#include "tools/reconcile/decide/story.h"

#include <algorithm>
#include <type_traits>
#include <variant>

namespace tally::reconcile {

namespace {

template <class Command>
concept AboutARun = requires(Command command) {
    command.run;
    command.account;
};

ReconciliationStage stage_after(SignAction action) {
    return action == SignAction::review ? ReconciliationStage::signed_off
                                        : ReconciliationStage::abandoned;
}

}  // namespace

void Stories::see(Entry const& entry) {
    if (outcome_of(entry.body) != Outcome::ok) return;
    std::visit(
        [&](auto const& body) {
            if constexpr (AboutARun<std::remove_cvref_t<decltype(body)>>) take(body, entry);
        },
        entry.body);
}

// A run that is closed may be forgotten by what is kept, so it is looked at once more before.
template <class Command>
void Stories::take(Command const& command, Entry const& entry) {
    ReconciliationKey const key{command.account, command.run};
    if constexpr (std::is_same_v<Command, RecordReconciliation>) begin(command);
    auto& story = stories_[key];
    story.entries.push_back(entry);
    if constexpr (std::is_same_v<Command, SignReconciliation>) update(key, story);
    kept_.apply(command, entry);
    if constexpr (std::is_same_v<Command, SignReconciliation>) {
        bool const closes =
            command.action == SignAction::review || command.action == SignAction::abandon;
        if (!closes) return;
        story.run.stage = stage_after(command.action);
        story.run.closed = entry.sequence;
        if (command.action == SignAction::review) story.run.reviewer = entry.key;
    }
}

void Stories::begin(RecordReconciliation const& command) {
    auto const before = newest_.find(command.account);
    ReconciliationKey const key{command.account, command.run};
    if (before != newest_.end()) {
        auto& cleared = stories_[key].cleared;
        for (auto const& one : stories_.at(before->second).run.found.breaks)
            if (std::ranges::find(command.breaks, one.id, &ReconciliationBreak::id) ==
                command.breaks.end())
                cleared.push_back(one.id);
    }
    stories_[key].run.found = command;
    newest_.insert_or_assign(command.account, key);
}

void Stories::update(ReconciliationKey const& key, RunStory& story) const {
    auto const* const run = kept_.find(key);
    if (run == nullptr || run->is_closed()) return;
    story.run = *run;
    story.breaks.clear();
    for (auto const& found : run->found.breaks)
        if (auto const* decided = kept_.find(BreakKey{key.account, found.id}))
            story.breaks.push_back({found, *decided});
}

std::map<ReconciliationKey, RunStory> const& Stories::all() {
    for (auto& [key, story] : stories_)
        update(key, story);
    return stories_;
}

RunStory const* Stories::newest(AccountId account) {
    auto const at = newest_.find(account);
    return at == newest_.end() ? nullptr : &all().at(at->second);
}

Result<void> read_stories(Record const& record, std::uint64_t size, Stories& into) {
    return for_each_entry(record, 0, size, [&into](Entry const& entry) {
        into.see(entry);
        return true;
    });
}

}  // namespace tally::reconcile
