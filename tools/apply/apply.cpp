#include "tools/apply/apply.h"

#include "tools/apply/answers.h"
#include "tools/apply/applier.h"
#include "tools/apply/batch_queue.h"
#include "tools/apply/line_reader.h"
#include "tools/cli/progress.h"
#include "tools/cli/writer.h"
#include "tools/json/parse_command.h"

#include <chrono>
#include <thread>
#include <utility>

namespace tally::apply {

namespace {

constexpr std::chrono::microseconds patience{500};

void parse_line(json::CommandParser& parser, LineReader::Line const& text, ParsedLine& line) {
    if (text.too_long) {
        line.is_command = false;
        line.fault = {
            LineReader::longest_line + 1,
            "the line is longer than " + std::to_string(LineReader::longest_line) + " bytes"};
        return;
    }
    line.is_command = parser.parse(text.text, line.command);
    if (!line.is_command) line.fault = parser.fault();
}

// What the parser's thread does.
Result<void> read_ahead(LineReader& reader, BatchQueue& queue) {
    json::CommandParser parser;
    LineReader::Line text;
    std::uint64_t number = 0;
    Batch* batch = queue.take_empty();
    while (batch != nullptr) {
        TALLY_TRY(more, reader.next(text));
        if (more) {
            auto& line = batch->lines[batch->count++];
            line.number = ++number;
            parse_line(parser, text, line);
        }
        bool const full = batch->count == Batch::capacity;
        if (batch->count != 0 && (full || !more || reader.is_drained())) {
            batch->bytes_read = reader.bytes_read();
            queue.push();
            batch = queue.take_empty();
        }
        if (!more) break;
    }
    return success();
}

class Parser {
public:
    explicit Parser(LineReader& reader)
        : thread_([this, &reader] {
              auto const done = read_ahead(reader, queue_);
              queue_.end(done ? std::nullopt : std::optional{done.error()});
          }) {}

    Parser(Parser const&) = delete;
    Parser& operator=(Parser const&) = delete;

    ~Parser() {
        queue_.stop();
        thread_.join();
    }

    [[nodiscard]] BatchQueue& queue() { return queue_; }

private:
    BatchQueue queue_;
    std::thread thread_;
};

struct Counts {
    std::uint64_t lines = 0;
};

Result<Counts> pump(LineReader& reader,
                    std::optional<Bip340Secret> const& sign,
                    Sequencer& sequencer,
                    Answers& answers,
                    cli::Progress& progress) {
    Counts counts;
    Applier applier{sequencer, answers};
    if (sign) {
        TALLY_TRYV(applier.sign_with(*sign));
    }
    Parser parser{reader};
    auto& queue = parser.queue();
    while (answers.is_heard()) {
        auto* const batch = queue.front(patience);
        if (batch == nullptr) {
            if (queue.at_end()) break;
            sequencer.hand_over();
            continue;
        }
        for (std::size_t i = 0; i < batch->count; ++i) {
            TALLY_TRYV(applier.take(batch->lines[i]));
        }
        counts.lines += batch->count;
        progress.update(batch->bytes_read);
        queue.pop();
    }
    TALLY_TRYV(applier.end());
    if (auto failure = queue.failure()) return *std::move(failure);
    return counts;
}

std::string summary(Answers const& answers, Sequencer const& sequencer) {
    auto text = std::to_string(answers.answered()) + " commands recorded";
    if (answers.refused() != 0)
        text += ", " + std::to_string(answers.refused()) + " of them refused";
    if (answers.faults() != 0)
        text += "; " + std::to_string(answers.faults()) + " lines are no command";
    return text + "; the record has " + std::to_string(sequencer.durable_tip().size) + " entries";
}

Failure not_heard(Answers const& answers) {
    return Failure{FailureKind::system,
                   "the answers cannot be written any more; " + std::to_string(answers.answered()) +
                       " commands are recorded, and the rest of the file may not be"};
}

}  // namespace

Result<cli::ExitCode> run(ApplyOptions const& options, cli::Output& output) {
    TALLY_TRY(reader, LineReader::open(options.file));
    Answers answers{output};
    TALLY_TRY(writer, cli::Writer::open(options.data, options.key, answers));
    auto& sequencer = writer->sequencer();
    cli::Progress progress{"apply", reader.size(), output.quiet()};
    TALLY_TRY(counts, pump(reader, options.sign, sequencer, answers, progress));
    auto const text = summary(answers, sequencer);
    TALLY_TRYV(sequencer.close());
    if (!answers.is_heard()) return not_heard(answers);
    if (counts.lines == 0) {
        return Failure{FailureKind::incomplete,
                       options.file + " is empty: there is no command in it"};
    }
    output.remark(text);
    return answers.faults() == 0 ? cli::ExitCode::clean : cli::ExitCode::usage;
}

}  // namespace tally::apply
