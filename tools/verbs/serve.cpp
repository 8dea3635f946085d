#include "tools/serve/serve.h"

#include "tools/backup/guard.h"
#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace tally::verbs {

namespace {

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
    auto const newest = std::make_shared<std::string>();
    app.add_option("--newest-checkpoint",
                   *newest,
                   "A checkpoint kept elsewhere; a record that does not extend it is refused")
        ->type_name("FILE");
    return [options, sockets, newest](cli::CommonOptions const& common,
                                      cli::Output& output) -> Result<cli::ExitCode> {
        if (!options->insecure_local) {  // until a record can know keys
            return Failure{FailureKind::usage,
                           "this record knows no keys, so nobody could come in; give "
                           "--insecure-local to let in everybody on this machine"};
        }
        TALLY_TRYV(backup::check_may_write(common.data, *newest));
        auto with = *options;
        with.data = common.data;
        for (auto const& path : *sockets)
            with.listen.push_back("unix:" + path);
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
             "makes the next start quick.",
         .examples = {{"tally serve --data books --listen 127.0.0.1:7070 --insecure-local",
                       "for programs of this machine"},
                      {"tally serve --data books --http 127.0.0.1:7080 --insecure-local",
                       "HTTP and WebSocket: docs/http.md"},
                      {"tally serve --data books --unix books.sock --insecure-local",
                       "for those who may open the file"}}},
        cli::takes::data,
        bind_serve);
}

}  // namespace tally::verbs
