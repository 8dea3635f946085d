#include "tools/manage/apply_to_server.h"

#include "tools/apply/line_reader.h"
#include "tools/cli/progress.h"
#include "tools/client/client.h"
#include "tools/json/parse_command.h"
#include "tools/manage/server.h"
#include "tools/manage/server_signer.h"

#include <cstdint>
#include <memory>
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
    bool make_names = false;    // which lines that are signed after them may use

    [[nodiscard]] bool is_due() const {
        return !within_chain && (make_names || count >= batch_lines || text.size() >= batch_bytes);
    }
};

class Sending {
public:
    // `signer` may be null: then lines are sent as they are.
    Sending(client::Client& client, ServerSigner* signer, cli::Output& output)
        : client_(client), signer_(signer), output_(output) {}

    [[nodiscard]] Result<void> take(apply::LineReader::Line const& line) {
        if (line.too_long)
            return Failure{FailureKind::usage,
                           "line " + std::to_string(answered_ + lines_.count + 1) +
                               " is longer than any command; what was before it is recorded"};
        TALLY_TRYV(add(line.text));
        ++lines_.count;
        lines_.within_chain = parser_.parse(line.text, command_) && command_.linked;
        return lines_.is_due() ? send() : success();
    }

    [[nodiscard]] Result<void> send() {
        if (lines_.count == 0) return success();
        TALLY_TRY(answers, client_.apply_json(lines_.text));
        TALLY_TRYV(write(answers));
        answered_ += lines_.count;
        bool const made_names = lines_.make_names;
        lines_ = Lines{};
        return made_names ? signer_->refresh() : success();
    }

    [[nodiscard]] std::uint64_t answered() const { return answered_; }

    [[nodiscard]] std::uint64_t faults() const { return faults_; }

private:
    // What is no command is sent as it is, and the server says what is wrong with it.
    [[nodiscard]] Result<void> add(std::string_view line) {
        json::ParsedCommand command;
        if (signer_ == nullptr || !parser_.parse(line, command) || command.proof) {
            lines_.text.append(line).append("\n");
            return success();
        }
        auto const made = signer_->sign(line);
        if (!made)
            return Failure{made.error().kind,
                           "line " + std::to_string(answered_ + lines_.count + 1) + ": " +
                               made.error().text + "; the lines before it were sent"};
        lines_.text += made.value();
        lines_.make_names = lines_.make_names || makes_a_name(line);
        return success();
    }

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
    ServerSigner* signer_;
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
    std::unique_ptr<ServerSigner> signer;
    if (!door.sign.empty()) {
        TALLY_TRY(opened, ServerSigner::open(*client, door.sign));
        signer = std::move(opened);
    }
    Sending sending{*client, signer.get(), output};
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
