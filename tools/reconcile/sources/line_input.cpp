#include "tools/reconcile/sources/line_input.h"

#include "tools/json/utf8.h"

#include <algorithm>

namespace tally::reconcile {

namespace {

std::string hex_of(char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    auto const byte = static_cast<unsigned char>(c);
    return {'0', 'x', digits[byte >> 4U], digits[byte & 15U]};
}

bool is_control(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

constexpr std::string_view utf16_little = "\xFF\xFE";
constexpr std::string_view utf16_big = "\xFE\xFF";
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

}  // namespace

// One line with its ending into raw_. False at the end of the file, or if it is too long.
bool LineInput::gather() {
    raw_.clear();
    while (true) {
        if (piece_.empty()) piece_ = bytes_.next();
        // A line that damage cut short may hold another amount than it had.
        if (piece_.empty()) return !raw_.empty() && bytes_.fault().empty();
        auto const feed = piece_.find('\n');
        auto const count = feed == std::string_view::npos ? piece_.size() : feed + 1;
        if (raw_.size() + count > line_max) return too_long();
        raw_.append(piece_.substr(0, count));
        piece_.remove_prefix(count);
        if (feed != std::string_view::npos) return true;
    }
}

bool LineInput::too_long() {
    mistakes_.add({{line_ + 1, byte_},
                   "line",
                   "is longer than " + std::to_string(line_max) +
                       " bytes; no statement has such lines: is this the right file and format?",
                   LeftOut::rest_of_file});
    stopped_ = true;
    return false;
}

void LineInput::see_ending(FilePosition position) {
    if (raw_.empty() || raw_.back() != '\n') return;
    raw_.pop_back();
    auto ending = Ending::line_feed;
    if (!raw_.empty() && raw_.back() == '\r') {
        raw_.pop_back();
        ending = Ending::both;
    }
    if (ending_ == Ending::none) ending_ = ending;
    if (ending_ == ending || told_ending_) return;
    told_ending_ = true;
    mistakes_.add({position,
                   "line ending",
                   "differs from the lines before (LF and CR LF are mixed): the file was edited or "
                   "put together; get it again from its maker",
                   LeftOut::nothing});
}

void LineInput::see_start() {
    std::string_view const start{raw_};
    if (start.starts_with(utf16_little) || start.starts_with(utf16_big)) {
        mistakes_.add(
            {{1, 0}, "encoding", "is UTF-16; save the file as UTF-8", LeftOut::rest_of_file});
        stopped_ = true;
    }
    if (start.starts_with(utf8_mark)) raw_.erase(0, utf8_mark.size());
}

void LineInput::bad_byte(FilePosition position, std::size_t at, std::string_view why) {
    position.byte += at;
    mistakes_.add({position, "byte " + hex_of(raw_[at]), std::string{why}, LeftOut::nothing});
}

void LineInput::decode_utf8(FilePosition position) {
    bool told = false;
    for (std::size_t at = 0; at < raw_.size();) {
        auto const length = json::utf8_length(std::string_view{raw_}.substr(at));
        if (length == 0 || is_control(raw_[at])) {
            if (!told) {
                bad_byte(position,
                         at,
                         length == 0 ? "is not UTF-8; say --encoding latin1 if it is that, or get "
                                       "the file in UTF-8"
                                     : "is a control character; get the file again");
            }
            told = true;
            text_ += '?';
            ++at;
        } else {
            text_.append(raw_, at, length);
            at += length;
        }
    }
}

void LineInput::decode_latin1(FilePosition position) {
    bool told = false;
    for (std::size_t at = 0; at < raw_.size(); ++at) {
        auto const byte = static_cast<unsigned char>(raw_[at]);
        bool const bad = is_control(raw_[at]) || (byte >= 0x80 && byte < 0xA0);
        if (bad && !told) bad_byte(position, at, "is a control character in Latin-1");
        told = told || bad;
        if (bad) {
            text_ += '?';
        } else {
            json::append_utf8(text_, byte);
        }
    }
}

void LineInput::decode(FilePosition position) {
    text_.clear();
    auto const plain = [](char c) { return c >= 0x20 && c < 0x7F; };
    if (std::all_of(raw_.begin(), raw_.end(), plain)) {
        text_ = raw_;
    } else if (encoding_ == Encoding::utf8) {
        decode_utf8(position);
    } else {
        decode_latin1(position);
    }
}

std::optional<TextLine> LineInput::next() {
    byte_ += raw_length_;
    raw_length_ = 0;
    if (stopped_ || !gather()) return std::nullopt;
    raw_length_ = raw_.size();
    ++line_;
    if (line_ == 1) see_start();
    if (stopped_) return std::nullopt;
    FilePosition const position{line_, byte_};
    see_ending(position);
    decode(position);
    return TextLine{text_, position};
}

}  // namespace tally::reconcile
