#include "replay/point.h"

#include "journal/store/record_store.h"
#include "replay/moment.h"

#include <charconv>
#include <optional>
#include <string>

namespace tally {

namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Result<Point> after_entry(Record const& record, std::string_view text) {
    auto const sequence = parse_number(text);
    if (sequence && *sequence < record.size()) return Point{*sequence + 1};
    return Failure{FailureKind::incomplete,
                   "there is no entry " + std::string{text} + " yet: the record in " +
                       record.directory().string() + " has " + std::to_string(record.size())};
}

Result<Point> at_checkpoint(Record const& record, std::string_view text) {
    std::string_view const size_text = text.size() > 11 ? text.substr(11) : std::string_view{};
    if (text != "checkpoint" && !is_number(size_text))
        return Failure{FailureKind::usage,
                       "'" + std::string{text} + "': write checkpoint or checkpoint:SIZE"};
    auto const size = text == "checkpoint" ? std::optional{record.size()} : parse_number(size_text);
    if (size) {
        TALLY_TRY(found, record.store().newest_checkpoint(Sequence{*size}));
        bool const fits = found && (text == "checkpoint" || found->size.value == *size);
        if (fits) return Point{found->size.value};
    }
    return Failure{FailureKind::incomplete,
                   "the record in " + record.directory().string() + " has no signed " +
                       std::string{text} + "; tally checkpoint --list shows those that it has"};
}

Result<Timestamp> time_of(Record const& record, std::uint64_t sequence) {
    TALLY_TRY(entry, record.entry(Sequence{sequence}));
    return entry.time;
}

// How many entries have a time that `is_before` says yes to; true for a prefix of the record.
template <class IsBefore>
Result<Point> partition(Record const& record, IsBefore is_before) {
    std::uint64_t low = 0;
    std::uint64_t high = record.size();
    while (low < high) {
        auto const middle = low + (high - low) / 2;
        TALLY_TRY(time, time_of(record, middle));
        if (is_before(time))
            low = middle + 1;
        else
            high = middle;
    }
    return Point{low};
}

}  // namespace

Result<Point> point_before(Record const& record, Timestamp time) {
    return partition(record, [time](Timestamp entry) { return entry < time; });
}

Result<Point> point_at(Record const& record, Timestamp time) {
    return partition(record, [time](Timestamp entry) { return entry <= time; });
}

Result<Point> resolve_point(Record const& record, std::string_view text) {
    if (text == "start") return Point{0};
    if (text == "end") return Point{record.size()};
    if (is_number(text)) return after_entry(record, text);
    if (text.starts_with("checkpoint")) return at_checkpoint(record, text);
    Timestamp day;
    if (record.size() > 0) {
        TALLY_TRY(first, time_of(record, 0));
        day = first;
    }
    if (auto const moment = parse_moment(text, day)) return point_at(record, *moment);
    return Failure{FailureKind::usage,
                   "'" + std::string{text} +
                       "' is no point of a record: write an entry's number, a time such as "
                       "2026-12-01T09:45:00Z or 09:45, checkpoint, start or end"};
}

}  // namespace tally
