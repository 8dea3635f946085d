#include "tools/reconcile/run/run.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/export/file.h"
#include "replay/point.h"
#include "replay/record.h"
#include "tools/cli/progress.h"
#include "tools/reconcile/decide/show.h"
#include "tools/reconcile/pack/pack.h"
#include "tools/reconcile/run/books.h"
#include "tools/reconcile/run/evidence.h"
#include "tools/reconcile/run/ledger_side.h"
#include "tools/reconcile/run/report_tables.h"
#include "tools/reconcile/run/result.h"
#include "tools/reconcile/run/results_directory.h"
#include "tools/reconcile/run/rule_amounts.h"
#include "tools/reconcile/sources/chain_source.h"
#include "tools/reconcile/sources/sources.h"
#include "tools/text/number.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;

class Reconciliation {
public:
    Reconciliation(RunInputs const& inputs, bool quiet) : inputs_(inputs), quiet_(quiet) {}

    Result<Run> run() {
        TALLY_TRYV(read_inputs());
        TALLY_TRY(record, Record::open(inputs_.data));
        TALLY_TRY(point, point_of(*record));
        run_.origin = record->origin();
        run_.size = point.size;
        TALLY_TRYV(read_record(*record, point));
        TALLY_TRYV(read_sources(*record, point));
        TALLY_TRYV(compare());
        find_cleared();
        return std::move(run_);
    }

private:
    Result<void> read_inputs() {
        TALLY_TRY(text, input_text(inputs_.rules));
        TALLY_TRY(rules, read_rules(text, fs::path{inputs_.rules}.filename().string()));
        run_.rules = std::move(rules);
        if (inputs_.previous.empty()) return success();
        TALLY_TRY(csv, input_text(inputs_.previous));
        TALLY_TRY(seen, read_breaks(csv, inputs_.previous));
        seen_ = std::move(seen);
        run_.previous = to_hex(sha256_of_text(csv).span());
        return success();
    }

    [[nodiscard]] Result<Point> point_of(Record const& record) const {
        if (inputs_.at.empty()) return Point{record.size()};
        return resolve_point(record, inputs_.at);
    }

    Result<void> read_record(Record const& record, Point point) {
        cli::Progress progress{"reading the record", point.size, quiet_};
        TALLY_TRY(ledgers,
                  read_ledger(record, point, run_.rules, [&](std::uint64_t done, std::uint64_t) {
                      progress.update(done);
                  }));
        run_.root = ledgers.root;
        judge_rules(ledgers, seen_, run_);
        if (has_source(own_projections)) {
            TALLY_TRYV(judge_projections(record, point, *ledgers.state, seen_, run_));
        }
        ledgers_ = std::move(ledgers.sides);
        std::vector<std::uint8_t> scales;
        for (auto const& side : ledgers_)
            scales.push_back(side.scale);
        return check_amounts(run_.rules, fs::path{inputs_.rules}.filename().string(), scales);
    }

    [[nodiscard]] bool has_source(std::string_view source) const {
        return std::ranges::any_of(inputs_.sources,
                                   [&](auto const& one) { return one.path == source; });
    }

    // Of another record those accounts are read that the rules or --source-account name.
    void name_account(ReadOptions& options, std::string const& name) const {
        bool const own = inputs_.reading.accounts.empty();
        if (own && text::parse_integer(name).ok()) options.accounts.push_back(name);
    }

    Result<void> read_chains_of(Record const& record, Point point) {
        ReadOptions options;
        for (auto const& account : run_.rules.accounts)
            options.accounts.push_back(account.statement);
        TALLY_TRY(report, read_chains(record, point, options, statements_));
        take_report(report, {std::string{own_chains}, std::string{own_chains}, {}}, "chain");
        return success();
    }

