#!/usr/bin/env python3
"""Checks that every C++ file is laid out as .clang-format says. `format.py ROOT --fix` lays it out.

Names the files and the first line that differs; needs clang-format-19, because versions differ.
"""

import shutil
import subprocess
import sys

import sources

TOOL = "clang-format-19"


def main(arguments):
    root = sources.root_from(arguments)
    if shutil.which(TOOL) is None:
        sys.exit(f"format: {TOOL} is not installed; run tools/setup")
    paths = [str(path) for path in sources.files(root, sources.CPP, sources.ROOMS)]
    if not paths:
        return sources.report("format", [])
    mode = ["-i"] if "--fix" in arguments else ["--dry-run", "--Werror", "--ferror-limit=1"]
    done = subprocess.run([TOOL, *mode, *paths], cwd=root, capture_output=True, text=True, check=False)
    problems = [line for line in done.stderr.splitlines() if "error:" in line]
    return sources.report("format", problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
