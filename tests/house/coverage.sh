#!/usr/bin/env bash
# Line coverage of the four rooms that must be right, by all tests: prints it, fails below 90 %.
#     coverage.sh ROOT BUILD        (BUILD made with the preset `coverage`)
set -euo pipefail
root=$1 build=$2
find "$build" -name '*.gcda' -delete
ctest --test-dir "$build" --output-on-failure -j "$(nproc)" -LE house
cd "$build"
gcovr --root "$root" --object-directory "$build" -j "$(nproc)" \
    --filter "$root/journal/" --filter "$root/projections/" --filter "$root/engine/" --filter "$root/replay/" \
    --exclude-throw-branches --exclude-unreachable-branches --fail-under-line 90 --sort-percentage
