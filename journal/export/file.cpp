#include "journal/export/file.h"

#include "journal/crypto/sha256.h"
#include "journal/vocabulary/text_bytes.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace tally {

namespace {

struct Closer {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

using Handle = std::unique_ptr<std::FILE, Closer>;

Failure failure_of(char const* what, std::filesystem::path const& file) {
    return {FailureKind::system,
            std::string{what} + " " + file.string() + ": " + std::strerror(errno)};
}

bool is_missing() {
    return errno == ENOENT || errno == ENOTDIR;
}

}  // namespace

Result<bool> scan_file(std::filesystem::path const& file,
                       std::function<bool(ByteSpan)> const& function) {
    Handle const handle{std::fopen(file.c_str(), "rb")};
    if (handle == nullptr && is_missing()) return false;
    if (handle == nullptr) return failure_of("cannot read", file);
    std::vector<std::uint8_t> piece(std::size_t{1} << 16U);
    for (;;) {
        auto const got = std::fread(piece.data(), 1, piece.size(), handle.get());
        if (got != 0 && !function(ByteSpan{piece}.first(got))) return true;
        if (got < piece.size()) break;
    }
    if (std::ferror(handle.get()) != 0) return failure_of("cannot read", file);
    return true;
}

Result<std::optional<Hash32>> hash_file(std::filesystem::path const& file) {
    Sha256 hash;
    hash.start();
    TALLY_TRY(there, scan_file(file, [&hash](ByteSpan piece) {
                  hash.update(piece);
                  return true;
              }));
    if (!there) return std::optional<Hash32>{};
    return std::optional{hash.finish()};
}

Result<std::optional<std::vector<std::uint8_t>>> read_file(std::filesystem::path const& file,
                                                           std::size_t bytes_max) {
    std::vector<std::uint8_t> bytes;
    TALLY_TRY(there, scan_file(file, [&](ByteSpan piece) {
                  bytes.insert(bytes.end(), piece.begin(), piece.end());
                  return bytes.size() <= bytes_max;
              }));
    if (!there) return std::optional<std::vector<std::uint8_t>>{};
    if (bytes.size() > bytes_max)
        return Failure{FailureKind::integrity,
                       file.string() + " is longer than the " + std::to_string(bytes_max) +
                           " bytes that it can have"};
    return std::optional{std::move(bytes)};
}

Result<std::optional<std::string>> read_text(std::filesystem::path const& file,
                                             std::size_t bytes_max) {
    TALLY_TRY(bytes, read_file(file, bytes_max));
    if (!bytes) return std::optional<std::string>{};
    return std::optional{std::string{bytes->begin(), bytes->end()}};
}

Result<void> write_file(std::filesystem::path const& file, ByteSpan bytes) {
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    auto const draft = std::filesystem::path{file}.concat(".new");
    Handle handle{std::fopen(draft.c_str(), "wb")};
    if (handle == nullptr) return failure_of("cannot write", draft);
    if (std::fwrite(bytes.data(), 1, bytes.size(), handle.get()) != bytes.size())
        return failure_of("cannot write", draft);
    if (std::fclose(handle.release()) != 0) return failure_of("cannot write", draft);
    if (std::rename(draft.c_str(), file.c_str()) != 0) return failure_of("cannot replace", file);
    return success();
}

Result<void> write_text(std::filesystem::path const& file, std::string_view text) {
    return write_file(file, as_bytes(text));
}

Result<AppendFile> AppendFile::open(std::filesystem::path const& file, std::uint64_t size) {
    std::FILE* const handle = std::fopen(file.c_str(), size == 0 ? "wb" : "rb+");
    if (handle == nullptr) return failure_of("cannot write", file);
    AppendFile opened{file, handle};
    bool const cut = ::ftruncate(::fileno(handle), static_cast<off_t>(size)) == 0 &&
                     std::fseek(handle, 0, SEEK_END) == 0;
    if (!cut) return failure_of("cannot write", file);
    return opened;
}

Result<void> AppendFile::write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size()) return success();
    return failure_of("cannot write", path_);
}

Result<void> AppendFile::close() {
    auto* const handle = file_.release();
    bool const synced = std::fflush(handle) == 0 && ::fsync(::fileno(handle)) == 0;
    bool const closed = std::fclose(handle) == 0;
    if (synced && closed) return success();
    return failure_of("cannot write", path_);
}

}  // namespace tally
