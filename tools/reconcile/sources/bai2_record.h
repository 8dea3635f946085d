#pragma once

#include "tools/reconcile/sources/line_input.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::reconcile {

// A logical record of BAI2: a physical one with its continuations (88), taken apart at commas. The
// text of a record 16 may have commas and slashes of its own: rest_from() gives it whole.
struct Bai2Record {
    std::string code;                 // "01" ... "99"
    std::string text;                 // behind the code and its comma, without the closing slash
    std::vector<std::size_t> starts;  // where each field begins in `text`
    std::uint64_t physical = 0;       // how many physical records it is: what the trailers count
    FilePosition position;

    [[nodiscard]] std::size_t size() const { return starts.size(); }

    // Empty where the record has fewer fields.
    [[nodiscard]] std::string_view field(std::size_t index) const;
    [[nodiscard]] std::string_view rest_from(std::size_t index) const;
};

// Puts physical records together. A line that is no record is a mistake and skipped.
class Bai2Records {
public:
    Bai2Records(LineInput& lines, Mistakes& mistakes) : lines_(lines), mistakes_(mistakes) {}

    [[nodiscard]] std::optional<Bai2Record> next();

private:
    struct Physical {
        std::string code;
        std::string text;
        FilePosition position;
    };

    std::optional<Physical> physical();

    LineInput& lines_;
    Mistakes& mistakes_;
    std::optional<Physical> ahead_;
};

}  // namespace tally::reconcile
