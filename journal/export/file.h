#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The plain files of an export.
namespace tally {

// All of a file of at most `bytes_max`; nothing if there is none. A larger one is an integrity
// failure.
[[nodiscard]] Result<std::optional<std::vector<std::uint8_t>>> read_file(
    std::filesystem::path const& file, std::size_t bytes_max);

[[nodiscard]] Result<std::optional<std::string>> read_text(std::filesystem::path const& file,
                                                           std::size_t bytes_max);

// Makes or replaces a file and the directories above it.
[[nodiscard]] Result<void> write_file(std::filesystem::path const& file, ByteSpan bytes);
[[nodiscard]] Result<void> write_text(std::filesystem::path const& file, std::string_view text);

// Hands over a file of any length, piece by piece; false from the function ends it. False if there
// is no such file.
[[nodiscard]] Result<bool> scan_file(std::filesystem::path const& file,
                                     std::function<bool(ByteSpan)> const& function);

// SHA-256 of a file of any length; nothing if there is none.
[[nodiscard]] Result<std::optional<Hash32>> hash_file(std::filesystem::path const& file);

// A file that is written from its end on.
class AppendFile {
public:
    // Cuts the file to `size` bytes first; makes it if size is 0.
    [[nodiscard]] static Result<AppendFile> open(std::filesystem::path const& file,
                                                 std::uint64_t size);

    [[nodiscard]] Result<void> write(std::string_view text);

    // To the disk, with its failures.
    [[nodiscard]] Result<void> close();

private:
    struct Closer {
        void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
    };

    AppendFile(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}

    std::filesystem::path path_;
    std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace tally
