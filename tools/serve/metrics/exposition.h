#pragma once

#include "engine/sequencer/histogram.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::serve {

// Builds what Prometheus scrapes: its text format, version 0.0.4. A family is begun, then its
// samples follow. Without floating point: a duration becomes its decimal seconds exactly.
class Exposition {
public:
    enum class Type : std::uint8_t { counter, gauge, histogram };

    // `name` carries its unit, as Prometheus wants it; `help` is one line.
    void family(std::string_view name, Type type, std::string_view help);

    void sample(std::uint64_t value) { sample({}, {}, value); }

    // One label; values may hold anything.
    void sample(std::string_view label, std::string_view label_value, std::uint64_t value);

    // In seconds, from milliseconds.
    void sample_ms(std::uint64_t milliseconds);

    // In seconds; buckets at powers of two of nanoseconds, from about a microsecond to a minute.
    void sample(std::string_view label,
                std::string_view label_value,
                Histogram::Reading const& reading);

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void line(std::string_view suffix, std::string_view labels, std::string_view value);

    std::string out_;
    std::string name_;
};

// "0.000001024": nanoseconds as seconds.
[[nodiscard]] std::string seconds_text(std::uint64_t ns);

}  // namespace tally::serve
