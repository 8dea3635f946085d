#include "tools/reconcile/run/break_list.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"

#include <string_view>
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

std::string id_of(AccountRules const& rules, Break const& one) {
    std::string text;
    auto const add = [&text](std::string_view part) {
        text += std::to_string(part.size()) + ":";
        text += part;
    };
    add(rules.statement);
    add(rules.asset);
    add(name_of(one.code));
    add(std::to_string(one.internal.size()));
    for (auto const& name : one.internal)
        add(name);
    for (auto const& name : one.external)
        add(name);
    auto const hash = sha256_of_text(text);
    return to_hex(hash.span().first(8));
}

void finish_breaks(AccountRules const& rules,
                   Amount material,
                   SeenBefore const& seen,
                   AccountRun& run) {
    for (auto& one : run.breaks) {
        one.id = id_of(rules, one);
        auto const before = seen.find(one.id);
        one.continuing = before != seen.end();
        one.first_seen = one.continuing ? before->second : run.cut_off;
        one.age = run.cut_off > one.date ? run.cut_off - one.date : 0;
        one.business_age = business_days(one.date, run.cut_off);
        one.material =
            one.amount.is_zero() || one.amount.size() >= material;  // no amount: never small
    }
}

}  // namespace tally::reconcile
