#pragma once

#include "tools/reconcile/run/account_run.h"
#include "tools/text/time.h"

#include <span>
#include <string>

// What the texts of a run have in common.
namespace tally::reconcile {

// Empty for no day.
[[nodiscard]] inline std::string date_text(Days days) {
    return days == 0 ? std::string{} : text::format_date(days);
}

// With a space between each two.
[[nodiscard]] inline std::string joined(std::span<std::string const> parts) {
    std::string all;
    for (auto const& part : parts)
        all += (all.empty() ? "" : " ") + part;
    return all;
}

}  // namespace tally::reconcile
