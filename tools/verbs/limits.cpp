#include "tools/cli/program.h"
#include "tools/manage/command_text.h"
#include "tools/manage/list.h"
#include "tools/manage/send.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace tally::verbs {

namespace {

using manage::CommandText;

// What is set, lifted or listed: a limit or a policy.
struct SettingOptions {
    manage::Door door;
    std::string action;
    std::string what;
    std::string amount;
    std::string owner;
    std::string number;
    std::string market;
    std::string asset;
    std::string role;
    std::string seconds;
};

void add_action(CLI::App& app, SettingOptions& options) {
    app.add_option("ACTION", options.action, "set, lift or list")
        ->required()
        ->check(CLI::IsMember({"set", "lift", "list"}))
        ->type_name("");
}

// True if something is to be listed; otherwise it is said what.
Result<bool> is_list(SettingOptions const& options, std::string const& verb) {
    bool const lists = options.action == "list";
    if (lists && !options.what.empty())
        return usage_failure(verb + " list takes no " + options.what + "; it lists all");
    if (lists || !options.what.empty()) return lists;
    return usage_failure(verb + " " + options.action + ": say which one; see: tally help " + verb);
}

Result<cli::ExitCode> run_limits(SettingOptions const& options, cli::Output& output) {
    TALLY_TRY(lists, is_list(options, "limits"));
    if (lists) return manage::list("limits", options.door, output);
    bool const lifts = options.action == "lift";
    if (lifts && !options.amount.empty())
        return usage_failure("limits lift takes no amount; the limit is named without it");
    auto const command = CommandText{"set_limit"}
                             .text("limit", options.what)
                             .text("owner", options.owner)
                             .number("number", options.number)
                             .text("market", options.market)
                             .text("asset", options.asset)
                             .seconds("window", options.seconds)
                             .text("amount", options.amount)
                             .flag("off", lifts)
                             .take();
    return manage::send(command, options.door, output);
}

cli::Action bind_limits(CLI::App& app) {
    auto const options = std::make_shared<SettingOptions>();
    add_action(app, *options);
    app.add_option("LIMIT",
                   options->what,
                   "order_quantity, order_notional, open_orders, order_rate, price_band, transfers "
                   "or withdrawals");
    app.add_option("AMOUNT", options->amount, "The most that is allowed");
    app.add_option("--owner", options->owner, "On this owner")->type_name("ID");
    app.add_option("--number", options->number, "Or on the key with this number")->type_name("N");
    app.add_option("--market", options->market, "Of orders on this market")->type_name("SYMBOL");
    app.add_option("--asset", options->asset, "Of what moves in this asset")->type_name("CODE");
    app.add_option("--window", options->seconds, "Within how long: 90s, 15m, 24h, 7d")
        ->type_name("TIME");
    manage::add_door_options(app, options->door);
    return [options](cli::CommonOptions const&, cli::Output& output) {
        return run_limits(*options, output);
    };
}

Result<cli::ExitCode> run_policies(SettingOptions const& options, cli::Output& output) {
    TALLY_TRY(lists, is_list(options, "policies"));
    if (lists) return manage::list("policies", options.door, output);
    auto const command = CommandText{"set_policy"}
                             .text("policy", options.what)
                             .text("role", options.role)
                             .text("asset", options.asset)
                             .text("amount", options.amount)
                             .seconds("timeout", options.seconds)
                             .flag("off", options.action == "lift")
                             .take();
    return manage::send(command, options.door, output);
}

cli::Action bind_policies(CLI::App& app) {
    auto const options = std::make_shared<SettingOptions>();
    add_action(app, *options);
    app.add_option("POLICY", options->what, "four_eyes or signatures");
    app.add_option("--asset", options->asset, "four_eyes: transfers of this asset")
        ->type_name("CODE");
    app.add_option("--amount", options->amount, "four_eyes: of at least so much")
        ->type_name("AMOUNT");
    app.add_option("--timeout", options->seconds, "four_eyes: wait so long: 15m, 24h; or for ever")
        ->type_name("TIME");
    app.add_option("--role", options->role, "signatures: of keys with this role, or any")
        ->type_name("ROLE");
    manage::add_door_options(app, options->door);
    return [options](cli::CommonOptions const&, cli::Output& output) {
        return run_policies(*options, output);
    };
}

struct SwitchOptions {
    manage::Door door;
    std::string action;
    std::string owner;
    std::string market;
    bool all = false;
};

Result<cli::ExitCode> run_switch(SwitchOptions const& options, cli::Output& output) {
    int const named =
        (options.owner.empty() ? 0 : 1) + (options.market.empty() ? 0 : 1) + (options.all ? 1 : 0);
    if (options.action == "list") {
        if (named != 0) return usage_failure("kill-switch list lists all; name nothing");
        return manage::list("switches", options.door, output);
    }
    if (named != 1)
        return usage_failure("say what to stop or let go on: --owner ID, --market SYMBOL or --all");
    auto const command = CommandText{"set_kill_switch"}
                             .text("owner", options.owner)
                             .text("market", options.market)
                             .boolean("on", options.action == "on")
                             .take();
    return manage::send(command, options.door, output);
}

cli::Action bind_switch(CLI::App& app) {
    auto const options = std::make_shared<SwitchOptions>();
    app.add_option("ACTION", options->action, "on: stop; off: let go on; list")
        ->required()
        ->check(CLI::IsMember({"on", "off", "list"}))
        ->type_name("");
    app.add_option("--owner", options->owner, "This owner")->type_name("ID");
    app.add_option("--market", options->market, "This market")->type_name("SYMBOL");
    app.add_flag("--all", options->all, "Everything");
    manage::add_door_options(app, options->door);
    return [options](cli::CommonOptions const&, cli::Output& output) {
        return run_switch(*options, output);
    };
}

cli::Action bind_approval(CLI::App& app, bool reject) {
    struct Options {
        manage::Door door;
        std::string id;
    };

    auto const options = std::make_shared<Options>();
    app.add_option("TRANSFER", options->id, "The transfer's id")->required();
    manage::add_door_options(app, options->door);
    return [options, reject](cli::CommonOptions const&, cli::Output& output) {
        auto const command =
            CommandText{"approve_transfer"}.text("id", options->id).flag("reject", reject).take();
        return manage::send(command, options->door, output);
    };
}

void add_approvals(cli::Program& program) {
    program.add(
        {.name = "approve",
         .group = "Manage",
         .summary = "Let a transfer happen that waits for a second key",
         .details = "It is decided as if it came now. The key that sent it cannot approve it.",
         .examples = {{"tally access waiting --data books", "what waits"},
                      {"tally approve 9 --connect 127.0.0.1:7070 --key-file second.secret",
                       "the second pair of eyes"}}},
        0,
        [](CLI::App& app) { return bind_approval(app, false); });
    program.add({.name = "reject",
                 .group = "Manage",
                 .summary = "Drop a transfer that waits for a second key",
                 .details = "Who sent it may drop it too. Its id is free again.",
                 .examples = {{"tally reject 9 --data books", "it does not happen"}}},
                0,
                [](CLI::App& app) { return bind_approval(app, true); });
}

}  // namespace

