#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tally::cli {

// How far long work has come, redrawn in place on standard error. Shows nothing unless that is a
// terminal; never part of a result.
class Progress {
public:
    // `total` 0: not known, so only the count and the rate are shown.
    Progress(std::string label, std::uint64_t total, bool quiet);
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;
    ~Progress();

    // What is done so far, in units of `total`. Cheap: looks at the clock, redraws ten times a
    // second.
    void update(std::uint64_t done);

    // The same where what `total` is comes with each step.
    void update(std::uint64_t done, std::uint64_t total);

    // Shows at once what is being done: for work that cannot say how far it has come.
    void begin();

private:
    void draw(std::uint64_t done);

    std::string label_;
    std::uint64_t total_;
    bool shown_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace tally::cli
