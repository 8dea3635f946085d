#include "tools/serve/reads/memory_output.h"

#include <sys/mman.h>

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tally::serve {

namespace {

constexpr std::int64_t answer_bytes_max = std::int64_t{256} << 20U;
constexpr std::int64_t kept_bytes_max = std::int64_t{1} << 20U;

Failure cannot_keep() {
    return {FailureKind::system,
            std::string{"cannot keep rows in memory: "} + std::strerror(errno)};
}

}  // namespace

MemoryOutput::~MemoryOutput() {
    close();
}

Result<std::string> MemoryOutput::collect(std::function<Result<void>(cli::Output&)> const& write) {
    TALLY_TRYV(open());
    auto const written = write(*output_);
    output_->flush();
    auto text = output_->has_failed() ? Result<std::string>{output_->finish().error()} : rest();
    if (!text || read_ > kept_bytes_max) close();
    if (!written) return written.error();
    return text;
}

Result<void> MemoryOutput::open() {
    if (output_) return success();
    descriptor_ = ::memfd_create("rows", MFD_CLOEXEC);
    if (descriptor_ < 0) return cannot_keep();
    cli::OutputOptions options;
    options.format = cli::Format::jsonl;
    options.file = "/proc/self/fd/" + std::to_string(descriptor_);
    options.quiet = true;
    TALLY_TRY(output, cli::Output::open(options));
    output_ = std::move(output);
    return success();
}

// What was written since the last time.
Result<std::string> MemoryOutput::rest() {
    auto const end = ::lseek(descriptor_, 0, SEEK_END);
    if (end < read_) return cannot_keep();
    auto const size = end - read_;
    if (size > answer_bytes_max) {
        return Failure{FailureKind::usage,
                       "the whole answer has " + std::to_string(size) +
                           " bytes, more than is kept in memory; ask with filters"};
    }
    std::string text(static_cast<std::size_t>(size), '\0');
    if (::pread(descriptor_, text.data(), text.size(), read_) != size) return cannot_keep();
    read_ = end;
    return text;
}

void MemoryOutput::close() {
    output_.reset();
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    read_ = 0;
}

}  // namespace tally::serve
