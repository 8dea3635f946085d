#include "tools/reconcile/sources/byte_input.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>

namespace tally::reconcile {

namespace {

constexpr std::size_t piece_size = 65'536;
constexpr std::size_t head_size = 4'096;
constexpr int gzip_only = 15 + 16;  // the largest window, and no other wrapping than gzip

}  // namespace

Result<std::unique_ptr<ByteInput>> ByteInput::open(std::string const& path,
                                                   InputLimits const& limits) {
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) {
        return Failure{
            FailureKind::usage,
            "cannot open " + path + ": " + std::strerror(errno) + "; give a file that can be read"};
    }
    return std::unique_ptr<ByteInput>{new ByteInput{file, limits}};
}

ByteInput::ByteInput(std::FILE* file, InputLimits const& limits)
    : file_(file), limits_(limits), raw_(piece_size) {}

ByteInput::ByteInput(std::string_view content, InputLimits const& limits)
    : memory_(content), limits_(limits) {}

ByteInput::~ByteInput() {
    if (inflater_) inflateEnd(inflater_.get());
}

std::string_view ByteInput::read_raw() {
    if (!file_) {
        auto const piece = memory_.substr(0, piece_size);
        memory_.remove_prefix(piece.size());
        raw_bytes_ += piece.size();
        return piece;
    }
    auto const count = std::fread(raw_.data(), 1, raw_.size(), file_.get());
    if (count == 0 && std::ferror(file_.get()) != 0) {
        fault_ = std::string{"cannot be read: "} + std::strerror(errno);
    }
    raw_bytes_ += count;
    if (told_) told_(raw_bytes_);
    return {raw_.data(), count};
}

std::string_view ByteInput::next() {
    if (has_head_) {
        has_head_ = false;
        return head_;
    }
    return produce();
}

std::string_view ByteInput::head() {
    if (started_) return std::string_view{head_}.substr(0, head_size);
    while (head_.size() < head_size) {
        auto const piece = produce();
        if (piece.empty()) break;
        head_.append(piece);
    }
    has_head_ = !head_.empty();
    return std::string_view{head_}.substr(0, head_size);
}

std::string_view ByteInput::produce() {
    if (!fault_.empty()) return {};
    if (started_) return packed_ ? unpack() : read_raw();
    started_ = true;
    auto const piece = read_raw();
    packed_ = piece.size() >= 2 && piece.substr(0, 2) == "\x1f\x8b";
    if (!packed_) return piece;
    if (!begin_unpacking()) return {};
    // zlib wants a mutable pointer and writes nothing through it.
    inflater_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    inflater_->avail_in = static_cast<uInt>(piece.size());
    return unpack();
}

bool ByteInput::begin_unpacking() {
    unpacked_.resize(piece_size);
    inflater_ = std::make_unique<z_stream_s>();
    if (inflateInit2(inflater_.get(), gzip_only) != Z_OK) {
        inflater_.reset();
        fault_ = "cannot be unpacked: there is no memory for it";
        return false;
    }
    member_open_ = true;
    return true;
}

bool ByteInput::refill() {
    auto const piece = read_raw();
    if (piece.empty()) return false;
    inflater_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    inflater_->avail_in = static_cast<uInt>(piece.size());
    return true;
}

bool ByteInput::in_proportion() {
    if (unpacked_bytes_ > limits_.unpacked_max) {
        fault_ = "unpacks to more than " + std::to_string(limits_.unpacked_max) +
                 " bytes; split it, or unpack it yourself if you trust it";
    } else if (unpacked_bytes_ > limits_.ratio_free &&
               unpacked_bytes_ / limits_.ratio_max > raw_bytes_) {
        fault_ = "unpacks to more than " + std::to_string(limits_.ratio_max) +
                 " times its size, which no statement does; unpack it yourself if you trust it";
    }
    return fault_.empty();
}

std::string_view ByteInput::unpack() {
    while (true) {
        if (inflater_->avail_in == 0 && !refill()) {
            if (member_open_ && fault_.empty()) {
                fault_ = "is gzip that ends too early; get the whole file again";
            }
            return {};
        }
        if (!member_open_) {
            inflateReset(inflater_.get());
            member_open_ = true;
        }
        inflater_->next_out = reinterpret_cast<Bytef*>(unpacked_.data());
        inflater_->avail_out = static_cast<uInt>(unpacked_.size());
        int const code = inflate(inflater_.get(), Z_NO_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
            fault_ = "is damaged gzip; get the file again";
            return {};
        }
        member_open_ = code != Z_STREAM_END;
        auto const count = unpacked_.size() - inflater_->avail_out;
        unpacked_bytes_ += count;
        if (!in_proportion()) return {};
        if (count > 0) return {unpacked_.data(), count};
    }
}

}  // namespace tally::reconcile
