#include "tools/cli/program.h"
#include "tools/manage/command_text.h"
#include "tools/manage/key_file.h"
#include "tools/manage/list.h"
#include "tools/manage/send.h"
#include "tools/text/hex.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace tally::verbs {

namespace {

using manage::CommandText;

struct KeysOptions {
    manage::Door door;
    std::string action;
    std::string subject;
    std::string name;
    std::string expires;
};

Result<cli::ExitCode> make_key(std::string const& file, cli::Output& output) {
    TALLY_TRY(public_key, manage::make_key_file(file));
    output.write(text::format_hex(public_key.span()) + "\n");
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> add_key(KeysOptions const& options, cli::Output& output) {
    TALLY_TRY(public_key, manage::public_key_of(options.subject));
    auto const command = CommandText{"add_key"}
                             .text("public_key", text::format_hex(public_key.span()))
                             .text("name", options.name)
                             .time("expires", options.expires)
                             .take();
    return manage::send(command, options.door, output);
}

Result<cli::ExitCode> run_keys(KeysOptions const& options, cli::Output& output) {
    bool const about_one = options.action != "list";
    if (options.subject.empty() == about_one)
        return usage_failure(
            about_one ? "keys " + options.action + " needs one more word; see: tally help keys"
                      : "keys list takes no " + options.subject + "; it lists all");
    bool const adds = options.action == "add";
    if (!adds && !(options.name.empty() && options.expires.empty()))
        return usage_failure("--name and --expires are for keys add; a key keeps them for ever");
    if (options.action == "new") return make_key(options.subject, output);
    if (adds) return add_key(options, output);
    if (!about_one) return manage::list("keys", options.door, output);
    auto const command = CommandText{"revoke_key"}.number("number", options.subject).take();
    return manage::send(command, options.door, output);
}

cli::Action bind_keys(CLI::App& app) {
    auto const options = std::make_shared<KeysOptions>();
    app.add_option("ACTION", options->action, "new, add, revoke or list")
        ->required()
        ->check(CLI::IsMember({"new", "add", "revoke", "list"}))
        ->type_name("");
    app.add_option("KEY",
                   options->subject,
                   "new: the file to make; add: a public key, or a file that new made; revoke: the "
                   "key's number");
    app.add_option("--name", options->name, "What to call the key that is added")
        ->type_name("NAME");
    app.add_option("--expires", options->expires, "From when on it may do nothing (UTC, RFC 3339)")
        ->type_name("TIME");
    manage::add_door_options(app, options->door);
    return [options](cli::CommonOptions const&, cli::Output& output) {
        return run_keys(*options, output);
    };
}

struct GrantOptions {
    manage::Door door;
    std::string number;
    std::string role;
    std::string owner;
    std::string market;
    std::string asset;
};

// `command`: grant_role or revoke_role, which say the same.
cli::Action bind_grant(CLI::App& app, char const* command) {
    auto const options = std::make_shared<GrantOptions>();
    app.add_option("KEY", options->number, "The key's number")->required();
    app.add_option(
           "ROLE", options->role, "trader, transfer_agent, settlement, auditor, operator or admin")
        ->required();
    app.add_option("--owner", options->owner, "Only for this owner")->type_name("ID");
    app.add_option("--market", options->market, "Only for this market")->type_name("SYMBOL");
    app.add_option("--asset", options->asset, "Only for this asset")->type_name("CODE");
    manage::add_door_options(app, options->door);
    return [options, command](cli::CommonOptions const&, cli::Output& output) {
        auto const line = CommandText{command}
                              .number("number", options->number)
                              .text("role", options->role)
                              .text("owner", options->owner)
                              .text("market", options->market)
                              .text("asset", options->asset)
                              .take();
        return manage::send(line, options->door, output);
    };
}

void add_grants(cli::Program& program) {
    program.add({.name = "grant",
                 .group = "Manage",
                 .summary = "Give a key a role",
                 .details = "What is not said is any: an owner, a market, an asset. What a role "
                            "may send is in docs/access.md.",
                 .examples = {{"tally grant 2 trader --owner 7 --market BTC-USD --data books",
                               "a trading desk, for one owner on one market"},
                              {"tally grant 3 auditor --connect 127.0.0.1:7070 --key-file "
                               "admin.secret",
                               "who may read everything, on a server that runs"}}},
                0,
                [](CLI::App& app) { return bind_grant(app, "grant_role"); });
    program.add({.name = "ungrant",
                 .group = "Manage",
                 .summary = "Take a role back from a key",
                 .details = "It has to be named exactly as it was given.",
                 .examples = {{"tally ungrant 2 trader --owner 7 --market BTC-USD --data books",
                               "no more trading"}}},
                0,
                [](CLI::App& app) { return bind_grant(app, "revoke_role"); });
}

}  // namespace

void add_keys(cli::Program& program) {
    program.add(
        {.name = "keys",
         .group = "Manage",
         .summary = "Make a key with which to send commands; add, revoke and list keys",
         .details = "new writes the secret to a file, for its owner's eyes only, and prints the "
                    "public key. add makes it known to a record, where it may do nothing before "
                    "it is granted a role. revoke is for ever. With --connect the command goes to "
                    "the server that writes the record; then your own key must be an admin's.",
         .examples = {{"tally keys new desk.secret", "a new key for a trading desk"},
                      {"tally keys add 0x5c1d... --name desk-1 --expires 2027-01-01 --data books",
                       "make it known for a year"},
                      {"tally keys revoke 2 --connect 127.0.0.1:7070 --key-file admin.secret",
                       "at once, on a server that runs"},
                      {"tally keys list --data books", "all of them, with their roles"}}},
        0,
        bind_keys);
    add_grants(program);
}

}  // namespace tally::verbs
