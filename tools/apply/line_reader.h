#pragma once

#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::apply {

// Splits a file or standard input into lines, in bounded memory: what a line has beyond the limit
// is skipped. A line ends at LF or CR LF, the last one also at the end of the file.
class LineReader {
public:
    static constexpr std::size_t longest_line = std::size_t{1} << 20U;

    struct Line {
        std::string_view text;  // good until the next call
        bool too_long = false;  // the text is then only the first longest_line bytes
    };

    // "-" is standard input.
    [[nodiscard]] static Result<LineReader> open(std::string const& file);

    LineReader(LineReader&& other) noexcept;
    LineReader& operator=(LineReader&&) = delete;
    ~LineReader();

    // False at the end of the input. May wait for input.
    [[nodiscard]] Result<bool> next(Line& line);

    // True if next() would have to wait for the device now: time to pass on what was read.
    [[nodiscard]] bool is_drained() const { return end_ == begin_ || !has_whole_line(); }

    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

    [[nodiscard]] std::uint64_t size() const { return size_; }  // 0 if not known

private:
    LineReader(int descriptor, std::string name, std::uint64_t size);

    [[nodiscard]] bool has_whole_line() const;
    [[nodiscard]] Result<bool> fill();
    [[nodiscard]] Result<bool> skip_rest(Line& line);
    void take(Line& line, std::size_t length, std::size_t terminator);

    int descriptor_;
    std::string name_;
    std::uint64_t size_;
    std::uint64_t bytes_read_ = 0;
    std::vector<char> buffer_;
    std::string cut_;  // what is kept of a line that is too long
    std::size_t begin_ = 0;
    std::size_t scanned_ = 0;  // up to here there is no line feed
    std::size_t end_ = 0;
    bool at_end_ = false;
};

}  // namespace tally::apply
