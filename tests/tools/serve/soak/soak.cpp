#include "tests/tools/serve/soak/soak.h"

#include "replay/record.h"

#include <cstdlib>
#include <vector>

namespace tally::bench {

int run_tally(std::string const& arguments, std::string const& data) {
    return std::system(
        (std::string{TALLY_PROGRAM} + " " + arguments + " -q --data " + data).c_str());
}

void expect_each_once(std::string const& data, std::uint64_t commands) {
    std::vector<unsigned> times(commands + 1);
    auto const record = Record::open(data);
    ASSERT_TRUE(record.has_value());
    auto const read =
        for_each_entry(*record.value(), 0, record.value()->size(), [&](Entry const& entry) {
            auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
            if (transfer == nullptr) return true;
            EXPECT_TRUE(transfer->outcome == Outcome::ok || transfer->outcome == Outcome::exists)
                << name_of(transfer->outcome);
            auto const number = number_of(entry.body);
            if (transfer->outcome == Outcome::ok && number <= commands) ++times[number];
            return true;
        });
    EXPECT_TRUE(read.has_value());
    for (std::uint64_t number = 1; number <= commands; ++number)
        ASSERT_EQ(times[number], 1U) << "transfer " << number;
}

}  // namespace tally::bench
