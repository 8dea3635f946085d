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
void write_keys(cli::Output& output, Moment const& moment, Window& window) {
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
    Shown const shown{moment.state};
    auto const& access = moment.state.access();
    for (std::size_t i = 1; i <= access.key_count() && window.goes_on(); ++i) {
        KeyNumber const number{static_cast<std::uint16_t>(i)};
        auto const& grants = access.key(number)->grants;
        if (grants.empty() && window.takes()) add_key(rows, shown, number, nullptr);
        for (auto const& grant : grants)
            if (window.takes()) add_key(rows, shown, number, &grant);
    }
    rows.end("no keys " + moment.place() + ": only whoever holds the files may send commands");
}

Cell used_cell(Shown const& shown, LimitKey const& key, Limit const& limit) {
    if (limit.window_seconds == 0) return Cell::nothing();
    auto const used = limit.window.used(shown.state().last_time(), limit.window_seconds);
    return shown.limit(key.kind, used, key.market, key.asset);
}

void write_limits(cli::Output& output, Moment const& moment, Window& window) {
    cli::Rows rows{output,
                   {{"owner", CellKind::decimal},
                    {"number", CellKind::count},
                    {"limit"},
                    {"market"},
                    {"asset"},
                    {"window", CellKind::count},
                    {"amount", CellKind::decimal},
                    {"used", CellKind::decimal}}};
    Shown const shown{moment.state};
    for (auto const& [key, limit] : moment.state.limits().all()) {
        if (!window.goes_on()) break;
        if (!window.takes()) continue;
        auto const seconds = std::uint64_t{limit.window_seconds};
        rows.add({id_cell(key.owner.value),
                  number_cell(key.number),
                  json::word_for(json::limit_kinds, key.kind),
                  market_cell(shown, key.market),
                  asset_cell(shown, key.asset),
                  seconds == 0 ? Cell::nothing() : Cell{seconds},
                  shown.limit(key.kind, limit.amount, key.market, key.asset),
                  used_cell(shown, key, limit)});
    }
    rows.end("no limits " + moment.place());
}

void write_switches(cli::Output& output, Moment const& moment, Window& window) {
    cli::Rows rows{output, {{"stopped"}, {"owner", CellKind::decimal}, {"market"}}};
    Shown const shown{moment.state};
    auto const& access = moment.state.access();
    if (access.killed_all() && window.takes())
        rows.add({"everything", Cell::nothing(), Cell::nothing()});
    for (auto const owner : access.killed_owners())
        if (window.takes()) rows.add({"owner", id_cell(owner.value), Cell::nothing()});
    for (auto const market : access.killed_markets())
        if (window.takes()) rows.add({"market", Cell::nothing(), market_cell(shown, market)});
    rows.end("nothing is stopped " + moment.place());
}

void write_policies(cli::Output& output, Moment const& moment, Window& window) {
    cli::Rows rows{output,
                   {{"policy"},
                    {"role"},
                    {"asset"},
                    {"amount", CellKind::decimal},
                    {"timeout", CellKind::count}}};
    Shown const shown{moment.state};
    auto const& access = moment.state.access();
    for (auto const& [asset, policy] : access.four_eyes()) {
        if (!window.takes()) continue;
        rows.add({"four_eyes",
                  Cell::nothing(),
                  shown.asset(asset),
                  shown.amount(policy.at_least, asset),
                  Cell{std::uint64_t{policy.timeout}}});
    }
    for (auto const& role : json::roles) {
        if (((access.signing_roles() >> static_cast<unsigned>(role.value)) & 1U) == 0) continue;
        if (window.takes())
            rows.add({"signatures", role.name, Cell::nothing(), Cell::nothing(), Cell::nothing()});
    }
    rows.end("no policies " + moment.place());
}

void write_waiting(cli::Output& output, Moment const& moment, Window& window) {
    cli::Rows rows{output,
                   {{"id", CellKind::decimal},
                    {"number", CellKind::count},
                    {"debit", CellKind::decimal},
                    {"credit", CellKind::decimal},
                    {"asset"},
                    {"amount", CellKind::decimal},
                    {"due"},
                    {"sequence", CellKind::count}}};
    Shown const shown{moment.state};
    for (auto const& [id, waiting] : moment.state.access().waiting()) {
        if (!window.goes_on()) break;
        if (!window.takes()) continue;
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
    rows.end("no transfer waits for a second key " + moment.place());
}

struct Part {
    std::string_view name;
    void (*write)(cli::Output&, Moment const&, Window&);
};

constexpr Part parts[]{{"keys", write_keys},
                       {"limits", write_limits},
                       {"switches", write_switches},
                       {"policies", write_policies},
                       {"waiting", write_waiting}};

Result<Part const*> find_part(std::string const& what) {
    for (auto const& part : parts)
        if (part.name == (what.empty() ? "keys" : what)) return &part;
    return Failure{FailureKind::usage,
                   "access has no " + what + "; it has keys, limits, switches, policies, waiting"};
}

}  // namespace

Result<cli::ExitCode> access(std::string const& what,
                             cli::CommonOptions const& common,
                             cli::Output& output) {
    TALLY_TRYV(find_part(what));
    TALLY_TRY(view, open_view(common));
    Window everything;
    return access(what, view, everything, output);
}

Result<cli::ExitCode> access(std::string const& what,
                             Moment const& moment,
                             Window& window,
                             cli::Output& output) {
    TALLY_TRY(part, find_part(what));
    part->write(output, moment, window);
    return cli::ExitCode::clean;
}

}  // namespace tally::look
