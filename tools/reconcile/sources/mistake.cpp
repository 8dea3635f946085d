#include "tools/reconcile/sources/mistake.h"

#include <utility>

namespace tally::reconcile {

namespace {

std::string_view words_of(LeftOut left_out) {
    switch (left_out) {
        case LeftOut::nothing:
            return {};
        case LeftOut::line:
            return " (left out: this line)";
        case LeftOut::statement:
            return " (left out: this statement)";
        case LeftOut::rest_of_file:
            return " (left out: all from here on)";
    }
    return {};
}

}  // namespace

std::string describe(Mistake const& mistake, std::string_view file) {
    std::string text{file};
    if (mistake.position.line != 0) text.append(":").append(std::to_string(mistake.position.line));
    text.append(": ");
    if (!mistake.field.empty()) text.append(mistake.field).append(": ");
    return text.append(mistake.text).append(words_of(mistake.left_out));
}

void Mistakes::add(Mistake mistake) {
    ++count_;
    if (kept_.size() < kept_max) kept_.push_back(std::move(mistake));
}

}  // namespace tally::reconcile
