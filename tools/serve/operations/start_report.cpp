#include "tools/serve/operations/start_report.h"

#include "engine/sequencer/clock.h"
#include "tools/serve/logging/log.h"
#include "tools/text/time.h"

namespace tally::serve {

namespace {

void keep(std::string const& data, look::LastStart const& start, Log& log) {
    auto const kept = look::write_last_start(data, start);
    if (!kept) log.write(Level::warn, "last_start_not_kept", {{"why", kept.error().text}});
}

}  // namespace

std::vector<std::string> StartReport::sentences() const {
    std::vector<std::string> all;
    if (is_after_crash())
        all.push_back("the server that was started at " + text::format_time(before->started) +
                      " did not end in order; whatever it has answered is here");
    if (now.torn_bytes != 0)
        all.push_back("the log ended in " + std::to_string(now.torn_bytes) +
                      " bytes of a block that was not whole, of which nobody was told; they are "
                      "cut off");
    auto const snapshot = now.snapshot == 0
                              ? std::string{"no snapshot"}
                              : "a snapshot of " + std::to_string(now.snapshot) + " entries";
    all.push_back(std::to_string(now.entries) + " entries: " + snapshot + " and " +
                  std::to_string(now.applied) + " applied after it, in " +
                  std::to_string(now.milliseconds) + " ms");
    return all;
}

StartReport report_start(std::string const& data,
                         RecoveryReport const& recovery,
                         std::chrono::milliseconds took,
                         Log& log) {
    StartReport report;
    report.before = look::read_last_start(data);
    auto& now = report.now;
    now.started = SystemClock{}.now();
    now.entries = recovery.size;
    now.snapshot = recovery.snapshot_size;
    now.applied = recovery.entries_applied;
    now.torn_bytes = recovery.torn_bytes;
    now.milliseconds = static_cast<std::uint64_t>(took.count());
    bool const is_worth_a_look = report.is_after_crash() || now.torn_bytes != 0;
    log.write(is_worth_a_look ? Level::warn : Level::info,
              "recovered",
              {{"entries", now.entries},
               {"snapshot", now.snapshot},
               {"applied", now.applied},
               {"torn_bytes", now.torn_bytes},
               {"milliseconds", now.milliseconds},
               {"after_crash", report.is_after_crash()}});
    keep(data, now, log);
    return report;
}

void report_end(std::string const& data, look::LastStart start, Log& log) {
    start.ended = SystemClock{}.now();
    keep(data, start, log);
}

}  // namespace tally::serve
