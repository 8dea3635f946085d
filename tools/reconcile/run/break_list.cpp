#include "tools/reconcile/run/break_list.h"

#include "journal/crypto/sha256.h"

#include <algorithm>
#include <utility>

namespace tally::reconcile {

namespace {

// Days from `from` to `to` that are neither Saturday nor Sunday. 1970-01-01 was a Thursday.
std::uint64_t business_days(Days from, Days to) {
    std::uint64_t count = 0;
    std::uint64_t const whole = to > from ? (to - from) / 7 : 0;
    for (auto day = from + whole * 7; day < to; ++day) {
        auto const weekday = (day + 3) % 7;  // 0 is Monday
        if (weekday < 5) ++count;
    }
    return count + whole * 5;
}

}  // namespace

std::string name_of_place(std::uint64_t place) {
    return std::to_string(place / postings_of_an_entry) + "." +
           std::to_string(place % postings_of_an_entry);
}

Places sorted_places(Places places) {
    if (places.size() > 1) std::ranges::sort(places, {}, name_of_place);
    return places;
}

std::vector<std::string> names_of(Places const& places) {
    std::vector<std::string> names;
    for (auto const place : places)
        names.push_back(name_of_place(place));
    return names;
}

Result<SignedAmount> sum(SignedAmount to, SignedAmount more) {
    auto const total = to.checked_add(more);
    if (total) return *total;
    return Failure{FailureKind::usage, "amounts add up to more than 127 bits count"};
}

Result<void> keep_break(AccountRun& run, Break&& added) {
    TALLY_TRY(net, sum(run.net, added.amount));
    run.net = net;
    auto const gross = run.gross.checked_add(added.amount.size());
    if (!gross) return Failure{FailureKind::usage, "breaks add up to more than 128 bits count"};
    run.gross = *gross;
    run.breaks.push_back(std::move(added));
    return success();
}

BreakId id_of(AccountRules const& rules, Break const& one) {
    std::string text;
    auto const add = [&text](std::string_view part) {
        text += std::to_string(part.size()) + ":";
        text += part;
    };
    add(rules.statement);
    add(rules.asset);
    add(name_of(one.code));
    add(std::to_string(one.internal.size()));
    for (auto const place : one.internal)
        add(name_of_place(place));
    for (auto const& name : one.external)
        add(name);
    return id_of_text(text);
}

BreakId id_of_text(std::string_view text) {
    auto const hash = sha256_of_text(text);
    std::uint64_t id = 0;
    for (auto const byte : hash.span().first(8))
        id = id << 8U | std::uint64_t{byte};
    return BreakId{id};
}

std::uint64_t age_of(Break const& one, Days cut_off) {
    return cut_off > one.date ? cut_off - one.date : 0;
}

std::uint64_t business_age_of(Break const& one, Days cut_off) {
    return business_days(one.date, cut_off);
}

void finish_breaks(AccountRules const& rules,
                   Amount material,
                   SeenBefore const& seen,
                   AccountRun& run) {
    for (auto& one : run.breaks) {
        one.id = id_of(rules, one);
        auto const before = seen.find(one.id);
        one.continuing = before.has_value();
        one.first_seen = before.value_or(run.cut_off);
        one.material =
            one.amount.is_zero() || one.amount.size() >= material;  // no amount: never small
    }
}

}  // namespace tally::reconcile
