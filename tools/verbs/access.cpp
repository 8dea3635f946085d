#include "tools/look/access.h"

#include "journal/crypto/bip340.h"
#include "journal/crypto/random.h"
#include "tools/cli/program.h"
#include "tools/text/hex.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
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

Failure file_failed(std::string const& file) {
    return {FailureKind::usage, file + ": cannot make the key file: " + std::strerror(errno)};
}

// The secret in hex, a line; nobody else may read it, and no file is overwritten.
Result<void> write_secret(std::string const& file, Bip340Secret const& secret) {
    int const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return file_failed(file);
    auto const text = text::format_hex(secret.span()) + "\n";
    auto const written = ::write(descriptor, text.data(), text.size());
    bool const whole = written == static_cast<::ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    Failure const failure = file_failed(file);
    bool const closed = ::close(descriptor) == 0;
    if (!whole || !closed) return failure;
    return success();
}

Result<cli::ExitCode> make_key(std::string const& file, cli::Output& output) {
    Bip340Secret secret;
    TALLY_TRYV(fill_random(secret.bytes));
    TALLY_TRY(public_key, bip340_public_key(secret));
    TALLY_TRYV(write_secret(file, secret));
    output.write(text::format_hex(public_key.span()) + "\n");
    return cli::ExitCode::clean;
}

struct KeysOptions {
    std::string action;
    std::string file;
};

cli::Action bind_keys(CLI::App& app) {
    auto const options = std::make_shared<KeysOptions>();
    app.add_option("ACTION", options->action, "new: make a key")->required();
    app.add_option("FILE", options->file, "Where its secret goes; must not exist")->required();
    return [options](cli::CommonOptions const&, cli::Output& output) -> Result<cli::ExitCode> {
        if (options->action == "new") return make_key(options->file, output);
        return Failure{FailureKind::usage,
                       "keys has no action " + options->action + "; it has: new"};
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
    program.add({.name = "keys",
                 .group = "Manage",
                 .summary = "Make a key with which to send commands",
                 .details = "Writes the secret to FILE, for its owner's eyes only, and prints the "
                            "public key, which add_key and tally init --admin take.",
                 .examples = {{"tally keys new desk.secret", "a new key for a trading desk"}}},
                {},
                bind_keys);
}

}  // namespace tally::verbs
