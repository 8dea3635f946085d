#include "tools/serve/serve.h"

#include "tools/backup/guard.h"
#include "tools/cli/program.h"
#include "tools/cli/rows.h"
#include "tools/serve/config/changes.h"
#include "tools/serve/config/config.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tally::verbs {

namespace {

// The configuration file, if there is one, under what the command line says.
Result<serve::ServeOptions> settled(serve::ServeOptions const& given) {
    if (given.config.empty()) return given;
    TALLY_TRY(file, serve::read_config(given.config));
    return serve::overridden(std::move(file), given);
}

Result<cli::ExitCode> checked(serve::ServeOptions const& options, cli::Output& output) {
    TALLY_TRYV(serve::check(options));
    cli::Rows rows{output, {{"key"}, {"changes"}}};
    for (auto const key : serve::differences({}, options))
        rows.add({key, serve::is_reloaded(key) ? "on SIGHUP" : "at the next start"});
    rows.end("every key is what it is if left out");
    output.remark("the configuration is right");
    return cli::ExitCode::clean;
}

void add_operations(CLI::App& app, serve::ServeOptions& options) {
    app.add_option("--config", options.config, "A TOML file; docs/operations/configuration.md")
        ->type_name("FILE");
    app.add_option("--metrics", options.metrics, "Where to listen for Prometheus, GET /metrics")
        ->type_name("HOST:PORT");
    app.add_option("--log", options.log_to, "Write a log of JSON lines: stderr, or a file's name")
        ->type_name("FILE");
    app.add_option("--log-level", options.log_level, "debug, info, warn or error")
        ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
        ->type_name("LEVEL");
}

cli::Action bind_serve(CLI::App& app) {
    auto const options = std::make_shared<serve::ServeOptions>();
    auto const sockets = std::make_shared<std::vector<std::string>>();
    app.add_option("--listen", options->listen, "Where to listen; port 0 takes a free one")
        ->type_name("HOST:PORT");
    app.add_option("--unix", *sockets, "A Unix socket to listen on")->type_name("PATH");
    app.add_option("--http", options->http, "Where to listen for HTTP and WebSocket")
        ->type_name("HOST:PORT");
    app.add_option(
           "--cors", options->cors, "A web origin whose pages may use HTTP; none by default")
        ->type_name("ORIGIN");
    app.add_option("--key", options->key, "The key that signs checkpoints; without it none are")
        ->type_name("FILE");
    app.add_flag("--insecure-local",
                 options->insecure_local,
                 "Let everybody on this machine do everything, without keys");
    app.add_option("--newest-checkpoint",
                   options->newest_checkpoint,
                   "A checkpoint kept elsewhere; a record that does not extend it is refused")
        ->type_name("FILE");
    add_operations(app, *options);
    auto const only_check = std::make_shared<bool>(false);
    app.add_flag("--check-config", *only_check, "Only say whether the configuration is right");
    return [options, sockets, only_check](cli::CommonOptions const& common,
                                          cli::Output& output) -> Result<cli::ExitCode> {
        auto given = *options;
        given.data = common.data;
        for (auto const& path : *sockets)
            given.listen.push_back("unix:" + path);
        TALLY_TRY(with, settled(given));
        if (*only_check) return checked(with, output);
        TALLY_TRYV(backup::check_may_write(common.data, with.newest_checkpoint));
        return serve::serve(with, output);
    };
}

}  // namespace

void add_serve(cli::Program& program) {
    program.add(
        {.name = "serve",
         .group = "Run",
         .summary = "Serve a record over the network, until SIGTERM",
         .details =
             "Says one line when it is ready, with the places where it listens. Clients speak the "
             "protocol of docs/protocol.md; a C++ client is tools/client. An answer leaves when "
             "its entry is durable. SIGTERM and SIGINT stop it in order: what was taken in is "
             "recorded and answered, a checkpoint is signed if there is a key, and a snapshot "
             "makes the next start quick. SIGHUP opens the log's file anew and reads the "
             "configuration file again; --check-config says which keys that changes. What is given "
             "here goes before what that file "
             "says.",
         .examples = {{"tally serve --data books --listen 127.0.0.1:7070 --insecure-local",
                       "for programs of this machine"},
                      {"tally serve --data books --listen 0.0.0.0:7070",
                       "for those whose keys the record knows: docs/access.md"},
                      {"tally serve --data books --http 127.0.0.1:7080 --insecure-local",
                       "HTTP and WebSocket: docs/http.md"},
                      {"tally serve --data books --unix books.sock --insecure-local",
                       "for those who may open the file"},
                      {"tally serve --data books --config tally.toml --check-config",
                       "before a restart: everything that is wrong, with its line"}}},
        cli::takes::data,
        bind_serve);
}

}  // namespace tally::verbs
