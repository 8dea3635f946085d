// Prints the balances of a record as they are, then each change, until it is stopped.
//
//     tally serve --data books --listen 127.0.0.1:7070 --insecure-local &
//     tally_client_follow_example 127.0.0.1:7070
//
// Stop the server and start it again: the changes go on where they were.

#include "tools/client/client.h"

#include <cstdio>
#include <future>
#include <string>
#include <string_view>

namespace {

using namespace tally;

void print(char const* what, std::string_view line) {
    std::printf("%s %s\n", what, std::string{line}.c_str());
    std::fflush(stdout);
}

Result<void> run(std::string const& server) {
    client::Options options;
    options.server = server;
    TALLY_TRY(client, client::Client::open(std::move(options)));
    client::FeedRequest request;
    request.feed = wire::feed::balances;
    request.with_rows = true;
    std::promise<std::string> ended;
    client::FeedHandlers handlers;
    handlers.rows_begin = [] { print("begin", "forget what you had"); };
    handlers.row = [](std::string_view line) { print("row", line); };
    handlers.rows_end = [](std::uint64_t next) {
        print("rows are the state before entry", std::to_string(next));
    };
    handlers.change = [](std::string_view line) { print("change", line); };
    handlers.caught_up = [](std::uint64_t next) {
        print("all is told before entry", std::to_string(next));
    };
    handlers.ended = [&](std::string_view why) { ended.set_value(std::string{why}); };
    client->follow(request, handlers);
    return Failure{FailureKind::system, ended.get_future().get()};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: tally_client_follow_example HOST:PORT | unix:PATH\n", stderr);
        return 1;
    }
    auto const done = run(argv[1]);
    if (done) return 0;
    std::fprintf(stderr, "%s\n", done.error().text.c_str());
    return 1;
}
