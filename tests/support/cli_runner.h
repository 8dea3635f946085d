#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tally::test {

// What a run of the program left: what it printed, and how it ended.
struct CliResult {
    int exit_code = -1;  // 128 + the signal's number if it was killed
    std::string out;
    std::string error;
};

// Runs the real `tally` in a temporary directory of its own, which goes away with this object.
// Commands are shell words, so that a test can redirect and pipe; `tally` is the program under
// test.
class CliRunner {
public:
    CliRunner();
    CliRunner(CliRunner const&) = delete;
    CliRunner& operator=(CliRunner const&) = delete;
    ~CliRunner();

    [[nodiscard]] CliResult run(std::string const& command) const;

    void write(std::string const& file, std::string const& text) const;
    [[nodiscard]] std::string read(std::string const& file) const;

    [[nodiscard]] std::filesystem::path const& directory() const { return directory_; }

private:
    std::filesystem::path directory_;
};

}  // namespace tally::test
