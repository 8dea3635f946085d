#pragma once

#include "tests/support/cli_runner.h"
#include "tools/bench/server_process.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace tally::manage {

// A server of the record `books` in a runner's directory, on the Unix socket `socket` there. Null,
// with a failed expectation, if it does not start.
inline std::unique_ptr<bench::ServerProcess> serve_books(
    test::CliRunner const& cli,
    std::string const& socket = "s",
    bench::ServerProcess::Door door = bench::ServerProcess::Door::keys_only) {
    auto started = bench::ServerProcess::start(TALLY_PROGRAM,
                                               (cli.directory() / "books").string(),
                                               {"--unix", (cli.directory() / socket).string()},
                                               door);
    EXPECT_TRUE(started.has_value()) << started.error().text;
    return started ? std::move(started).value() : nullptr;
}

}  // namespace tally::manage
