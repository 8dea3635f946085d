#include "tools/cli/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace tally::cli {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 17U;

bool color_wanted(bool no_color, int descriptor) {
    char const* const environment = std::getenv("NO_COLOR");
    bool const refused = no_color || (environment != nullptr && environment[0] != '\0');
    return !refused && ::isatty(descriptor) == 1;
}

// Writes all of it; the errno of the first failure, or 0.
int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        auto const written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

}  // namespace

Result<std::unique_ptr<Output>> Output::open(OutputOptions const& options) {
    if (options.file.empty() || options.file == "-") {
        return std::unique_ptr<Output>{new Output{options, STDOUT_FILENO, Target::standard_output}};
    }
    auto target = Target::file;
    int descriptor = ::open(options.file.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT) {
        target = Target::new_file;
        descriptor = ::open(options.file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    }
    if (descriptor < 0) {
        return Failure{FailureKind::usage,
                       "cannot write to " + options.file + ": " + std::strerror(errno) +
                           "; give -o a file in a directory that exists and is writable"};
    }
    return std::unique_ptr<Output>{new Output{options, descriptor, target}};
}

Output::Output(OutputOptions options, int descriptor, Target target)
    : options_(std::move(options)),
      descriptor_(descriptor),
      target_(target),
      color_(color_wanted(options_.no_color, descriptor)) {
    buffer_.reserve(buffer_bytes);
}

Output::~Output() {
    if (target_ != Target::standard_output && descriptor_ >= 0) ::close(descriptor_);
    if (target_ == Target::new_file && !begun_) ::unlink(options_.file.c_str());
}

void Output::write(std::string_view text) {
    if (closed_ || error_ != 0) return;
    if (buffer_.size() + text.size() > buffer_bytes) flush();
    buffer_ += text;
}

// A pipe or a device has nothing that could be emptied.
void Output::begin() {
    if (std::exchange(begun_, true) || target_ != Target::file) return;
    if (::ftruncate(descriptor_, 0) != 0 && errno != EINVAL) error_ = errno;
}

void Output::flush() {
    if (closed_ || error_ != 0 || buffer_.empty()) return;
    begin();
    if (error_ != 0) return;
    int const error = write_all(descriptor_, buffer_);
    buffer_.clear();
    if (error == EPIPE) {
        closed_ = true;
    } else {
        error_ = error;
    }
}

void Output::remark(std::string_view text) const {
    if (options_.quiet) return;
    auto line = std::string{text} + "\n";
    static_cast<void>(write_all(STDERR_FILENO, line));
}

Result<void> Output::finish() {
    flush();
    begin();
    bool const owned = target_ != Target::standard_output;
    if (owned && error_ == 0 && ::close(std::exchange(descriptor_, -1)) != 0) error_ = errno;
    if (error_ == 0) return success();
    auto const where = owned ? options_.file : std::string{"standard output"};
    return Failure{FailureKind::system,
                   "cannot write to " + where + ": " + std::strerror(error_) +
                       "; the result is not complete there"};
}

Result<void> Output::give_up() {
    if (begun_ || !buffer_.empty()) return finish();
    return success();
}

void report_line(std::string_view text) {
    bool const color = color_wanted(false, STDERR_FILENO);
    std::string line = color ? "\x1b[31mtally:\x1b[0m " : "tally: ";
    line.append(text).append("\n");
    static_cast<void>(write_all(STDERR_FILENO, line));
}

void report(Failure const& failure) {
    report_line(failure.text);
}

}  // namespace tally::cli
