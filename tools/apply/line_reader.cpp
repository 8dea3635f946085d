#include "tools/apply/line_reader.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tally::apply {

namespace {

constexpr std::size_t chunk = std::size_t{1} << 18U;

Failure cannot_read(std::string const& name, int error) {
    return Failure{
        FailureKind::usage,
        "cannot read " + name + ": " + std::strerror(error) +
            "; give a file of commands, one JSON object a line, or - for standard input"};
}

}  // namespace

Result<LineReader> LineReader::open(std::string const& file) {
    if (file == "-") return LineReader{STDIN_FILENO, "standard input", 0};
    int const descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot_read(file, errno);
    struct stat status{};
    if (::fstat(descriptor, &status) != 0 || S_ISDIR(status.st_mode)) {
        ::close(descriptor);
        return cannot_read(file, EISDIR);
    }
    auto const size = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
    return LineReader{descriptor, file, size};
}

LineReader::LineReader(int descriptor, std::string name, std::uint64_t size)
    : descriptor_(descriptor), name_(std::move(name)), size_(size), buffer_(longest_line + chunk) {}

LineReader::LineReader(LineReader&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      name_(std::move(other.name_)),
      size_(other.size_),
      bytes_read_(other.bytes_read_),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      scanned_(other.scanned_),
      end_(other.end_),
      at_end_(other.at_end_) {}

LineReader::~LineReader() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

bool LineReader::has_whole_line() const {
    return std::memchr(buffer_.data() + begin_, '\n', end_ - begin_) != nullptr;
}

// Reads more behind what is there. False at the end of the input.
Result<bool> LineReader::fill() {
    if (at_end_) return false;
    if (buffer_.size() - end_ < chunk) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        scanned_ -= begin_;
        end_ -= begin_;
        begin_ = 0;
    }
    ssize_t got = 0;
    do {
        got = ::read(descriptor_, buffer_.data() + end_, buffer_.size() - end_);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return cannot_read(name_, errno);
    at_end_ = got == 0;
    end_ += static_cast<std::size_t>(got);
    bytes_read_ += static_cast<std::uint64_t>(got);
    return !at_end_;
}

void LineReader::take(Line& line, std::size_t length, std::size_t terminator) {
    line.text = std::string_view{buffer_.data() + begin_, length};
    line.too_long = length > longest_line;
    if (terminator != 0 && line.text.ends_with('\r')) line.text.remove_suffix(1);
    if (line.too_long) line.text = line.text.substr(0, longest_line);
    begin_ += length + terminator;
    scanned_ = begin_;
}

Result<bool> LineReader::next(Line& line) {
    for (;;) {
        auto const* const found =
            static_cast<char const*>(std::memchr(buffer_.data() + scanned_, '\n', end_ - scanned_));
        if (found != nullptr) {
            take(line, static_cast<std::size_t>(found - buffer_.data()) - begin_, 1);
            return true;
        }
        scanned_ = end_;
        if (end_ - begin_ > longest_line) return skip_rest(line);
        TALLY_TRY(more, fill());
        if (more) continue;
        if (begin_ == end_) return false;
        take(line, end_ - begin_, 0);
        return true;
    }
}

// Keeps the beginning of a line that is too long and reads on to its end.
Result<bool> LineReader::skip_rest(Line& line) {
    cut_.assign(buffer_.data() + begin_, longest_line);
    for (;;) {
        begin_ = scanned_ = end_ = 0;
        TALLY_TRY(more, fill());
        auto const* const found = static_cast<char const*>(std::memchr(buffer_.data(), '\n', end_));
        if (found != nullptr)
            begin_ = scanned_ = static_cast<std::size_t>(found - buffer_.data()) + 1;
        if (found != nullptr || !more) break;
    }
    line.text = cut_;
    line.too_long = true;
    return true;
}

}  // namespace tally::apply
