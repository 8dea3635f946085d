// Any bytes as the files that we wrote ourselves and read again, which may have been anywhere in
// between: proofs, personal values, manifests of backups, tables of a reconciliation; and as what a
// server answers.
#include "journal/vocabulary/check.h"
#include "tools/backup/manifest.h"
#include "tools/cli/output.h"
#include "tools/manage/json_rows.h"
#include "tools/prove/liabilities/statement.h"
#include "tools/prove/personal/personal_value.h"
#include "tools/reconcile/pack/csv_table.h"
#include "tools/reconcile/run/result.h"
#include "tools/top/figures.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace tally;

void read_proofs(std::string_view text) {
    if (auto const value = prove::parse_personal(text)) {
        TALLY_CHECK(prove::format_personal(value.value()) == text);
        static_cast<void>(value.value().commitment());
    }
    auto const proof = prove::parse_liability_proof(text);
    if (!proof) return;
    TALLY_CHECK(prove::proof_text(proof.value()) == text);
    auto const checked = prove::check_liability(proof.value());
    TALLY_CHECK(checked || checked.error().kind == FailureKind::integrity);
}

void read_tables(std::string_view text) {
    if (auto const table = reconcile::parse_csv_table(text, "table.csv"))
        for (auto const& row : table.value().rows)
            TALLY_CHECK(row.size() == table.value().heading.size());
    if (auto const seen = reconcile::read_breaks(std::string{text}, "breaks.csv"))
        TALLY_CHECK(reconcile::parse_csv_table(text, "breaks.csv").has_value());
}

void read_answers(std::string_view text) {
    if (auto const figures = top::Figures::parse(text)) {
        static_cast<void>(figures.value().sum("tally_"));
        static_cast<void>(figures.value().quantile_ns("decide", 990, top::Figures{}));
    }
    for (auto const format : {cli::Format::table, cli::Format::csv, cli::Format::json}) {
        auto output = cli::Output::open({format, "/dev/null", true, true});
        TALLY_CHECK(output.has_value());
        static_cast<void>(manage::write_json_rows(text, *output.value(), ""));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    if (auto const manifest = backup::parse_manifest(text))
        TALLY_CHECK(backup::format_manifest(manifest.value()) == text);
    read_proofs(text);
    read_tables(text);
    read_answers(text);
    return 0;
}
