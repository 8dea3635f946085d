#include "tools/cli/progress.h"

#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <utility>

namespace tally::cli {

namespace {

constexpr std::chrono::milliseconds between_draws{100};
constexpr std::size_t bar_width = 30;

}  // namespace

Progress::Progress(std::string label, std::uint64_t total, bool quiet)
    : label_(std::move(label)),
      total_(total),
      shown_(!quiet && ::isatty(STDERR_FILENO) == 1),
      started_(std::chrono::steady_clock::now()),
      last_(started_) {}

Progress::~Progress() {
    if (drawn_) std::fputs("\r\x1b[K", stderr);
}

void Progress::update(std::uint64_t done) {
    if (!shown_) return;
    auto const now = std::chrono::steady_clock::now();
    if (now - last_ < between_draws) return;
    last_ = now;
    draw(done);
}

void Progress::update(std::uint64_t done, std::uint64_t total) {
    total_ = total;
    update(done);
}

void Progress::begin() {
    if (!shown_) return;
    drawn_ = true;
    std::fputs(("\r" + label_ + " ...\x1b[K").c_str(), stderr);
    std::fflush(stderr);
}

void Progress::draw(std::uint64_t done) {
    drawn_ = true;
    auto const elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(last_ - started_).count();
    auto const rate = elapsed > 0 ? done * 1000 / static_cast<std::uint64_t>(elapsed) : 0;
    std::string bar;
    if (total_ != 0) {
        auto const share = done < total_ ? done : total_;
        auto const filled = static_cast<std::size_t>(share * bar_width / total_);
        bar = "[" + std::string(filled, '=') + std::string(bar_width - filled, ' ') + "] " +
              std::to_string(share * 100 / total_) + "% ";
    }
    auto const line = "\r" + label_ + " " + bar + std::to_string(done) + " (" +
                      std::to_string(rate) + "/s)\x1b[K";
    std::fputs(line.c_str(), stderr);
}

}  // namespace tally::cli
