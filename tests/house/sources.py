"""What the checks of this folder share: which files are ours, and C++ text without its comments."""

import os
import pathlib
import re
import sys

ROOMS = ("journal", "projections", "engine", "replay", "tools", "tests", "bench")
SKIPPED_FOLDERS = {".git", "build", ".cache", "__pycache__", "node_modules", "dist"}
CPP = {".h", ".cpp"}
TEXT = CPP | {".py", ".sh", ".md", ".txt", ".capnp", ".json", ".yaml", ".cmake", ".1", ".jsonl", ""}

_LEXEMES = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<tag>[^()\\ ]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'""",
    re.DOTALL,
)


def files(root, suffixes, folders=None):
    """Every file under root (or under its named folders) with one of the suffixes, in stable order."""
    root = pathlib.Path(root)
    starts = [root] if folders is None else [root / folder for folder in folders]
    found = []
    for start in starts:
        for place, names, leaves in os.walk(start):
            names[:] = sorted(name for name in names if name not in SKIPPED_FOLDERS)
            found += [pathlib.Path(place) / leaf for leaf in sorted(leaves)]
    return [path for path in found if path.suffix in suffixes]


def without_comments(text):
    """C++ text with comments and the insides of literals blanked out; line numbers stay the same."""

    def blank(match):
        lexeme = match.group(0)
        return "".join("\n" if c == "\n" else " " for c in lexeme)

    return _LEXEMES.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def report(check, problems, warnings=()):
    """Prints what was found, worst last, and returns the exit code."""
    for warning in warnings:
        print(f"{warning} (warning)")
    for problem in problems:
        print(problem)
    print(f"{check}: {len(problems)} problem(s), {len(warnings)} warning(s)")
    return 1 if problems else 0


def root_from(arguments):
    return pathlib.Path(arguments[0] if arguments else ".").resolve()


if __name__ == "__main__":
    sys.exit("sources.py is a library; run layers.py, tidy.py or docs.py")
