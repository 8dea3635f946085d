#include "tools/look/access.h"

#include "tools/cli/rows.h"
#include "tools/json/names.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/hex.h"
#include "tools/text/time.h"

#include <string>
#include <string_view>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

Cell time_cell(Timestamp time) {
    bool const none = time == Timestamp{} || time == never;
    return none ? Cell::nothing() : Cell{text::format_time(time)};
}

Cell id_cell(uint128 id) {
    return id == 0 ? Cell::nothing() : Cell{id_text(id)};
}

Cell number_cell(KeyNumber number) {
    return number == KeyNumber{} ? Cell::nothing() : Cell{std::uint64_t{number.value}};
}

Cell market_cell(Shown const& shown, MarketNumber market) {
    return market == MarketNumber{} ? Cell::nothing() : Cell{shown.market(market)};
}

Cell asset_cell(Shown const& shown, AssetNumber asset) {
    return asset == AssetNumber{} ? Cell::nothing() : Cell{shown.asset(asset)};
}

std::string_view state_of(AccessKey const& key, Timestamp now) {
    if (key.revoked != Timestamp{}) return "revoked";
    return key.expired(now) ? "expired" : "valid";
}

void add_key(cli::Rows& rows, Shown const& shown, KeyNumber number, Grant const* grant) {
    auto const& key = *shown.state().access().key(number);
    Scope const scope = grant == nullptr ? Scope{} : grant->scope;
    rows.add({Cell{std::uint64_t{number.value}},
              key.name.empty() ? Cell::nothing() : Cell{key.name.view()},
              state_of(key, shown.state().last_time()),
              grant == nullptr ? Cell::nothing() : Cell{json::word_for(json::roles, grant->role)},
              id_cell(scope.owner.value),
              market_cell(shown, scope.market),
              asset_cell(shown, scope.asset),
              time_cell(key.expires),
              time_cell(key.revoked),
              Cell{key.added.value},
              text::format_hex(key.public_key.span())});
}

// One line for each grant; a key without any has one too.
void write_keys(cli::Output& output, View const& view) {
    cli::Rows rows{output,
                   {{"number", CellKind::count},
                    {"name"},
                    {"state"},
                    {"role"},
                    {"owner", CellKind::decimal},
                    {"market"},
                    {"asset"},
                    {"expires"},
                    {"revoked"},
                    {"sequence", CellKind::count},
                    {"public_key"}}};
    Shown const shown{*view.state};
    auto const& access = view.state->access();
    for (std::size_t i = 1; i <= access.key_count(); ++i) {
        KeyNumber const number{static_cast<std::uint16_t>(i)};
        auto const& grants = access.key(number)->grants;
        if (grants.empty()) add_key(rows, shown, number, nullptr);
        for (auto const& grant : grants)
            add_key(rows, shown, number, &grant);
    }
    rows.end("no keys " + view.place() + ": only whoever holds the files may send commands");
}

Cell used_cell(Shown const& shown, LimitKey const& key, Limit const& limit) {
    if (limit.window_seconds == 0) return Cell::nothing();
    auto const used = limit.window.used(shown.state().last_time(), limit.window_seconds);
    return shown.limit(key.kind, used, key.market, key.asset);
}

void write_limits(cli::Output& output, View const& view) {
    cli::Rows rows{output,
                   {{"owner", CellKind::decimal},
                    {"number", CellKind::count},
                    {"limit"},
                    {"market"},
                    {"asset"},
                    {"window", CellKind::count},
                    {"amount", CellKind::decimal},
                    {"used", CellKind::decimal}}};
    Shown const shown{*view.state};
    for (auto const& [key, limit] : view.state->limits().all()) {
        auto const window = std::uint64_t{limit.window_seconds};
        rows.add({id_cell(key.owner.value),
                  number_cell(key.number),
                  json::word_for(json::limit_kinds, key.kind),
                  market_cell(shown, key.market),
                  asset_cell(shown, key.asset),
                  window == 0 ? Cell::nothing() : Cell{window},
                  shown.limit(key.kind, limit.amount, key.market, key.asset),
                  used_cell(shown, key, limit)});
    }
    rows.end("no limits " + view.place());
}

void write_switches(cli::Output& output, View const& view) {
    cli::Rows rows{output, {{"stopped"}, {"owner", CellKind::decimal}, {"market"}}};
    Shown const shown{*view.state};
    auto const& access = view.state->access();
    if (access.killed_all()) rows.add({"everything", Cell::nothing(), Cell::nothing()});
    for (auto const owner : access.killed_owners())
        rows.add({"owner", id_cell(owner.value), Cell::nothing()});
    for (auto const market : access.killed_markets())
        rows.add({"market", Cell::nothing(), market_cell(shown, market)});
    rows.end("nothing is stopped " + view.place());
}

void write_policies(cli::Output& output, View const& view) {
    cli::Rows rows{output,
                   {{"policy"},
                    {"role"},
                    {"asset"},
                    {"amount", CellKind::decimal},
                    {"timeout", CellKind::count}}};
    Shown const shown{*view.state};
    auto const& access = view.state->access();
    for (auto const& [asset, policy] : access.four_eyes())
        rows.add({"four_eyes",
                  Cell::nothing(),
                  shown.asset(asset),
                  shown.amount(policy.at_least, asset),
                  Cell{std::uint64_t{policy.timeout}}});
    for (auto const& role : json::roles) {
        if (((access.signing_roles() >> static_cast<unsigned>(role.value)) & 1U) == 0) continue;
        rows.add({"signatures", role.name, Cell::nothing(), Cell::nothing(), Cell::nothing()});
    }
    rows.end("no policies " + view.place());
}

void write_waiting(cli::Output& output, View const& view) {
    cli::Rows rows{output,
                   {{"id", CellKind::decimal},
                    {"number", CellKind::count},
                    {"debit", CellKind::decimal},
                    {"credit", CellKind::decimal},
                    {"asset"},
                    {"amount", CellKind::decimal},
                    {"due"},
                    {"sequence", CellKind::count}}};
    Shown const shown{*view.state};
    for (auto const& [id, waiting] : view.state->access().waiting()) {
        auto const& transfer = waiting.command;
        rows.add({id_text(id.value),
                  Cell{std::uint64_t{waiting.by.value}},
                  id_text(transfer.debit.value),
                  id_text(transfer.credit.value),
                  shown.asset(transfer.asset),
                  shown.amount(transfer.requested, transfer.asset),
                  time_cell(waiting.due),
                  Cell{waiting.sequence.value}});
    }
    rows.end("no transfer waits for a second key " + view.place());
}

struct Part {
    std::string_view name;
    void (*write)(cli::Output&, View const&);
};

constexpr Part parts[]{{"keys", write_keys},
                       {"limits", write_limits},
                       {"switches", write_switches},
                       {"policies", write_policies},
                       {"waiting", write_waiting}};

}  // namespace

Result<cli::ExitCode> access(std::string const& what,
                             cli::CommonOptions const& common,
                             cli::Output& output) {
    for (auto const& part : parts) {
        if (part.name != (what.empty() ? "keys" : what)) continue;
        TALLY_TRY(view, open_view(common));
        part.write(output, view);
        return cli::ExitCode::clean;
    }
    return Failure{FailureKind::usage,
                   "access has no " + what + "; it has keys, limits, switches, policies, waiting"};
}

}  // namespace tally::look
