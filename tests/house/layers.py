#!/usr/bin/env python3
"""The include table of docs/architecture.md, checked on #include lines and on object files.

    layers.py ROOT [BUILD]

BUILD is a build directory made without link-time optimisation; with it, the objects of projections
and of the deciders are scanned for calls that would make them depend on anything but the record.
"""

import pathlib
import re
import subprocess
import sys

import sources

VOCABULARY = ("journal/vocabulary/", "journal/entries/", "journal/entry.h")
# Standard headers that bring in stores, clocks, threads, randomness, locale or logging.
IMPURE = {
    "atomic", "barrier", "chrono", "clocale", "condition_variable", "csignal", "ctime", "filesystem",
    "fstream", "future", "iostream", "latch", "locale", "mutex", "random", "semaphore",
    "shared_mutex", "stop_token", "syncstream", "thread",
}
SOCKETS = ("sys/socket.h", "netinet/", "arpa/", "boost/asio", "boost/beast")
CLOCKS = ("ctime", "time.h", "sys/time.h")  # <chrono> is for its calendar; tidy forbids its clocks
CONTAINERS = ("boost/container/", "boost/unordered/")  # data structures, nothing else
JOURNAL_LIBRARIES = ("boost/", "capnp/", "kj/", "rocksdb/", "openssl/", "secp256k1")

# Layer: (our folders it may include, libraries it may include, headers it must never see).
RULES = {
    "journal": (("journal/",), JOURNAL_LIBRARIES, SOCKETS),
    "projections": (VOCABULARY + ("projections/",), CONTAINERS, IMPURE),
    "engine": (VOCABULARY + ("projections/", "engine/"), CONTAINERS, IMPURE),
    "engine/sequencer": (("journal/", "projections/", "engine/"), JOURNAL_LIBRARIES, SOCKETS),
    "replay": (("journal/", "projections/", "engine/", "replay/"), JOURNAL_LIBRARIES, SOCKETS + CLOCKS),
}
POSIX = ("unistd.h", "fcntl.h", "sys/", "signal.h")  # for the rooms that touch the machine
MACHINE_ROOMS = ("journal", "engine/sequencer", "replay")

FORBIDDEN_CALLS = re.compile(
    r"^(clock_gettime|gettimeofday|time|clock|open|openat|open64|fopen|fopen64|read|write|getenv|secure_getenv"
    r"|rand|srand|random|getrandom|pthread_create|pthread_mutex_lock|socket|connect|setlocale|nanosleep"
    r"|_ZNSt6chrono.*|_ZNSt6thread.*|_ZNSt13random_device.*|_ZSt4cout|_ZSt4cerr)(@.*)?$"
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"]', re.MULTILINE)


def layer_of(path):
    name = path.as_posix()
    if name.startswith("engine/sequencer/"):
        return "engine/sequencer"
    return name.split("/")[0]


def problem_with(layer, quoted, header):
    """Why a file of this layer must not include this header; None if it may."""
    ours, libraries, never = RULES[layer]
    if quoted:
        if layer == "engine" and header.startswith("engine/sequencer/"):
            return "deciders must not see the sequencer"
        if layer == "journal" and header.endswith(".capnp.h"):
            return None
        return None if header.startswith(ours) else f"{layer} may include only {', '.join(ours)}"
    if any(header == name or (name[-1] != "h" and header.startswith(name)) for name in never):
        return f"{layer} must never see <{header}>"
    standard = "/" not in header and "." not in header
    if standard or header.startswith(libraries):
        return None
    if layer in MACHINE_ROOMS and header.startswith(POSIX):
        return None
    return f"{layer} may not include the library <{header}>"


def check_includes(root):
    problems = []
    for path in sources.files(root, sources.CPP, ["journal", "projections", "engine", "replay"]):
        relative = path.relative_to(root)
        text = path.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            why = problem_with(layer_of(relative), match.group(1) == '"', match.group(2))
            if why:
                line = sources.line_of(text, match.start(2))
                problems.append(f"{relative}:{line}: #include of {match.group(2)}: {why}")
    return problems


def pure_objects(build):
    objects = sorted((build / "projections").rglob("*.o")) + sorted((build / "engine").rglob("*.o"))
    return [path for path in objects if "tally_engine.dir" not in path.parts]  # the sequencer's


def check_objects(build):
    objects = pure_objects(build)
    if not objects:
        return [f"{build}: no objects of projections and engine; build them first"]
    problems = []
    for path in objects:
        listing = subprocess.run(["nm", "-u", str(path)], capture_output=True, text=True, check=True)
        for line in listing.stdout.splitlines():
            symbol = line.split()[-1]
            if FORBIDDEN_CALLS.match(symbol):
                problems.append(f"{path.relative_to(build)}: calls {symbol}; it may depend on the record only")
    return problems


def main(arguments):
    root = sources.root_from(arguments)
    problems = check_includes(root)
    if len(arguments) > 1:
        problems += check_objects(pathlib.Path(arguments[1]).resolve())
    return sources.report("layers", problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
