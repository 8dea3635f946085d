#include "tools/serve/metrics/exposition.h"

#include <utility>

namespace tally::serve {

namespace {

constexpr unsigned first_power = 10;  // 2^10 ns: about a microsecond
constexpr unsigned last_power = 36;   // 2^36 ns: about a minute

std::string_view name_of(Exposition::Type type) {
    switch (type) {
        case Exposition::Type::counter:
            return "counter";
        case Exposition::Type::gauge:
            return "gauge";
        case Exposition::Type::histogram:
            return "histogram";
    }
    return {};
}

std::string label_text(std::string_view label, std::string_view value) {
    if (label.empty()) return {};
    auto text = std::string{label} + "=\"";
    for (char const c : value) {
        if (c == '\n') {
            text += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

}  // namespace

void Exposition::family(std::string_view name, Type type, std::string_view help) {
    name_ = name;
    out_ += "# HELP " + name_ + " " + std::string{help} + "\n# TYPE " + name_ + " ";
    out_ += name_of(type);
    out_ += '\n';
}

void Exposition::line(std::string_view suffix, std::string_view labels, std::string_view value) {
    out_ += name_;
    out_ += suffix;
    if (!labels.empty()) {
        out_ += '{';
        out_ += labels;
        out_ += '}';
    }
    out_ += ' ';
    out_ += value;
    out_ += '\n';
}

void Exposition::sample(std::string_view label, std::string_view label_value, std::uint64_t value) {
    line({}, label_text(label, label_value), std::to_string(value));
}

void Exposition::sample_ms(std::uint64_t milliseconds) {
    line({}, {}, seconds_text(milliseconds * 1'000'000));
}

void Exposition::sample(std::string_view label,
                        std::string_view label_value,
                        Histogram::Reading const& reading) {
    auto const labels = label_text(label, label_value);
    auto const before = labels.empty() ? labels : labels + ",";
    std::uint64_t below = 0;
    std::size_t bucket = 0;
    for (unsigned power = first_power; power <= last_power; ++power) {
        auto const limit = std::uint64_t{1} << power;
        for (; bucket + 1 < Histogram::buckets && Histogram::longest_in(bucket) < limit; ++bucket)
            below += reading.counts[bucket];
        line("_bucket", before + "le=\"" + seconds_text(limit) + "\"", std::to_string(below));
    }
    auto const all = std::to_string(reading.count);
    line("_bucket", before + "le=\"+Inf\"", all);
    line("_sum", labels, seconds_text(reading.sum_ns));
    line("_count", labels, all);
}

std::string seconds_text(std::uint64_t ns) {
    constexpr std::uint64_t second = 1'000'000'000;
    auto text = std::to_string(ns / second);
    auto const rest = ns % second;
    if (rest == 0) return text;
    auto digits = std::to_string(rest);
    digits.insert(0, 9 - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    return text + "." + digits;
}

}  // namespace tally::serve
