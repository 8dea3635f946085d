#include "tools/books/books.h"

#include "engine/sequencer/record_hashes.h"
#include "journal/crypto/text.h"
#include "journal/tree/proof.h"
#include "replay/fold.h"
#include "tools/books/csv.h"
#include "tools/books/plain_books.h"
#include "tools/books/sqlite.h"
#include "tools/books/staging.h"
#include "tools/books/tabular_books.h"
#include "tools/books/writer.h"
#include "tools/cli/progress.h"
#include "tools/cli/rows.h"
#include "tools/look/view.h"

#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace tally::books {

namespace {

using cli::Cell;
using cli::CellKind;

// Passes a fold on to a writer, and keeps the first failure.
class Teller final : public FoldVisitor {
public:
    Teller(Writer& writer, Heading const& heading) : writer_(writer), heading_(heading) {}

    void before(Entry const&, State const& state) override { begin(state); }

    bool after(Entry const& entry, State const& state) override {
        if (!failure_) keep(writer_.entry(entry, state));
        return !failure_;
    }

    // With no entry at all, the end is also the beginning.
    [[nodiscard]] Result<void> end(State const& state) {
        begin(state);
        if (failure_) return *failure_;
        return writer_.end(state);
    }

    [[nodiscard]] bool failed() const { return failure_.has_value(); }

private:
    void begin(State const& state) {
        if (std::exchange(begun_, true)) return;
        keep(writer_.begin(heading_, state));
    }

    void keep(Result<void> result) {
        if (!result) failure_ = std::move(result).error();
    }

    Writer& writer_;
    Heading const& heading_;
    bool begun_ = false;
    std::optional<Failure> failure_;
};

Result<std::unique_ptr<Writer>> writer_for(std::string const& format,
                                           std::filesystem::path const& to) {
    if (format == "hledger") return std::make_unique<PlainBooks>(to, hledger_dialect());
    if (format == "beancount") return std::make_unique<PlainBooks>(to, beancount_dialect());
    if (format == "sqlite") return std::make_unique<TabularBooks>(open_sqlite(to));
    if (format == "csv") return std::make_unique<TabularBooks>(open_csv(to));
    return Failure{FailureKind::usage,
                   "--format " + format + ": give evidence, hledger, beancount, sqlite or csv"};
}

struct Told {
    Heading heading;
    std::uint64_t accounts = 0;
};

Result<Told> tell(look::View const& view,
                  cli::CommonOptions const& common,
                  Writer& writer,
                  cli::Output const& output) {
    TALLY_TRY(range, look::range_of(view, common));
    Told told;
    RecordHashes hashes{view.record->store()};
    TALLY_TRY(root, root_of(hashes, range.to.size));
    told.heading = {view.record->origin(), range.from.size, range.to.size, root};
    cli::Progress progress{"books", range.to.size, output.quiet()};
    FoldOptions options;
    options.from = range.from;
    options.to = range.to;
    options.progress = [&progress](std::uint64_t done, std::uint64_t) { progress.update(done); };
    Teller teller{writer, told.heading};
    TALLY_TRY(folded, fold(*view.record, options, teller));
    for (auto const& note : folded.notes)
        output.remark(note);
    TALLY_TRYV(teller.end(*folded.state));
    told.accounts = folded.state->ledger().account_count();
    return told;
}

void say(BooksOptions const& options, Told const& told, cli::Output& output) {
    auto const& heading = told.heading;
    std::array const columns{cli::Column{"books"},
                             cli::Column{"format"},
                             cli::Column{"origin"},
                             cli::Column{"from", CellKind::count},
                             cli::Column{"entries", CellKind::count},
                             cli::Column{"accounts", CellKind::count},
                             cli::Column{"root"}};
    std::array const cells{Cell{options.to},
                           Cell{options.format},
                           Cell{heading.origin},
                           Cell{heading.from},
                           Cell{heading.size - heading.from},
                           Cell{told.accounts},
                           Cell{to_hex(heading.root.span())}};
    write_record(output, columns, cells);
}

}  // namespace

Result<cli::ExitCode> export_books(BooksOptions const& options,
                                   cli::CommonOptions const& common,
                                   cli::Output& output) {
    TALLY_TRY(staging, Staging::begin(options.to));
    TALLY_TRY(writer, writer_for(options.format, staging.draft()));
    look::View view;
    TALLY_TRY(record, Record::open(common.data));
    view.record = std::move(record);
    view.point = Point{view.record->size()};
    if (!common.at.empty()) {
        TALLY_TRY(point, resolve_point(*view.record, common.at));
        view.point = point;
    }
    TALLY_TRY(told, tell(view, common, *writer, output));
    writer.reset();
    TALLY_TRYV(staging.commit());
    if (!output.quiet()) say(options, told, output);
    return cli::ExitCode::clean;
}

}  // namespace tally::books
