#pragma once

#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace tally::cli {

// The options that mean the same for every verb that takes them.
struct CommonOptions {
    std::string data;
    std::string at;
    std::string begin;
    std::string end;  // exclusive
    std::string asset;
    std::string account;
    std::string market;
    std::string effective;  // a date: only what counts for days up to and with it
    OutputOptions output;
};

// Which of the common options a verb takes, besides -O, -o, -q and --no-color, which all take.
namespace takes {
inline constexpr std::uint32_t data = 1U << 0U;
inline constexpr std::uint32_t at = 1U << 1U;
inline constexpr std::uint32_t range = 1U << 2U;  // -b and -e
inline constexpr std::uint32_t asset = 1U << 3U;
inline constexpr std::uint32_t account = 1U << 4U;
inline constexpr std::uint32_t market = 1U << 5U;
inline constexpr std::uint32_t effective = 1U << 6U;
}  // namespace takes

struct Example {
    std::string command;
    std::string what;
};

// What help, the man page and completion say about a verb.
struct VerbText {
    std::string name;
    std::string group;  // Run, Look, Prove, Manage
    std::string summary;
    std::string details;
    std::vector<Example> examples;
};

// Does the verb's work. What it returns becomes the exit code; a failure is reported by the caller.
using Action = std::function<Result<ExitCode>(CommonOptions const&, Output&)>;

// Adds a verb's own options to its CLI11 app and returns what runs it.
using Bind = std::function<Action(CLI::App&)>;

// The command line of `tally`: parses it, opens the output, runs one verb, reports what failed.
class Program {
public:
    Program();
    Program(Program const&) = delete;
    Program& operator=(Program const&) = delete;
    ~Program();

    void add(VerbText text, std::uint32_t takes, Bind const& bind);

    // The exit code of the process.
    [[nodiscard]] int run(int argc, char const* const* argv);

    // For help, the man page and completion: they are made from what was added here, so that they
    // cannot say anything else.
    [[nodiscard]] std::vector<VerbText> const& verbs() const;
    [[nodiscard]] CLI::App& app_of(std::string_view verb) const;

private:
    struct Verb;

    int run_verb(Verb const& verb);

    std::unique_ptr<CLI::App> app_;
    CommonOptions options_;
    std::vector<VerbText> texts_;
    std::vector<Verb> verbs_;
};

}  // namespace tally::cli
