#include "tools/top/figures.h"

#include <charconv>
#include <limits>
#include <utility>

namespace tally::top {

namespace {

constexpr std::string_view bucket_begin = "tally_stage_seconds_bucket{stage=\"";
constexpr std::string_view limit_begin = "\",le=\"";
constexpr std::uint64_t billion = 1'000'000'000;
constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

bool parse_whole(std::string_view text, std::uint64_t& value) {
    auto const* const end = text.data() + text.size();
    auto const [at, error] = std::from_chars(text.data(), end, value);
    return !text.empty() && error == std::errc{} && at == end;
}

// A bucket's stage and limit, or false for any other name.
bool parse_bucket(std::string_view name, std::string& stage, std::uint64_t& limit_ns) {
    if (!name.starts_with(bucket_begin) || !name.ends_with("\"}")) return false;
    name.remove_prefix(bucket_begin.size());
    name.remove_suffix(2);
    auto const at = name.find(limit_begin);
    if (at == std::string_view::npos) return false;
    stage = name.substr(0, at);
    auto const limit = name.substr(at + limit_begin.size());
    limit_ns = endless;
    return limit == "+Inf" || parse_decimal(limit, limit_ns);
}

Failure no_figures(std::string_view line) {
    return {FailureKind::incomplete,
            "these are no figures of a server: '" + std::string{line.substr(0, 80)} +
                "'; give the address of tally serve --metrics"};
}

}  // namespace

bool parse_decimal(std::string_view text, std::uint64_t& billionths) {
    auto const point = text.find('.');
    std::uint64_t whole = 0;
    if (!parse_whole(text.substr(0, point), whole) || whole > endless / billion - 1) return false;
    billionths = whole * billion;
    if (point == std::string_view::npos) return true;
    auto digits = std::string{text.substr(point + 1)};
    if (digits.empty() || digits.size() > 9) return false;
    digits.resize(9, '0');
    std::uint64_t part = 0;
    if (!parse_whole(digits, part)) return false;
    billionths += part;
    return true;
}

Result<Figures> Figures::parse(std::string_view text) {
    Figures figures;
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto const line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.starts_with('#')) continue;
        auto const blank = line.rfind(' ');
        if (blank == std::string_view::npos) return no_figures(line);
        std::uint64_t value = 0;
        auto const number = line.substr(blank + 1);
        if (!parse_whole(number, value) && !parse_decimal(number, value)) return no_figures(line);
        auto const name = line.substr(0, blank);
        std::string stage;
        std::uint64_t limit = 0;
        if (parse_bucket(name, stage, limit)) figures.stages_[stage][limit] = value;
        figures.values_.emplace(name, value);
    }
    if (!figures.values_.contains("tally_entries")) return no_figures("");
    return figures;
}

std::uint64_t Figures::value(std::string const& name) const {
    auto const found = values_.find(name);
    return found == values_.end() ? 0 : found->second;
}

std::uint64_t Figures::sum(std::string const& begin) const {
    std::uint64_t sum = 0;
    for (auto one = values_.lower_bound(begin);
         one != values_.end() && one->first.starts_with(begin);
         ++one)
        sum += one->second;
    return sum;
}

std::uint64_t Figures::quantile_ns(std::string const& stage,
                                   std::uint64_t per_mille,
                                   Figures const& before) const {
    auto const now = stages_.find(stage);
    if (now == stages_.end() || now->second.empty()) return 0;
    auto const old = before.stages_.find(stage);
    auto const since = [&](std::uint64_t limit, std::uint64_t count) {
        if (old == before.stages_.end()) return count;
        auto const found = old->second.find(limit);
        return found == old->second.end() || found->second > count ? count : count - found->second;
    };
    auto const [last_limit, last_count] = *now->second.rbegin();
    auto const all = since(last_limit, last_count);
    if (all == 0) return 0;
    for (auto const& [limit, count] : now->second)
        if (since(limit, count) * 1'000 >= all * per_mille) return limit;
    return last_limit;
}

}  // namespace tally::top
