#include "tests/support/cli_runner.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tally::test {

namespace {

std::string contents(std::filesystem::path const& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

CliRunner::CliRunner() {
    auto name = (std::filesystem::temp_directory_path() / "tally-cli-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary directory"};
    directory_ = name;
}

CliRunner::~CliRunner() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

CliResult CliRunner::run(std::string const& command) const {
    // Output goes beside the directory's own files under names that no test uses.
    auto const script = "cd '" + directory_.string() +
                        "' && tally() { '" TALLY_PROGRAM "' \"$@\"; } && { " + command +
                        "\n} >.out 2>.error </dev/null";
    auto const shell = "bash -c '" + [&] {
        std::string quoted;
        for (char const c : script)
            quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
        return quoted;
    }() + "'";
    int const status = std::system(shell.c_str());
    CliResult result;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.out = contents(directory_ / ".out");
    result.error = contents(directory_ / ".error");
    return result;
}

void CliRunner::write(std::string const& file, std::string const& text) const {
    std::ofstream{directory_ / file, std::ios::binary} << text;
}

std::string CliRunner::read(std::string const& file) const {
    return contents(directory_ / file);
}

}  // namespace tally::test
