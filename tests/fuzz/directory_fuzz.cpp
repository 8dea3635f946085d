// Any bytes as a file within a directory that somebody hands over: a bundle of an export, the
// manifest and the result of a reconciliation, what a start left behind. The first byte picks
// which.
#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/export/file.h"
#include "journal/export/tile_files.h"
#include "journal/vocabulary/check.h"
#include "tests/support/temporary_directory.h"
#include "tools/look/last_start.h"
#include "tools/reconcile/decide/run_directory.h"
#include "tools/reconcile/run/results_directory.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace tally;

void put(TemporaryDirectory const& place, std::string const& name, std::string_view text) {
    TALLY_CHECK(write_text(place / name, text).has_value());
}

std::string hash_text(std::string_view text) {
    return to_hex(sha256_of_text(text).span());
}

void read_a_bundle(std::string_view text) {
    static TemporaryDirectory const place;
    static std::vector<std::uint8_t> bytes;
    static std::vector<ByteSpan> leaves;
    Tile const tile{Tile::entries, 0, 3};
    put(place, path_of(tile), text);
    if (!read_bundle(place.path(), tile, bytes, leaves)) return;
    std::size_t size = 0;
    for (auto const leaf : leaves)
        size += 2 + leaf.size();
    TALLY_CHECK(leaves.size() == tile.width && size == text.size());
}

void read_a_manifest(std::string_view text) {
    static TemporaryDirectory const place;
    put(place, "manifest.json", text);
    auto const inputs = reconcile::read_manifest(place.path());
    auto const results = reconcile::check_results(place.path());
    TALLY_CHECK(!results);  // there are none
    TALLY_CHECK(inputs || !inputs.error().text.empty());
}

constexpr std::string_view rules =
    "[[account]]\nledger = \"1\"\nstatement = \"IBAN\"\nasset = \"EUR\"\n";

// The manifest is sound; it is the result that anybody can have written.
void read_a_result(std::string_view text) {
    static TemporaryDirectory const place;
    put(place, "rules.toml", rules);
    std::string manifest = R"({"size":17,"rules":{"file":"rules.toml","hash":")" +
                           hash_text(rules) + R"("},"sources":[],"results":{"result.json":")" +
                           hash_text(text);
    put(place, "result.json", text);
    for (std::string const name : {"breaks.csv", "matches.csv", "controls.csv"}) {
        put(place, name, "");
        manifest += "\",\"" + name + "\":\"" + hash_text("");
    }
    put(place, "manifest.json", manifest + "\"}}\n");
    auto const run = reconcile::read_run(place.path());
    if (run) TALLY_CHECK(run.value().accounts.size() == 1);
}

void read_a_start(std::string_view text) {
    static TemporaryDirectory const place;
    put(place, "last_start", text);
    static_cast<void>(look::read_last_start(place.path()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view const text{reinterpret_cast<char const*>(data) + 1, size - 1};
    switch (data[0] % 4U) {
        case 0:
            read_a_bundle(text);
            break;
        case 1:
            read_a_manifest(text);
            break;
        case 2:
            read_a_result(text);
            break;
        default:
            read_a_start(text);
    }
    return 0;
}
