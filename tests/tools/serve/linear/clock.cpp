#include "tests/tools/serve/linear/clock.h"

#include <algorithm>

namespace tally::linear {

std::optional<std::string> against_the_clock(std::vector<Moment> const& moments) {
    for (auto const& done : moments)
        if (done.answered_ns < done.sent_ns) return done.name + " was answered before it was sent";
    auto by_sending = moments;
    auto by_answer = moments;
    std::ranges::sort(by_sending, {}, &Moment::sent_ns);
    std::ranges::sort(by_answer, {}, &Moment::answered_ns);
    Moment const* latest = nullptr;
    std::size_t answered = 0;
    for (auto const& sent : by_sending) {
        for (; by_answer[answered].answered_ns < sent.sent_ns; ++answered)
            if (latest == nullptr || by_answer[answered].place > latest->place)
                latest = &by_answer[answered];
        if (latest != nullptr && sent.place < latest->place)
            return sent.name + " was sent after the answer to " + latest->name;
    }
    return std::nullopt;
}

}  // namespace tally::linear
