#include "engine/sequencer/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tally {

namespace {

constexpr std::size_t bytes_max = 1'000'000;

Failure failure_of(char const* what, std::filesystem::path const& file) {
    return {FailureKind::system,
            std::string{what} + " " + file.string() + ": " + std::strerror(errno)};
}

class Descriptor {
public:
    Descriptor(std::filesystem::path const& file, int flags)
        : number_(::open(file.c_str(), flags | O_CLOEXEC, 0644)) {}

    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;

    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    [[nodiscard]] bool is_open() const { return number_ >= 0; }

    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        auto const written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Result<std::optional<std::string>> read_small_file(std::filesystem::path const& file) {
    Descriptor const descriptor{file, O_RDONLY};
    if (!descriptor.is_open() && errno == ENOENT) return std::optional<std::string>{};
    if (!descriptor.is_open()) return failure_of("cannot read", file);
    std::string text(bytes_max + 1, '\0');
    std::size_t used = 0;
    while (used < text.size()) {
        auto const got = ::read(descriptor.number(), text.data() + used, text.size() - used);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failure_of("cannot read", file);
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    if (used > bytes_max)
        return Failure{FailureKind::usage, file.string() + " is longer than 1,000,000 bytes"};
    text.resize(used);
    return std::optional{std::move(text)};
}

Result<void> write_small_file(std::filesystem::path const& file, std::string_view text) {
    auto const draft = std::filesystem::path{file}.concat(".new");
    {
        Descriptor const descriptor{draft, O_WRONLY | O_CREAT | O_TRUNC};
        if (!descriptor.is_open()) return failure_of("cannot write", draft);
        if (!write_all(descriptor.number(), text)) return failure_of("cannot write", draft);
        if (::fsync(descriptor.number()) != 0) return failure_of("cannot sync", draft);
    }
    if (::rename(draft.c_str(), file.c_str()) != 0) return failure_of("cannot replace", file);
    Descriptor const folder{file.parent_path(), O_RDONLY | O_DIRECTORY};
    if (!folder.is_open() || ::fsync(folder.number()) != 0)
        return failure_of("cannot sync", file.parent_path());
    return success();
}

}  // namespace tally
