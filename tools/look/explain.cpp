#include "tools/look/explain.h"

#include "replay/fold.h"
#include "tools/cli/json_text.h"
#include "tools/cli/progress.h"
#include "tools/cli/rows.h"
#include "tools/look/entry_json.h"
#include "tools/look/movement.h"
#include "tools/look/shown.h"
#include "tools/look/subjects.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

// How much of a long story is told; the rest is counted.
constexpr std::size_t related_max = 1000;

std::string_view word_for(PostingLayer layer) {
    switch (layer) {
        case PostingLayer::posted:
            return "posting";
        case PostingLayer::pending_reserve:
            return "pending_reserve";
        case PostingLayer::pending_release:
            return "pending_release";
    }
    return "unknown";
}

// The lines of an explanation, in the order in which it is told.
class Story {
public:
    explicit Story(cli::Output& output)
        : output_(output),
          rows_(output,
                {{"what"},
                 {"sequence", CellKind::count},
                 {"time"},
                 {"kind"},
                 {"key", CellKind::count},
                 {"key_name", CellKind::text, false},
                 {"details", CellKind::json}}) {}

    void add(std::string_view what, Entry const& entry, Shown const& shown) {
        cli::JsonText json;
        json.begin_object();
        write_body(json, entry.body, shown);
        json.end_object();
        bool const asked = is_command(entry.body) && entry.cause == entry.sequence;
        rows_.add({what,
                   Cell{entry.sequence.value},
                   text::format_time(entry.time),
                   kind_name(entry.body),
                   asked ? Cell{std::uint64_t{entry.key.value}} : Cell::nothing(),
                   key_name(entry, shown),
                   details(json)});
    }

    // What an entry did to balances, under it.
    void add_effects(Entry const& entry, State const& state) {
        Shown const shown{state};
        Movements const movements{state};
        std::size_t moved = 0;
        for (auto const& hold : state.last_effects().holds())
            add_hold(entry, hold, shown);
        for (auto const& posting : state.last_effects().postings()) {
            bool const posted = posting.layer == PostingLayer::posted;
            add_posting(entry, posting, posted ? &movements.all()[moved++] : nullptr, shown);
        }
    }

    void end() { rows_.end(); }

private:
    void add_posting(Entry const& entry,
                     Posting const& posting,
                     Movement const* movement,
                     Shown const& shown) {
        auto const& ledger = shown.state().ledger();
        auto const asset = ledger.account(posting.debit).asset;
        cli::JsonText json;
        json.begin_object();
        json.key("debit").text(id_text(ledger.account(posting.debit).id.value));
        json.key("credit").text(id_text(ledger.account(posting.credit).id.value));
        json.key("asset").text(shown.asset(asset));
        json.key("amount").text(shown.amount(posting.amount, asset));
        if (movement != nullptr) {
            auto const& [of, debit, credit] = *movement;
            json.key("debit_balance").text(shown.balance(debit.debits, debit.credits, asset));
            json.key("credit_balance").text(shown.balance(credit.debits, credit.credits, asset));
        }
        add_effect(word_for(posting.layer), entry, json);
    }

    void add_hold(Entry const& entry, HoldChange const& hold, Shown const& shown) {
        auto const& account = shown.state().ledger().account(hold.account);
        cli::JsonText json;
        json.begin_object().key("account").text(id_text(account.id.value));
        json.key("asset").text(shown.asset(account.asset));
        json.key("released").text(shown.amount(hold.released, account.asset));
        json.key("placed").text(shown.amount(hold.placed, account.asset));
        add_effect("hold", entry, json);
    }

    void add_effect(std::string_view what, Entry const& entry, cli::JsonText& json) {
        json.end_object();
        rows_.add({what,
                   Cell{entry.sequence.value},
                   Cell::nothing(),
                   Cell::nothing(),
                   Cell::nothing(),
                   Cell::nothing(),
                   details(json)});
    }

    // None for whoever holds the files.
    static Cell key_name(Entry const& entry, Shown const& shown) {
        auto const* const key = shown.state().access().key(entry.key);
        return key == nullptr ? Cell::nothing() : Cell{key->name.view()};
    }

    [[nodiscard]] std::string details(cli::JsonText& json) const {
        auto text = json.take();
        return output_.format() == cli::Format::table ? plain_details(text) : text;
    }

    cli::Output& output_;
    cli::Rows rows_;
};

// The command and all that followed from it at once; balances changed by the entry asked about, or
// by all of them if that is the command.
class MomentVisitor final : public FoldVisitor {
public:
    MomentVisitor(Sequence asked, Sequence command, Story& story)
        : asked_(asked), command_(command), story_(story) {}

