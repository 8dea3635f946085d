// Any bytes as the TOML files that people write: a server's configuration, the rules of a
// reconciliation. Either what it says, or what is wrong with it; a reader never gives up half-way.
#include "journal/vocabulary/check.h"
#include "tools/reconcile/run/rules.h"
#include "tools/serve/config/config.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace tally;

// Rules that are taken can be put into an asset's scale, or a failure says why not.
void use(reconcile::Rules& rules) {
    for (auto& account : rules.accounts) {
        TALLY_CHECK(!account.statement.empty());
        auto const scaled = reconcile::scale_exclusions(account, 2);
        TALLY_CHECK(scaled || scaled.error().kind == FailureKind::usage);
        static_cast<void>(
            reconcile::excluded_by(account, "INV-17", reconcile::SignedAmount{}, true));
        static_cast<void>(reconcile::extract_reference("pay INV-17 now", account.reference_prefix));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const text{reinterpret_cast<char const*>(data), size};
    auto const config = serve::parse_config(text, "serve.toml");
    if (!config) TALLY_CHECK(config.error().kind == FailureKind::usage);
    auto rules = reconcile::read_rules(text, "rules.toml");
    if (rules)
        use(rules.value());
    else
        TALLY_CHECK(!rules.error().text.empty());
    return 0;
}
