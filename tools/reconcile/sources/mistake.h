#pragma once

#include "replay/reconcile/statement.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::reconcile {

// What a mistake takes with it when the rest is read all the same (--partial).
enum class LeftOut : std::uint8_t { nothing, line, statement, rest_of_file };

// One thing that is wrong with a source. `text` says what is wrong with the field and what to do.
struct Mistake {
    FilePosition position;
    std::string field;  // as the format calls it; empty: the file as a whole
    std::string text;
    LeftOut left_out = LeftOut::line;
};

// "statement.xml:17: Ntry/Amt: ... (left out: this line)"
[[nodiscard]] std::string describe(Mistake const& mistake, std::string_view file);

// All that is wrong with one file, in the order of the file. Keeps the first ones and counts on.
class Mistakes {
public:
    static constexpr std::size_t kept_max = 10'000;

    void add(Mistake mistake);

    [[nodiscard]] bool empty() const { return count_ == 0; }

    [[nodiscard]] std::uint64_t count() const { return count_; }

    [[nodiscard]] std::vector<Mistake> const& kept() const { return kept_; }

private:
    std::vector<Mistake> kept_;
    std::uint64_t count_ = 0;
};

}  // namespace tally::reconcile
