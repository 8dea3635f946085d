#include "tools/reconcile/decide/show.h"

#include "journal/crypto/text.h"
#include "replay/reconcile/matcher.h"
#include "tools/cli/json_text.h"
#include "tools/cli/rows.h"
#include "tools/json/break_id.h"
#include "tools/json/names.h"
#include "tools/look/entry_json.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/prove/personal/personal_store.h"
#include "tools/reconcile/decide/run_directory.h"
#include "tools/reconcile/decide/story.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;
using cli::Cell;
using cli::CellKind;

std::string_view word_for(ReconciliationStage stage) {
    switch (stage) {
        case ReconciliationStage::open:
            return "open";
        case ReconciliationStage::prepared:
            return "prepared";
        case ReconciliationStage::signed_off:
            return "signed";
        case ReconciliationStage::abandoned:
            return "abandoned";
    }
    return "unknown";
}

std::string_view word_for(BreakDecision decision) {
    switch (decision) {
        case BreakDecision::none:
            return "undecided";
        case BreakDecision::explained:
            return "explained";
        case BreakDecision::written_off:
            return "written_off";
        case BreakDecision::corrected:
            return "corrected";
    }
    return "unknown";
}

// All that is shown is shown of this: the runs that are asked for, in a record at a point.
struct Picture {
    look::View view;
    std::optional<Hash32> run;  // asked for
    bool from_directory = false;
    std::vector<RunStory> stories;
};

Result<Picture> picture_of(DecideOptions const& options, cli::CommonOptions const& common) {
    if (!options.door.connect.empty())
        return Failure{FailureKind::usage,
                       "a record is read in its directory: give --data DIR, which may be the one "
                       "of a server that runs"};
    auto reading = common;
    reading.data = options.door.data;
    Picture picture;
    if (!options.run.empty()) {
        picture.run = fixed_from_hex<Hash32>(options.run);
        picture.from_directory = !picture.run;
        if (picture.from_directory) {
            TALLY_TRY(found, read_run(options.run));
            picture.run = found.run;
        }
    }
    TALLY_TRY(view, look::open_view(reading));
    picture.view = std::move(view);
    return picture;
}

bool asked_for(Picture const& picture, DecideOptions const& options, ReconciliationKey const& key) {
    if (picture.run && key.run != *picture.run) return false;
    return options.account.empty() || options.account == text::format_integer(key.account.value);
}

// Without a run: each account's newest, and whatever is open beside it.
Result<Picture> draw(DecideOptions const& options, cli::CommonOptions const& common, bool all) {
    TALLY_TRY(picture, picture_of(options, common));
    Stories stories;
    TALLY_TRYV(read_stories(*picture.view.record, picture.view.point.size, stories));
    auto const& kept = picture.view.state->reconciliations();
    for (auto const& [key, story] : stories.all()) {
        if (!asked_for(picture, options, key)) continue;
        if (all || picture.run || kept.find(key) != nullptr) picture.stories.push_back(story);
    }
    if (!picture.run || !picture.stories.empty()) return picture;
    return Failure{FailureKind::incomplete,
                   "the record does not have the run " + to_hex(picture.run->span()) +
                       (picture.from_directory
                            ? ": it was not recorded, or its manifest is not what it was then"
                            : "")};
}

Cell key_cell(KeyNumber key, bool there) {
    return there ? Cell{std::uint64_t{key.value}} : Cell::nothing();
}

Cell id_cell(uint128 id) {
    return id == 0 ? Cell::nothing() : Cell{text::format_integer(id)};
}

std::string amount_text(look::Shown const& shown,
                        ReconciliationBreak const& found,
                        AssetNumber of) {
    bool const less = found.more_on == MoreOn::record && !found.amount.is_zero();
    return (less ? "-" : "") + shown.amount(found.amount, of);
}

std::uint64_t undecided_in(RunStory const& story) {
    auto const decided = std::ranges::count_if(story.breaks, [](auto const& one) {
        return one.found.material && one.decided.decision != BreakDecision::none;
    });
    return story.run.found.material_count - static_cast<std::uint64_t>(decided);
}

