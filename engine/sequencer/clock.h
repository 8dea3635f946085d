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

// The machine's clock as of the last look at it. A look costs more than some decisions, and what
// comes together may well happen at the same moment.
class GlimpsedClock final : public Clock {
public:
    GlimpsedClock() { look(); }

    void look() { now_ = machine_.now(); }

    [[nodiscard]] Timestamp now() const override { return now_; }

private:
    SystemClock machine_;
    Timestamp now_;
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
