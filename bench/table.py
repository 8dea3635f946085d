#!/usr/bin/env python3
"""Runs every benchmark of a build and prints one table, with the project's bars beside the figures.

    table.py BUILD [--filter REGEX] [--min-time SECONDS]

BUILD is a release build. Exit code 1 if a benchmark failed (one that checks its answers and found
them wrong, too). A figure below its bar is marked and is no failure: machines and their loads differ.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

BARS = pathlib.Path(__file__).with_name("bars.json")
SCALES = [("G", 1e9), ("M", 1e6), ("k", 1e3), ("", 1.0)]
NOISE = {"iterations", "real_time", "cpu_time", "threads", "repetitions", "repetition_index",
         "family_index", "per_family_instance_index", "items_per_second", "bytes_per_second", "operations"}


def short(value):
    for suffix, scale in SCALES:
        if abs(value) >= scale:
            return f"{value / scale:.3g} {suffix}".strip()
    return f"{value:.3g}"


def run(program, options):
    command = [str(program), "--benchmark_format=json", f"--benchmark_min_time={options.min_time}"]
    if options.filter:
        command.append(f"--benchmark_filter={options.filter}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    start = done.stdout.find("{")
    if done.returncode == 0 and start < 0:
        return done.stdout  # measures in its own way, as append_bench does, and prints its own table
    if done.returncode != 0:
        print(f"{program.name}: failed with exit code {done.returncode}\n{done.stderr[-2000:]}")
        return None
    return json.loads(done.stdout[start:])["benchmarks"]


def figures(result):
    """What a benchmark says of itself: a rate or a time, and its own counters."""
    rate = result.get("items_per_second") or result.get("operations")
    speed = f"{short(rate)}/s" if rate else f"{result['real_time']:.3g} {result['time_unit']}"
    counters = {name: value for name, value in result.items() if name not in NOISE and isinstance(value, float)}
    return speed, ", ".join(f"{name} {short(value)}" for name, value in sorted(counters.items()))


def bar_of(result, bars):
    """The bar's text and whether it is met; two empty strings where there is none."""
    for bar in bars:
        if re.search(bar["benchmark"], result["name"]):
            value = result.get(bar["figure"])
            if value is None:
                continue
            met = value >= bar["at_least"] if "at_least" in bar else value <= bar["at_most"]
            limit = f">= {short(bar['at_least'])}" if "at_least" in bar else f"<= {short(bar['at_most'])}"
            return f"{bar['figure'].replace('items_per_second', 'rate')} {limit}", "yes" if met else "NO"
    return "", ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--filter", default="")
    parser.add_argument("--min-time", default="1")
    options = parser.parse_args()
    programs = sorted(path for path in options.build.rglob("*_bench") if path.is_file())
    if not programs:
        sys.exit(f"no benchmarks in {options.build}: configure with --preset release and build the target bench")
    bars = json.loads(BARS.read_text(encoding="utf-8"))
    rows, failed, own_tables = [("benchmark", "figure", "bar", "met", "counters")], False, []
    for program in programs:
        results = run(program, options)
        if isinstance(results, str):
            own_tables.append(f"\n{program.name}\n{results}")
            continue
        failed = failed or results is None or any(result.get("error_occurred") for result in results)
        for result in results or []:
            speed, counters = figures(result)
            if result.get("error_occurred"):
                speed, counters = "FAILED", result["error_message"]
            rows.append((result["name"], speed, *bar_of(result, bars), counters))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join([row[0].ljust(widths[0]), *(row[i].rjust(widths[i]) for i in (1, 2, 3)), row[4]]).rstrip())
    print("".join(own_tables), end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
