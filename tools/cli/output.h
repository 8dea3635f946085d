#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tally::cli {

enum class Format : std::uint8_t { table, json, jsonl, csv };

struct OutputOptions {
    Format format = Format::table;
    std::string file;  // empty or "-" is standard output
    bool quiet = false;
    bool no_color = false;  // --no-color; NO_COLOR in the environment says the same
};

// Where a verb's result goes: standard output or a file. Buffers, and remembers the first failure
// of the device: write() never fails, finish() tells. A reader that went away (`| head`) is no
// failure of ours: is_closed() says that nobody listens any more, so that a long listing can stop
// early. A file is emptied when the first of the result is written: a verb that fails before leaves
// it as it was.
class Output {
public:
    [[nodiscard]] static Result<std::unique_ptr<Output>> open(OutputOptions const& options);

    Output(Output const&) = delete;
    Output& operator=(Output const&) = delete;
    ~Output();

    void write(std::string_view text);

    // Hands what was buffered to the device. To be called where a reader waits for an answer.
    void flush();

    // A remark for people, in a line of its own: standard error, and nothing with -q.
    void remark(std::string_view text) const;

    // Writes what is left. The failure names the device and what the system said of it.
    [[nodiscard]] Result<void> finish();

    // Instead of finish(), after a failure: what there is of the result is written, and a file of
    // which nothing is there stays as it was.
    [[nodiscard]] Result<void> give_up();

    [[nodiscard]] bool is_closed() const { return closed_; }

    [[nodiscard]] bool has_failed() const { return error_ != 0; }

    [[nodiscard]] Format format() const { return options_.format; }

    [[nodiscard]] bool quiet() const { return options_.quiet; }

    // True if the result may carry colour: it goes to a terminal, and nobody said no.
    [[nodiscard]] bool color() const { return color_; }

private:
    enum class Target : std::uint8_t { standard_output, file, new_file };

    Output(OutputOptions options, int descriptor, Target target);

    void begin();

    OutputOptions options_;
    int descriptor_;
    Target target_;
    bool color_;
    bool begun_ = false;
    bool closed_ = false;
    int error_ = 0;
    std::string buffer_;
};

// Says "tally: text" on standard error, in red where that is a terminal. Ends in one line feed.
void report(Failure const& failure);
void report_line(std::string_view text);

}  // namespace tally::cli