    Result<void> read_sources(Record const& record, Point point) {
        auto options = inputs_.reading;
        for (std::size_t i = 0; i < ledgers_.size(); ++i) {
            auto const& account = run_.rules.accounts[i];
            options.scales.push_back({account.asset, ledgers_[i].scale});
            name_account(options, account.statement);
        }
        for (auto const& source : inputs_.sources) {
            if (source.path == own_chains) {
                TALLY_TRYV(read_chains_of(record, point));
            } else if (source.path == own_projections) {
                FileReport report;
                report.hash = to_hex(run_.root.span());
                take_report(report, source, "replay");
            } else {
                TALLY_TRYV(read_one(source, options));
            }
        }
        return success();
    }

    Result<void> read_one(RunSource const& source, ReadOptions options) {
        cli::Progress progress{"reading " + source.name, 0, quiet_};
        options.progress = [&](std::uint64_t done, std::uint64_t total) {
            progress.update(done, total);
        };
        options.at = source.at;
        TALLY_TRY(report, read_source(source.path, options, statements_, source.name));
        take_report(report, source, name_of(report.format));
        return success();
    }

    void take_report(FileReport const& report, RunSource const& source, std::string_view format) {
        SourceFile file;
        file.file = source.name;
        file.hash = report.hash;
        file.format = format;
        file.lines = report.lines;
        file.entries = report.entries;
        for (auto const& mistake : report.left_out.kept())
            file.left_out.push_back(describe(mistake, source.name));
        auto const more = report.left_out.count() - report.left_out.kept().size();
        if (more != 0)
            file.left_out.push_back(source.name + ": and " + std::to_string(more) + " more");
        run_.sources.push_back(std::move(file));
    }

    Result<void> compare() {
        std::map<std::string, std::vector<Statement const*>> by_account;
        for (auto const& statement : statements_.statements)
            by_account[statement.account].push_back(&statement);
        for (std::size_t i = 0; i < ledgers_.size(); ++i) {
            auto const& rules = run_.rules.accounts[i];
            auto found = by_account.extract(rules.statement);
            cli::Progress progress{"matching " + rules.statement, 0, quiet_};
            progress.begin();
            TALLY_TRY(account,
                      run_account(rules,
                                  std::move(ledgers_[i]),
                                  found.empty() ? std::vector<Statement const*>{} : found.mapped(),
                                  seen_));
            TALLY_TRYV(assert_controls(rules, account.internal));
            TALLY_TRYV(assert_controls(rules, account.external));
            run_.accounts.push_back(std::move(account));
        }
        return leave_aside(by_account);
    }

    static Result<void> assert_controls(AccountRules const& rules, Control const& control) {
        if (control.lines == control.matched + control.broken + control.excluded) return success();
        return Failure{FailureKind::system,
                       "reconciling " + rules.statement +
                           ": the lines do not add up; this is a mistake of tally's, report it"};
    }

    // A statement that no rule is about is told, or else said to be ignored.
    Result<void> leave_aside(
        std::map<std::string, std::vector<Statement const*>> const& by_account) {
        for (auto const& [account, statements] : by_account) {
            auto const& ignored = run_.rules.ignored;
            if (std::ranges::find(ignored, account) == ignored.end())
                return Failure{FailureKind::usage,
                               "there are statements of " + account +
                                   ", and the rules have no [[account]] with that statement; add "
                                   "one, or list it under ignore"};
            run_.ignored.push_back(account);
        }
        return success();
    }

    void find_cleared() {
        if (inputs_.previous.empty()) return;
        std::vector<BreakId> here;
        for (auto const& account : run_.accounts)
            for (auto const& one : account.breaks)
                here.push_back(one.id);
        for (auto const& one : run_.own)
            here.push_back(one.id);
        run_.cleared = seen_.without(std::move(here));
    }

    RunInputs const& inputs_;
    bool quiet_;
    Run run_;
    SeenBefore seen_;
    std::vector<LedgerSide> ledgers_;
    StatementList statements_;
};