void add_limits(cli::Program& program) {
    program.add(
        {.name = "limits",
         .group = "Manage",
         .summary = "Set, lift and list limits of owners and keys",
         .details = "Reaching a limit is allowed, going beyond is refused. Amounts are in whole "
                    "units of the asset, the market's quote or its lots; open_orders and "
                    "order_rate count orders, price_band is in basis points.",
         .examples = {{"tally limits set transfers 100000.00 --number 1 --asset USD --window 24h "
                       "--data books",
                       "what a key may send in a day"},
                      {"tally limits set order_quantity 10 --owner 7 --market BTC-USD --data books",
                       "the largest order of an owner"},
                      {"tally limits list --data books", "all of them, and how much was used"}}},
        0,
        bind_limits);
    program.add({.name = "kill-switch",
                 .group = "Manage",
                 .summary = "Stop an owner, a market or everything, and let it go on",
                 .details = "Stopped are new and amended orders, transfers and withdrawals; "
                            "cancelling goes on. Orders that are open stay so: cancel_all.",
                 .examples = {{"tally kill-switch on --owner 7 --connect 127.0.0.1:7070 "
                               "--key-file admin.secret",
                               "stop an owner now"},
                              {"tally kill-switch off --owner 7 --data books", "go on"}}},
                0,
                bind_switch);
    program.add({.name = "policies",
                 .group = "Manage",
                 .summary = "Set, lift and list what needs a second key or a signature",
                 .details = {},
                 .examples = {{"tally policies set four_eyes --asset USD --amount 50000.00 "
                               "--timeout 24h --data books",
                               "large transfers wait a day for a second key"},
                              {"tally policies lift signatures --role operator --data books",
                               "operators need not sign each command any more"}}},
                0,
                bind_policies);
    add_approvals(program);
}

}  // namespace tally::verbs
