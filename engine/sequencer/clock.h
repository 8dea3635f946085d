#pragma once

#include "journal/vocabulary/timestamp.h"

namespace tally {

// Where the sequencer takes a command's time from when the client names none. An argument, so that
// a test or a replay decides what time it is. Called from the engine's thread only.
class Clock {
public:
    Clock() = default;
    Clock(Clock const&) = delete;
    Clock& operator=(Clock const&) = delete;
    virtual ~Clock() = default;

    // May step back; the sequencer does not.
    [[nodiscard]] virtual Timestamp now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override;
};

// Stands where it was put.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Timestamp start = {}) : now_(start) {}

    [[nodiscard]] Timestamp now() const override { return now_; }

    void set(Timestamp now) { now_ = now; }

private:
    Timestamp now_;
};

}  // namespace tally
