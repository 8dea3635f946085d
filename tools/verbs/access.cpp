#include "tools/look/access.h"

#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace tally::verbs {

namespace {

cli::Action bind_access(CLI::App& app) {
    auto const what = std::make_shared<std::string>();
    app.add_option("WHAT", *what, "keys (the default), limits, switches, policies or waiting");
    return [what](cli::CommonOptions const& common, cli::Output& output) {
        return look::access(*what, common, output);
    };
}

}  // namespace

void add_access(cli::Program& program) {
    namespace takes = cli::takes;
    program.add(
        {.name = "access",
         .group = "Look",
         .summary = "Keys and what they may do, limits, kill switches, what waits for a second key",
         .details = "As of the point of --at. How they are set: docs/access.md.",
         .examples = {{"tally access --data books", "every key with its roles"},
                      {"tally access limits --data books --at 2026-12-01",
                       "limits, and how much of them was used, at the start of a day"}}},
        takes::data | takes::at,
        bind_access);
}

}  // namespace tally::verbs
