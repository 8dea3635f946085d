#include "tools/manage/apply_to_server.h"

#include "tools/apply/line_reader.h"
#include "tools/cli/progress.h"
#include "tools/client/client.h"
#include "tools/json/parse_command.h"
#include "tools/manage/server.h"

#include <cstdint>
#include <string_view>
#include <utility>

namespace tally::manage {

namespace {

constexpr std::size_t batch_lines = 1'000;
constexpr std::size_t batch_bytes = std::size_t{1} << 20U;
constexpr std::string_view line_member = "{\"line\":";

// Lines that are sent together.
struct Lines {
    std::string text;
    std::size_t count = 0;
    bool within_chain = false;  // the last one is bound to the next

    [[nodiscard]] bool is_due() const {
        return !within_chain && (count >= batch_lines || text.size() >= batch_bytes);
    }
};

class Sending {
public:
    Sending(client::Client& client, cli::Output& output) : client_(client), output_(output) {}

    [[nodiscard]] Result<void> take(apply::LineReader::Line const& line) {
        if (line.too_long)
            return Failure{FailureKind::usage,
                           "line " + std::to_string(answered_ + lines_.count + 1) +
                               " is longer than any command; what was before it is recorded"};
        lines_.text.append(line.text).append("\n");
        ++lines_.count;
        lines_.within_chain = parser_.parse(line.text, command_) && command_.linked;
        return lines_.is_due() ? send() : success();
    }

    [[nodiscard]] Result<void> send() {
        if (lines_.count == 0) return success();
        TALLY_TRY(answers, client_.apply_json(lines_.text));
        TALLY_TRYV(write(answers));
        answered_ += lines_.count;
        lines_ = Lines{};
        return success();
    }

    [[nodiscard]] std::uint64_t answered() const { return answered_; }

    [[nodiscard]] std::uint64_t faults() const { return faults_; }

private:
    // The server counts the lines of each batch from 1.
    [[nodiscard]] Result<void> write(std::string_view answers) {
        std::uint64_t number = answered_;
        while (!answers.empty()) {
            auto const end = answers.find('\n');
            auto const comma = answers.find(',');
            if (!answers.starts_with(line_member) || comma == answers.npos || end < comma)
                return Failure{FailureKind::system,
                               "the server's answer is not understood: " +
                                   std::string{answers.substr(0, end)}};
            auto const rest = answers.substr(comma, end - comma);
            if (rest.starts_with(",\"error\":")) ++faults_;
            output_.write(std::string{line_member} + std::to_string(++number) + std::string{rest} +
                          "\n");
            answers.remove_prefix(end == answers.npos ? answers.size() : end + 1);
        }
        output_.flush();
        return success();
    }

    client::Client& client_;
    cli::Output& output_;
    json::CommandParser parser_;
    json::ParsedCommand command_;
    Lines lines_;
    std::uint64_t answered_ = 0;
    std::uint64_t faults_ = 0;
};

}  // namespace

Result<cli::ExitCode> apply_to_server(std::string const& file,
                                      std::string const& newest_checkpoint,
                                      Door const& door,
                                      cli::Output& output) {
    if (!newest_checkpoint.empty())
        return Failure{FailureKind::usage,
                       "--newest-checkpoint is for a directory; a server is given its own"};
    TALLY_TRY(reader, apply::LineReader::open(file));
    TALLY_TRY(client, connect(door));
    cli::Progress progress{"apply", reader.size(), output.quiet()};
    Sending sending{*client, output};
    apply::LineReader::Line line;
    for (;;) {
        TALLY_TRY(more, reader.next(line));
        if (!more) break;
        TALLY_TRYV(sending.take(line));
        progress.update(reader.bytes_read());
    }
    TALLY_TRYV(sending.send());
    if (sending.answered() == 0)
        return Failure{FailureKind::incomplete, file + " is empty: there is no command in it"};
    output.remark(std::to_string(sending.answered() - sending.faults()) + " commands answered" +
                  (sending.faults() == 0
                       ? ""
                       : "; " + std::to_string(sending.faults()) + " lines are no command"));
    return sending.faults() == 0 ? cli::ExitCode::clean : cli::ExitCode::usage;
}

}  // namespace tally::manage