void add_run(cli::Rows& rows, look::Shown const& shown, RunStory const& story) {
    auto const& run = story.run;
    auto const& found = run.found;
    bool const prepared =
        run.stage == ReconciliationStage::prepared || run.stage == ReconciliationStage::signed_off;
    bool const closed = run.is_closed();
    rows.add({to_hex(found.run.span()),
              text::format_integer(found.account.value),
              shown.asset(found.asset),
              text::format_date(found.cut_off),
              word_for(run.stage),
              json::word_for(json::verdicts, found.verdict),
              Cell{std::uint64_t{found.break_count}},
              Cell{std::uint64_t{found.material_count}},
              Cell{undecided_in(story)},
              shown.amount(found.more_on_statement, found.asset),
              shown.amount(found.more_on_record, found.asset),
              Cell{run.recorded.value},
              key_cell(run.preparer, prepared),
              key_cell(run.reviewer, run.stage == ReconciliationStage::signed_off),
              closed ? Cell{run.closed.value} : Cell::nothing(),
              Cell{found.size},
              to_hex(found.root.span()),
              to_hex(found.rules.span())});
}

// What is new, goes on or is gone, seen from the account's run before.
void add_breaks(cli::Rows& rows, look::Shown const& shown, RunStory const& story) {
    auto const& run = story.run.found;
    auto const account = text::format_integer(run.account.value);
    for (auto const& [found, decided] : story.breaks) {
        bool const known = decided.first_recorded < story.run.recorded;
        bool const open = decided.decision == BreakDecision::none;
        rows.add({account,
                  json::break_id_text(found.id),
                  known ? "continuing" : "new",
                  name_of(static_cast<BreakCode>(found.code)),
                  amount_text(shown, found, run.asset),
                  Cell{found.material},
                  word_for(decided.decision),
                  key_cell(decided.by, !open),
                  open ? Cell::nothing() : Cell{decided.decided.value},
                  id_cell(decided.transfer.value),
                  Cell{std::uint64_t{decided.comments}},
                  Cell{decided.first_recorded.value},
                  to_hex(run.run.span())});
    }
    for (auto const id : story.cleared) {
        std::vector<Cell> cells(13, Cell::nothing());
        cells[0] = account;
        cells[1] = json::break_id_text(id);
        cells[2] = "cleared";
        cells[12] = to_hex(run.run.span());
        rows.add(std::move(cells));
    }
}

cli::ExitCode verdict_on(std::vector<RunStory> const& stories) {
    auto code = cli::ExitCode::clean;
    for (auto const& story : stories) {
        if (story.run.is_closed()) continue;
        if (undecided_in(story) != 0) return static_cast<cli::ExitCode>(2);
        for (auto const& one : story.breaks)
            if (one.decided.decision == BreakDecision::none) code = static_cast<cli::ExitCode>(3);
    }
    return code;
}

// What was said, if it is beside the record.
Result<Cell> comment_cell(prove::PersonalStore const& store, Entry const& entry) {
    auto const* const comment = std::get_if<CommentBreak>(&entry.body);
    if (comment == nullptr) return Cell::nothing();
    TALLY_TRY(value, store.get(comment->commitment));
    return value ? Cell{value->value} : Cell{"(not beside this record)"};
}

std::string_view what_of(Entry const& entry) {
    if (auto const* const sign = std::get_if<SignReconciliation>(&entry.body))
        return json::word_for(json::sign_actions, sign->action);
    return kind_name(entry.body);
}

BreakId break_of(Entry const& entry) {
    return std::visit(
        [](auto const& body) {
            if constexpr (requires { body.break_id; }) return body.break_id;
            return no_break;
        },
        entry.body);
}

std::string line_of(Entry const& entry, look::Shown const& shown) {
    cli::JsonText json;
    look::write_entry(json, entry, shown);
    return json.take();
}

TransferId transfer_of(Entry const& entry) {
    if (auto const* const write_off = std::get_if<WriteOffBreak>(&entry.body))
        return write_off->transfer;
    auto const* const correct = std::get_if<CorrectBreak>(&entry.body);
    return correct == nullptr ? TransferId{} : correct->transfer;
}

}  // namespace

