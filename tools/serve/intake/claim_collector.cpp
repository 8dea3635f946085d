#include "tools/serve/intake/claim_collector.h"

#include <algorithm>
#include <span>
#include <utility>
#include <variant>

namespace tally::serve {

bool ClaimCollector::collect(Job& job, std::uint32_t most) {
    auto const next = job.next;
    auto const next_byte = job.next_byte;
    auto const faults = job.faults.size();
    auto const known = job.checked.size();
    auto const end = next + std::min(most, job.commands - next);
    bool linked = false;
    chain_.clear();
    while (!job.is_done() && (job.next < end || linked)) {
        auto const index = job.next;
        if (!reader_.next(job, command_)) continue;  // running the job will say what is wrong
        if (command_.proof) look_at(job, index);
        linked = command_.linked;
        if (linked)
            chain_.push_back(std::move(command_));
        else
            chain_.clear();
    }
    job.checked_to = job.next;
    job.next = next;
    job.next_byte = next_byte;
    job.faults.resize(faults);
    return job.checked.size() != known;
}

void ClaimCollector::look_at(Job& job, std::uint32_t index) {
    if (job.is_json && !resolver_.resolve(command_, chain_)) return;
    auto found = claims_.claim(state_, command_, job.key);
    auto* const claim = std::get_if<signing::Claim>(&found);
    if (claim != nullptr) job.checked.push_back({index, *claim, "not verified yet"});
}

}  // namespace tally::serve
