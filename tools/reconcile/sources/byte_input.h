#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct z_stream_s;

namespace tally::reconcile {

// What a source may grow to. A packed file that grows out of proportion is refused while it does.
struct InputLimits {
    std::uint64_t unpacked_max = std::uint64_t{16} << 30U;
    std::uint64_t ratio_max = 200;                       // unpacked to packed
    std::uint64_t ratio_free = std::uint64_t{8} << 20U;  // below it the ratio does not matter
};

// The bytes of a file in pieces, unpacked if it is gzip (RFC 1952, any number of members). A fault
// ends the bytes: fault() then says what is wrong with the packing or the disk.
class ByteInput {
public:
    [[nodiscard]] static Result<std::unique_ptr<ByteInput>> open(std::string const& path,
                                                                 InputLimits const& limits = {});

    // Over bytes in memory, which must outlive it.
    explicit ByteInput(std::string_view content, InputLimits const& limits = {});

    ByteInput(ByteInput const&) = delete;
    ByteInput& operator=(ByteInput const&) = delete;
    ~ByteInput();

    // To be told after each piece how many bytes were read, as they are on disk.
    void on_read(std::function<void(std::uint64_t raw_bytes)> told) { told_ = std::move(told); }

    // The next piece, valid until the next call; empty at the end.
    [[nodiscard]] std::string_view next();

    // The first bytes (up to 4 KiB), which next() will give again.
    [[nodiscard]] std::string_view head();

    [[nodiscard]] std::string const& fault() const { return fault_; }

    [[nodiscard]] std::uint64_t raw_bytes() const { return raw_bytes_; }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    ByteInput(std::FILE* file, InputLimits const& limits);

    std::string_view read_raw();
    std::string_view produce();
    std::string_view unpack();
    bool begin_unpacking();
    bool refill();
    bool in_proportion();

    std::unique_ptr<std::FILE, Close> file_;
    std::string_view memory_;
    InputLimits limits_;
    std::vector<char> raw_;
    std::vector<char> unpacked_;
    std::string head_;
    std::unique_ptr<z_stream_s> inflater_;
    std::string fault_;
    std::function<void(std::uint64_t)> told_;
    std::uint64_t raw_bytes_ = 0;
    std::uint64_t unpacked_bytes_ = 0;
    bool started_ = false;
    bool has_head_ = false;
    bool member_open_ = false;
    bool packed_ = false;
};

}  // namespace tally::reconcile