    bool after(Entry const& entry, State const& state) override {
        bool const first = entry.sequence == command_;
        if (entry.cause != command_) return false;
        bool const asked = entry.sequence == asked_;
        story_.add(word_of(entry, first), entry, Shown{state});
        if (asked || asked_ == command_) story_.add_effects(entry, state);
        return true;
    }

private:
    [[nodiscard]] std::string_view word_of(Entry const& entry, bool first) const {
        if (entry.sequence != asked_) return first ? "command" : "consequence";
        return first ? "this command" : "this";
    }

    Sequence asked_;
    Sequence command_;
    Story& story_;
};

bool about_the_same(std::vector<Subject> const& wanted, Entry const& entry) {
    for (auto const& subject : subjects_of(entry.body))
        if (std::find(wanted.begin(), wanted.end(), subject) != wanted.end()) return true;
    return false;
}

// Entries of other moments about the same things, oldest first.
struct Related {
    std::vector<Entry> entries;
    std::uint64_t left_out = 0;
};

Result<Related> related_to(View const& view, Entry const& asked, cli::Output const& output) {
    Related related;
    auto const wanted = subjects_of(asked.body);
    if (wanted.empty()) return related;
    cli::Progress progress{"explain", view.point.size, output.quiet()};
    TALLY_TRYV(for_each_entry(*view.record, 0, view.point.size, [&](Entry const& entry) {
        progress.update(entry.sequence.value);
        if (entry.cause == asked.cause || !about_the_same(wanted, entry)) return true;
        if (related.entries.size() < related_max)
            related.entries.push_back(entry);
        else
            ++related.left_out;
        return true;
    }));
    return related;
}

// The other commands of the linked chain that the command is in: before it, all that are bound to
// the next one; after it, all up to the first one that is not.
Result<std::vector<Entry>> chain_of(View const& view, Entry const& command) {
    std::vector<Entry> chain;
    for (auto at = command.sequence.value; at != 0;) {
        TALLY_TRY(last, view.record->entry(Sequence{at - 1}));
        TALLY_TRY(before, view.record->entry(last.cause));
        if (!before.linked) break;
        at = before.sequence.value;
        chain.insert(chain.begin(), std::move(before));
    }
    bool bound = command.linked;
    auto const from = command.sequence.value + 1;
    TALLY_TRYV(for_each_entry(*view.record, from, view.point.size, [&](Entry const& entry) {
        if (!bound) return false;
        if (entry.cause != entry.sequence) return true;
        bound = entry.linked;
        chain.push_back(entry);
        return true;
    }));
    return chain;
}

Result<Entry> asked_entry(View const& view, ExplainOptions const& options) {
    TALLY_TRY(sequence, id_option("entry", options.entry));
    if (sequence < view.point.size)
        return view.record->entry(Sequence{static_cast<std::uint64_t>(sequence)});
    return Failure{FailureKind::incomplete,
                   "there is no entry " + options.entry + " in " +
                       view.record->directory().string() + " " + view.place()};
}

void tell(Story& story,
          std::vector<Entry> const& entries,
          Sequence from,
          Sequence to,
          std::string_view what,
          Shown const& shown) {
    for (auto const& entry : entries)
        if (entry.sequence >= from && entry.sequence < to) story.add(what, entry, shown);
}

}  // namespace

Result<cli::ExitCode> explain(ExplainOptions const& options,
                              cli::CommonOptions const& common,
                              cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(asked, asked_entry(view, options));
    TALLY_TRY(command, view.record->entry(asked.cause));
    TALLY_TRY(chain, chain_of(view, command));
    TALLY_TRY(related, related_to(view, asked, output));
    Shown const shown{*view.state};
    Story story{output};
    Sequence const start{0};
    Sequence const end{view.point.size};
    tell(story, related.entries, start, command.sequence, "before", shown);
    tell(story, chain, start, command.sequence, "linked", shown);
    MomentVisitor visitor{asked.sequence, command.sequence, story};
    FoldOptions moment;
    moment.from = Point{command.sequence.value};
    moment.to = view.point;
    TALLY_TRYV(fold(*view.record, moment, visitor));
    tell(story, chain, command.sequence, end, "linked", shown);
    tell(story, related.entries, command.sequence, end, "after", shown);
    story.end();
    if (related.left_out != 0)
        output.remark(std::to_string(related.left_out) +
                      " more entries are about the same; list them with: tally log");
    return cli::ExitCode::clean;
}

}  // namespace tally::look
