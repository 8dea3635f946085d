#include "tools/import/lobster_message.h"

#include "journal/vocabulary/timestamp.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <utility>

namespace tally::lobster {

namespace {

constexpr std::size_t longest_line = 255;
constexpr std::uint64_t most_shares = 1'000'000'000;
constexpr std::uint64_t highest_price = 1'000'000'000'000;
constexpr std::uint64_t seconds_per_day = 86'400;

// One column of a line.
struct Field {
    std::string_view text;
    std::size_t column = 1;
};

using Fields = std::array<Field, 6>;
constexpr std::array<char const*, 6> field_names{
    "seconds after midnight", "message type", "order id", "number of shares", "price", "direction"};

template <class T>
using Read = detail::BasicResult<T, Fault>;

Read<Fields> split(std::string_view line) {
    Fields fields;
    std::size_t start = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto const comma = line.find(',', start);
        bool const last = i + 1 == fields.size();
        if (!last && comma == std::string_view::npos) {
            return Fault{line.size() + 1,
                         std::string{"the line ends before the "} + field_names[i + 1] +
                             "; six columns are expected"};
        }
        if (last && comma != std::string_view::npos) {
            return Fault{comma + 1, "more than six columns"};
        }
        fields[i] = {line.substr(start, comma - start), start + 1};
        start = comma + 1;
    }
    return fields;
}

Fault wrong(Field const& field, char const* name, std::string_view why) {
    std::string shown{field.text.substr(0, 40)};
    return Fault{field.column, std::string{name} + " '" + shown + "' " + std::string{why}};
}

// A whole number of at most `limit`.
Read<std::uint64_t> read_count(Field const& field, char const* name, std::uint64_t limit) {
    std::uint64_t value = 0;
    auto const* const end = field.text.data() + field.text.size();
    auto const [stop, error] = std::from_chars(field.text.data(), end, value);
    if (error == std::errc::invalid_argument || (error == std::errc{} && stop != end)) {
        return wrong(field, name, "is not a whole number");
    }
    if (error != std::errc{} || value > limit) {
        return wrong(field, name, "is more than " + std::to_string(limit));
    }
    return value;
}

// "34200.004241176": exact to the nanosecond. A few lines of real files have decimals beyond, which
// are noise of the file's maker and are cut off.
Read<std::uint64_t> read_time(Field const& field) {
    auto const* const name = field_names[0];
    auto const point = field.text.find('.');
    Field const whole{field.text.substr(0, point), field.column};
    BOOST_OUTCOME_TRY(auto seconds, read_count(whole, name, seconds_per_day - 1));
    if (point == std::string_view::npos) return seconds * ns_per_second;
    auto const decimals = field.text.substr(point + 1);
    if (decimals.empty()) return wrong(field, name, "ends in a point");
    if (decimals.size() > 18) return wrong(field, name, "has more than 18 decimals");
    BOOST_OUTCOME_TRY(auto part,
                      read_count({decimals, field.column + point + 1}, name, UINT64_MAX));
    for (auto i = decimals.size(); i < 9; ++i)
        part *= 10;
    for (auto i = decimals.size(); i > 9; --i)
        part /= 10;
    return seconds * ns_per_second + part;
}

Read<Kind> read_kind(Field const& field) {
    BOOST_OUTCOME_TRY(auto kind, read_count(field, field_names[1], 7));
    if (kind == 0) return wrong(field, field_names[1], "is none of 1 to 7");
    return static_cast<Kind>(kind);
}

Read<OrderSide> read_side(Field const& field) {
    if (field.text == "1") return OrderSide::buy;
    if (field.text == "-1") return OrderSide::sell;
    return wrong(field, field_names[5], "is neither 1 (buy) nor -1 (sell)");
}

// Of an order or an execution there must be something.
Read<std::uint64_t> read_positive(Field const& field, char const* name, std::uint64_t limit) {
    BOOST_OUTCOME_TRY(auto value, read_count(field, name, limit));
    if (value == 0) return wrong(field, name, "must not be zero");
    return value;
}

}  // namespace

ParsedMessage parse(std::string_view line) {
    BOOST_OUTCOME_TRY(auto fields, split(line));
    Message message;
    BOOST_OUTCOME_TRY(message.ns, read_time(fields[0]));
    BOOST_OUTCOME_TRY(message.kind, read_kind(fields[1]));
    if (message.kind == Kind::halt) return message;
    bool const about_an_order = message.kind < Kind::hidden_execution;
    auto const read = about_an_order ? read_positive : read_count;
    BOOST_OUTCOME_TRY(message.order, read(fields[2], field_names[2], UINT64_MAX));
    BOOST_OUTCOME_TRY(message.shares, read_positive(fields[3], field_names[3], most_shares));
    BOOST_OUTCOME_TRY(message.price, read_positive(fields[4], field_names[4], highest_price));
    message.price_column = fields[4].column;
    BOOST_OUTCOME_TRY(message.side, read_side(fields[5]));
    return message;
}

Reader::Reader(std::string file, std::unique_ptr<std::istream> stream)
    : file_(std::move(file)), stream_(std::move(stream)) {}

Result<Reader> Reader::open(std::string file) {
    auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
    if (!*stream) {
        return Failure{
            FailureKind::usage,
            file + ": cannot be read: " + std::strerror(errno) + "; name a LOBSTER message file"};
    }
    return Reader{std::move(file), std::move(stream)};
}

Failure Reader::failure_at(std::size_t column, std::string_view text) const {
    return Failure{FailureKind::usage,
                   file_ + ", line " + std::to_string(line_) + ", column " +
                       std::to_string(column) + ": " + std::string{text}};
}

Result<std::optional<Message>> Reader::next() {
    std::array<char, longest_line + 1> buffer{};
    stream_->getline(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    auto const read = static_cast<std::size_t>(stream_->gcount());
    if (read == 0 && stream_->eof()) return std::optional<Message>{};
    ++line_;
    if (stream_->bad()) return failure_at(1, "the device failed while it was read");
    if (stream_->fail() && !stream_->eof()) {
        return failure_at(read, "the line is longer than any LOBSTER message");
    }
    std::string_view line{buffer.data(), stream_->eof() ? read : read - 1};
    if (line.ends_with('\r')) line.remove_suffix(1);
    auto message = parse(line);
    if (!message) return failure_at(message.error().column, message.error().text);
    if (message.value().ns < last_ns_) {
        return failure_at(1, "the time is before that of the line before it");
    }
    last_ns_ = message.value().ns;
    return std::optional<Message>{message.value()};
}

}  // namespace tally::lobster
