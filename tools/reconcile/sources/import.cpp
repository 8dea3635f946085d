#include "tools/reconcile/sources/import.h"

#include "tools/cli/rows.h"
#include "tools/reconcile/sources/fields.h"
#include "tools/reconcile/sources/store.h"

#include <CLI/CLI.hpp>

namespace tally::reconcile {

namespace {

using cli::Cell;
using cli::CellKind;

Failure unknown(std::string_view option, std::string_view value, std::string_view instead) {
    return {FailureKind::usage,
            std::string{option} + ": \"" + std::string{value} + "\" is none of " +
                std::string{instead}};
}

Result<AssetScale> take_scale_option(std::string const& text) {
    auto const equals = text.find('=');
    auto const digits = take_count(equals == std::string::npos ? "" : text.substr(equals + 1));
    if (equals == 0 || !digits.ok() || digits.value > 38) {
        return Failure{FailureKind::usage,
                       "--scale: \"" + text + "\" is not like BTC=8, with at most 38 digits"};
    }
    return AssetScale{text.substr(0, equals), static_cast<std::uint8_t>(digits.value)};
}

void tell_left_out(FileReport const& report, cli::Output const& output) {
    for (auto const& mistake : report.left_out.kept())
        output.remark(describe(mistake, report.file));
    auto const kept = report.left_out.kept().size();
    if (report.left_out.count() == kept) return;
    output.remark(report.file + ": and " + std::to_string(report.left_out.count() - kept) +
                  " more");
}

std::vector<cli::Column> columns() {
    return {{"file"},
            {"account"},
            {"statement"},
            {"asset"},
            {"new", CellKind::count},
            {"known", CellKind::count},
            {"left_out", CellKind::count}};
}

}  // namespace

void add_reading_options(CLI::App& app, ImportOptions& options) {
    app.add_option(
           "--format",
           options.format,
           "What the files are, if their content does not tell: camt053 bai2 mt940 csv jsonl "
           "chain")
        ->type_name("NAME");
    app.add_option("--mapping", options.reading.mapping, "What the columns of a CSV are (TOML)")
        ->type_name("FILE");
    app.add_option("--encoding", options.encoding, "Of BAI2 and MT940: utf8 or latin1")
        ->type_name("NAME");
    app.add_option("--scale",
                   options.scales,
                   "Digits after the point of an asset that ISO 4217 does not know, as BTC=8")
        ->type_name("ASSET=DIGITS");
    app.add_option("--source-account",
                   options.reading.accounts,
                   "Of a record as the source: whose movements; otherwise as the rules name them")
        ->type_name("ID");
    app.add_flag("--partial",
                 options.reading.partial,
                 "Leave out what is wrong in a file, and list it, instead of refusing the file");
}

Result<void> take_reading_options(ImportOptions& options) {
    auto& reading = options.reading;
    if (!options.format.empty()) {
        reading.format = format_named(options.format);
        if (!reading.format) {
            return unknown("--format", options.format, "camt053, bai2, mt940, csv, jsonl, chain");
        }
    }
    if (options.encoding == "latin1") reading.encoding = Encoding::latin1;
    if (!options.encoding.empty() && options.encoding != "latin1" && options.encoding != "utf8") {
        return unknown("--encoding", options.encoding, "utf8, latin1");
    }
    for (auto const& text : options.scales) {
        TALLY_TRY(scale, take_scale_option(text));
        reading.scales.push_back(scale);
    }
    return success();
}

Result<cli::ExitCode> import_statements(ImportOptions& options, cli::Output& output) {
    TALLY_TRYV((take_reading_options(options)));
    if (options.store.empty()) {
        return Failure{FailureKind::usage,
                       "import into which store? give a directory (--store DIR)"};
    }
    TALLY_TRY(store, StatementStore::open(options.store));
    cli::Rows rows{output, columns()};
    bool complete = true;
    for (auto const& file : options.files) {
        std::vector<Imported> done;
        TALLY_TRY(report, store.import(file, options.reading, done));
        for (auto const& one : done) {
            rows.add({one.file,
                      one.account,
                      one.id,
                      one.asset,
                      Cell{one.fresh},
                      Cell{one.known},
                      Cell{one.left_out}});
        }
        tell_left_out(report, output);
        complete = complete && report.left_out.empty();
    }
    rows.end();
    return complete ? cli::ExitCode::clean : cli::ExitCode::incomplete;
}

}  // namespace tally::reconcile
