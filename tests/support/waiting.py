"""Waiting for what another process does."""

import time

LONG = 60.0  # seconds: more than any of it takes, on a machine that is busy


def wait_for(condition, what, within=LONG):
    """What the condition says once it says something true."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {within:.0f} s")
