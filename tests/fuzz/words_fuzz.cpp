// Any bytes as the small things that people and programs write: moments, days, numbers, addresses,
// questions. What is taken has one way to be written, which is taken as the same thing.
#include "journal/vocabulary/check.h"
#include "replay/moment.h"
#include "tools/import/lobster_message.h"
#include "tools/json/break_id.h"
#include "tools/serve/http/command_lines.h"
#include "tools/serve/reads/query.h"
#include "tools/text/number.h"
#include "tools/text/time.h"
#include "tools/wire/endpoint.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace tally;

void read_moments(std::string_view word) {
    if (auto const time = text::parse_time(word))
        TALLY_CHECK(text::parse_time(text::format_time(*time)) == time);
    if (auto const day = text::parse_date(word)) TALLY_CHECK(text::format_date(*day) == word);
    static_cast<void>(text::parse_time_or_date(word));
    static_cast<void>(parse_moment(word, Timestamp{UINT64_MAX}));
    static_cast<void>(parse_moment(word, Timestamp{}));
}

void read_numbers(std::string_view word) {
    if (auto const number = text::parse_integer(word); number.ok())
        TALLY_CHECK(text::parse_integer(text::format_integer(number.value)).value == number.value);
    for (std::uint8_t const scale : {std::uint8_t{0}, std::uint8_t{2}, text::max_scale}) {
        auto const units = text::parse_units(word, scale);
        if (!units.ok()) continue;
        auto const again = text::parse_units(text::format_units(units.value, scale), scale);
        TALLY_CHECK(again.ok() && again.value == units.value);
    }
}

void read_message(std::string_view word) {
    auto const message = lobster::parse(word);
    if (message) {
        TALLY_CHECK(message.value().ns < 86'400 * ns_per_second);
        return;
    }
    TALLY_CHECK(message.error().column >= 1 && message.error().column <= word.size() + 1);
    TALLY_CHECK(!message.error().text.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const word{reinterpret_cast<char const*>(data), size};
    read_moments(word);
    read_numbers(word);
    read_message(word);
    if (auto const id = json::parse_break_id(word)) TALLY_CHECK(json::break_id_text(*id) == word);
    if (auto const endpoint = wire::parse_endpoint(word))
        TALLY_CHECK(wire::parse_endpoint(wire::format(endpoint.value())).value() ==
                    endpoint.value());
    if (auto const query = serve::parse_query(word)) {
        bool const of_both = is_of_state(query.value()) && is_of_view(query.value());
        TALLY_CHECK(!of_both);
    }
    for (bool const is_lines : {false, true}) {
        auto const commands = serve::http::command_lines(word, is_lines);
        if (commands) TALLY_CHECK(commands.value().lines.ends_with('\n'));
    }
    return 0;
}
