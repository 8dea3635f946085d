#!/usr/bin/env python3
"""One input, one record: the same root from every build, in every split of the input.

    determinism.py BUILD

BUILD, and each directory in $TALLY_BUILDS (separated by colons), has a `tally`; BUILD has `tally_flow`. A made-up day is applied
by each build, by the first one also in two runs instead of one, and all records must be equal.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

COMMANDS = 20_000


def run(arguments, **options):
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"determinism: {' '.join(map(str, arguments))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def record(tally, key, place, inputs):
    """Makes a record of the input files at `place`; its size and root."""
    run([tally, "init", "--data", place, "--origin", "determinism.example", "--key", key])
    for source in inputs:
        run([tally, "apply", source, "--data", place, "-q", "-o", place.with_suffix(".answers")])
    status = json.loads(run([tally, "status", "--data", place, "-O", "json"]))
    return status["size"], status["root"]


def halves(flow, place):
    """The same input in two files; the cut does not part a linked pair."""
    lines = flow.read_text(encoding="utf-8").splitlines(keepends=True)
    cut = len(lines) // 2
    while '"linked":true' in lines[cut - 1]:
        cut += 1
    parts = [place / "first.jsonl", place / "second.jsonl"]
    parts[0].write_text("".join(lines[:cut]), encoding="utf-8")
    parts[1].write_text("".join(lines[cut:]), encoding="utf-8")
    return parts


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    more = [name for name in os.environ.get("TALLY_BUILDS", "").split(":") if name]
    builds = [pathlib.Path(name).resolve() for name in [arguments[0], *more]]
    with tempfile.TemporaryDirectory(prefix="tally-determinism-") as name:
        place = pathlib.Path(name)
        flow, key = place / "flow.jsonl", place / "key"
        flow.write_text(run([builds[0] / "tally_flow", "--commands", COMMANDS]), encoding="utf-8")
        run([builds[0] / "tally", "init", "--data", place / "made", "--origin", "determinism.example", "--key", key])
        results = {}
        for index, build in enumerate(builds):
            results[str(build)] = record(build / "tally", key, place / f"build{index}", [flow])
        results["in two runs"] = record(builds[0] / "tally", key, place / "split", halves(flow, place))
    for build, (size, root) in results.items():
        print(f"{root}  {size} entries  {build}")
    if len(set(results.values())) != 1 or next(iter(results.values()))[0] <= COMMANDS:
        print("determinism: the records differ")
        return 1
    print(f"determinism: {len(results)} records, one root")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