Result<cli::ExitCode> show_runs(DecideOptions const& options,
                                cli::CommonOptions const& common,
                                cli::Output& output) {
    TALLY_TRY(picture, draw(options, common, true));
    cli::Rows rows{output,
                   {{"run", CellKind::text, !picture.run.has_value()},
                    {"account"},
                    {"asset"},
                    {"cut_off"},
                    {"stage"},
                    {"verdict"},
                    {"breaks", CellKind::count},
                    {"material", CellKind::count},
                    {"undecided", CellKind::count},
                    {"more_on_statement", CellKind::decimal},
                    {"more_on_record", CellKind::decimal},
                    {"recorded", CellKind::count},
                    {"preparer", CellKind::count},
                    {"reviewer", CellKind::count},
                    {"closed", CellKind::count},
                    {"size", CellKind::count, false},
                    {"root", CellKind::text, false},
                    {"rules", CellKind::text, false}}};
    look::Shown const shown{*picture.view.state};
    for (auto const& story : picture.stories)
        add_run(rows, shown, story);
    rows.end("no reconciliation was recorded");
    if (picture.from_directory)
        output.remark("the files of " + options.run + " are what the recorded manifest names");
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> show_breaks(DecideOptions const& options,
                                  cli::CommonOptions const& common,
                                  cli::Output& output) {
    TALLY_TRY(picture, draw(options, common, false));
    cli::Rows rows{output,
                   {{"account"},
                    {"break"},
                    {"status"},
                    {"code"},
                    {"amount", CellKind::decimal},
                    {"material", CellKind::boolean},
                    {"decision"},
                    {"key", CellKind::count},
                    {"entry", CellKind::count},
                    {"transfer"},
                    {"comments", CellKind::count},
                    {"first_recorded", CellKind::count, false},
                    {"run", CellKind::text, false}}};
    look::Shown const shown{*picture.view.state};
    for (auto const& story : picture.stories)
        add_breaks(rows, shown, story);
    rows.end("no break of these runs is in the record");
    return verdict_on(picture.stories);
}

Result<cli::ExitCode> show_history(DecideOptions const& options,
                                   cli::CommonOptions const& common,
                                   cli::Output& output) {
    TALLY_TRY(picture, draw(options, common, true));
    auto const& texts = options.texts.empty() ? options.door.data : options.texts;
    prove::PersonalStore const store{texts};
    cli::Rows rows{output,
                   {{"sequence", CellKind::count},
                    {"time"},
                    {"key", CellKind::count},
                    {"what"},
                    {"account"},
                    {"break"},
                    {"transfer"},
                    {"text"},
                    {"run", CellKind::text, false}}};
    std::vector<std::pair<Entry, ReconciliationKey>> entries;
    for (auto const& story : picture.stories)
        for (auto const& entry : story.entries)
            entries.push_back({entry, {story.run.found.account, story.run.found.run}});
    std::ranges::sort(entries, {}, [](auto const& one) { return one.first.sequence; });
    for (auto const& [entry, key] : entries) {
        TALLY_TRY(text, comment_cell(store, entry));
        auto const found = break_of(entry);
        rows.add({Cell{entry.sequence.value},
                  text::format_time(entry.time),
                  Cell{std::uint64_t{entry.key.value}},
                  what_of(entry),
                  text::format_integer(key.account.value),
                  found == no_break ? Cell::nothing() : Cell{json::break_id_text(found)},
                  id_cell(transfer_of(entry).value),
                  std::move(text),
                  to_hex(key.run.span())});
    }
    rows.end("no reconciliation was recorded");
    return cli::ExitCode::clean;
}

Result<Decisions> decisions_about(std::string const& data, fs::path const& directory) {
    TALLY_TRY(run, run_of(directory));
    cli::CommonOptions reading;
    reading.data = data;
    TALLY_TRY(view, look::open_view(reading));
    Stories stories;
    TALLY_TRYV(read_stories(*view.record, view.point.size, stories));
    std::map<Sequence, std::string> lines;
    for (auto const& [key, story] : stories.all()) {
        if (key.run != run) continue;
        for (auto const& entry : story.entries)
            lines[entry.sequence] = line_of(entry, look::Shown{*view.state});
    }
    Decisions decisions;
    for (auto const& [sequence, line] : lines) {
        decisions.text += line + "\n";
        decisions.entries.push_back(sequence.value);
    }
    return decisions;
}

}  // namespace tally::reconcile
