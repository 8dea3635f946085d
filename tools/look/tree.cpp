#include "tools/look/tree.h"

#include "tools/cli/rows.h"
#include "tools/look/shown.h"
#include "tools/look/sums.h"
#include "tools/look/view.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

enum class Level : std::uint8_t { owner, asset, code };

struct Named {
    std::string_view name;
    Level level;
};

constexpr Named level_names[] = {
    {"owner", Level::owner}, {"asset", Level::asset}, {"code", Level::code}};

Failure not_levels(std::string const& text) {
    return {
        FailureKind::usage,
        "--by " + text + ": give owner, asset and code, each at most once, with commas between"};
}

Result<std::vector<Level>> levels_of(std::string const& text) {
    std::vector<Level> levels;
    for (std::size_t at = 0; at <= text.size();) {
        auto const end = std::min(text.find(',', at), text.size());
        auto const word = std::string_view{text}.substr(at, end - at);
        auto const* const found =
            std::find_if(std::begin(level_names), std::end(level_names), [&](Named const& named) {
                return named.name == word;
            });
        if (found == std::end(level_names)) return not_levels(text);
        if (std::find(levels.begin(), levels.end(), found->level) != levels.end())
            return not_levels(text);
        levels.push_back(found->level);
        at = end + 1;
    }
    return levels;
}

uint128 key_of(Account const& account, Level level) {
    switch (level) {
        case Level::owner:
            return account.owner.value;
        case Level::asset:
            return account.asset.value;
        case Level::code:
            return account.code;
    }
    return 0;
}

std::string part_of(Shown const& shown, Level level, uint128 key) {
    switch (level) {
        case Level::owner:
            return "owner:" + id_text(key);
        case Level::asset:
            return shown.asset(AssetNumber{static_cast<std::uint32_t>(key)});
        case Level::code:
            return "code:" + id_text(key);
    }
    return {};
}

// Sorts parents before their children, and a node's assets in order of their numbers.
struct Node {
    std::vector<uint128> path;
    AssetNumber asset;

    friend auto operator<=>(Node const&, Node const&) = default;
};

struct Totals {
    std::uint64_t accounts = 0;
    Sum debits;
    Sum credits;
    Sum held;

    void add(Account const& account) {
        ++accounts;
        debits.add(account.debits_posted);
        credits.add(account.credits_posted);
        held.add(account.held);
    }
};

using Nodes = std::map<Node, Totals>;

Nodes nodes_of(Ledger const& ledger,
               std::vector<Level> const& levels,
               std::optional<AssetNumber> only) {
    Nodes nodes;
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        if (only && *only != account.asset) continue;
        Node node{{}, account.asset};
        for (auto const level : levels) {
            node.path.push_back(key_of(account, level));
            nodes[node].add(account);
        }
    }
    return nodes;
}

std::string path_text(Shown const& shown, std::vector<Level> const& levels, Node const& node) {
    std::string text;
    for (std::size_t i = 0; i < node.path.size(); ++i) {
        if (i != 0) text += '/';
        text += part_of(shown, levels[i], node.path[i]);
    }
    return text;
}

}  // namespace

Result<cli::ExitCode> tree(TreeOptions const& options,
                           cli::CommonOptions const& common,
                           cli::Output& output) {
    TALLY_TRY(levels, levels_of(options.by.empty() ? "owner,asset" : options.by));
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(only, asset_option(view, common.asset));
    Shown const shown{*view.state};
    cli::Rows rows{output,
                   {{"node"},
                    {"depth", CellKind::count, false},
                    {"asset"},
                    {"accounts", CellKind::count},
                    {"debits_posted", CellKind::decimal},
                    {"credits_posted", CellKind::decimal},
                    {"balance", CellKind::decimal},
                    {"held", CellKind::decimal}}};
    for (auto const& [node, totals] : nodes_of(view.state->ledger(), levels, only)) {
        if (output.is_closed()) break;
        rows.add({path_text(shown, levels, node),
                  Cell{std::uint64_t{node.path.size()}},
                  shown.asset(node.asset),
                  Cell{totals.accounts},
                  sum_text(shown, totals.debits, node.asset),
                  sum_text(shown, totals.credits, node.asset),
                  balance_text(shown, totals.debits, totals.credits, node.asset),
                  sum_text(shown, totals.held, node.asset)});
    }
    rows.end("no accounts " + view.place());
    return cli::ExitCode::clean;
}

}  // namespace tally::look