Result<cli::ExitCode> show(Run const& run, cli::Output& output) {
    auto const write = [&](std::string_view piece) { output.write(piece); };
    switch (output.format()) {
        case cli::Format::table:
            output.write(summary_text(run));
            break;
        case cli::Format::csv:
            breaks_csv(run, write);
            break;
        case cli::Format::json:
        case cli::Format::jsonl:
            result_json(run, write);
            break;
    }
    return static_cast<cli::ExitCode>(verdict_of(run));
}

// Without its directories; "books/" is "books".
std::string name_of_source(std::string const& source) {
    if (is_own_source(source)) return source;
    auto const path = fs::path{source}.lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
}

Result<RunInputs> inputs_of(RunOptions& options, cli::CommonOptions const& common) {
    if (options.rules.empty())
        return Failure{FailureKind::usage, "reconciled by what rules? give --rules FILE"};
    if (options.statements.files.empty())
        return Failure{FailureKind::usage, "reconciled with what? give --source FILE"};
    TALLY_TRYV(take_reading_options(options.statements));
    RunInputs inputs;
    inputs.data = common.data;
    inputs.at = common.at;
    inputs.rules = options.rules;
    inputs.reading = options.statements.reading;
    if (!options.previous.empty()) inputs.previous = options.previous + "/breaks.csv";
    for (auto const& source : options.statements.files)
        inputs.sources.push_back({source, name_of_source(source), {}});
    return inputs;
}

Result<cli::ExitCode> run(RunOptions& options,
                          cli::CommonOptions const& common,
                          cli::Output& output) {
    TALLY_TRY(inputs, inputs_of(options, common));
    TALLY_TRY(run, (Reconciliation{inputs, output.quiet()}.run()));
    if (!options.out.empty()) {
        TALLY_TRYV(write_results(options.out, inputs, run, output.quiet()));
    }
    return show(run, output);
}

// The run of a directory once more; a failure unless it comes to the same.
Result<Run> rerun(RunOptions& options, cli::CommonOptions const& common, cli::Output& output) {
    if (options.out.empty())
        return Failure{FailureKind::usage,
                       "which run is to be repeated? give its directory with --out"};
    TALLY_TRY(inputs, read_manifest(options.out, options.statements.files));
    for (auto const& source : inputs.sources)
        if (source.path.empty())
            return Failure{FailureKind::incomplete,
                           "the directory " + source.name +
                               " was a source of this run, and is not beside its results; say "
                               "where it is now, with --source"};
    inputs.data = common.data;
    TALLY_TRY(run, (Reconciliation{inputs, output.quiet()}.run()));
    TALLY_TRYV(compare_results(options.out, run, output.quiet()));
    output.write(
        "the same result, byte for byte; verdict: " + std::string{name_of(verdict_of(run))} + "\n");
    return run;
}

// What the record has about the run by now goes along; a pack that is made later may have more.
Result<void> make_pack(RunOptions const& options, Run const& run, cli::Output& output) {
    TALLY_TRY(decisions, decisions_about(options.data, options.out));
    TALLY_TRY(unproven, write_proofs(options.out, options.data, run, decisions.entries));
    if (unproven != 0)
        output.remark(std::to_string(unproven) +
                      " decisions are newer than the newest checkpoint, and not proven here; tally "
                      "checkpoint --key FILE signs one");
    if (!decisions.text.empty()) {
        TALLY_TRYV(write_text(fs::path{options.out} / "decisions.jsonl", decisions.text));
    }
    return write_pack(options.out, tables_of(run));
}

}  // namespace

Result<cli::ExitCode> reconcile(RunOptions& options,
                                cli::CommonOptions const& common,
                                cli::Output& output) {
    if (options.action == "import") return import_statements(options.statements, output);
    if (options.data.empty()) return Failure{FailureKind::usage, "which record? give --data DIR"};
    auto own = common;
    own.data = options.data;
    if (options.action == "run") return run(options, own, output);
    TALLY_TRY(again, rerun(options, own, output));
    if (options.action == "pack") {
        TALLY_TRYV(make_pack(options, again, output));
    }
    return cli::ExitCode::clean;
}

}  // namespace tally::reconcile
