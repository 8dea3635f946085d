#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tally::top {

// One scrape of a server's figures: what docs/operations/metrics.md lists. Names with their labels,
// as written; durations in nanoseconds, all else whole numbers.
class Figures {
public:
    // A failure of kind `incomplete` if the text is not what a server answers.
    [[nodiscard]] static Result<Figures> parse(std::string_view text);

    // 0 if there is none.
    [[nodiscard]] std::uint64_t value(std::string const& name) const;

    // Of all samples whose name begins so.
    [[nodiscard]] std::uint64_t sum(std::string const& begin) const;

    // At least so many of a thousand blocks or batches since `before` took no longer in a stage. 0
    // if there were none.
    [[nodiscard]] std::uint64_t quantile_ns(std::string const& stage,
                                            std::uint64_t per_mille,
                                            Figures const& before) const;

private:
    std::map<std::string, std::uint64_t> values_;
    // stage -> the longest duration in a bucket -> how many took at most that
    std::map<std::string, std::map<std::uint64_t, std::uint64_t>> stages_;
};

// "0.5" is 500,000,000.
[[nodiscard]] bool parse_decimal(std::string_view text, std::uint64_t& billionths);

}  // namespace tally::top
