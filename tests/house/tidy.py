#!/usr/bin/env python3
"""House rules that a compiler does not know: banned words, lengths, names at the top.

    tidy.py ROOT
"""

import ast
import re
import sys

import functions
import sources

TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "docs", "journal", "projections", "engine",
    "replay", "tools", "tests", "bench", "build",
}
FILE_WARN = 400
FUNCTION_WARN = 50
FUNCTION_FAIL = 70

# Put together from halves so that this file does not fail its own check.
ANYWHERE = [
    (re.compile(r"\b(" + "TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b"), "unfinished work: do it or leave it out"),
    (re.compile(r"(?<![\w.])/(work|ro" + r"ot|ho" + r"me|Users)/\w"), "a path of one machine"),
    (re.compile(r"[ \t]+$", re.MULTILINE), "blanks at the end of a line"),
]
IN_CPP = [
    (re.compile(r"\t"), "a tab"),
    (re.compile(r"\bassert\s*\("), "assert is off in release: use TALLY_CHECK"),
    (re.compile(r"\bDISABLED_\w"), "a disabled test: mend or remove it"),
    (re.compile(r"\bstd::(uniform_\w+_distribution|shuffle)\b"), "its results vary by library"),
    (re.compile(r"\busing\s+namespace\s+std\b"), "name what you use"),
]
IN_PURE = [
    (re.compile(r"\b(float|double)\b"), "no floating point here"),
    (re.compile(r"\b(rand|srand|getenv|time|clock)\s*\("), "depends on more than the record"),
    (re.compile(r"\b(system_clock|steady_clock|random_device|mt19937(_64)?)\b"), "depends on more than the record"),
    (re.compile(r"\b(thread_local|volatile)\b"), "no threads here"),
    (re.compile(r"\bstd::(thread|mutex|hash|cout|cerr|locale)\b"), "no threads, std::hash, streams or locale here"),
]
IN_REPLAY = [(re.compile(r"\b(system_clock|steady_clock|high_resolution_clock)\b"), "no wall clock in a replay")]
HASH_TABLE = re.compile(r"\bunordered_(?:flat_|node_)?(?:multi)?(?:map|set)\s*<[^;{}]*>\s*(\w+)\s*[;{=]")


def is_pure(relative):
    name = relative.as_posix()
    return name.startswith(("projections/", "engine/")) and not name.startswith("engine/sequencer/")


def words(relative, text, rules):
    for pattern, why in rules:
        for match in pattern.finditer(text):
            line = sources.line_of(text, match.start())
            yield f"{relative}:{line}: {match.group(0).strip() or 'blank'}: {why}"


def hash_iteration(relative, text, names):
    for name in sorted(names):
        loop = re.compile(rf"\bfor\s*\([^;)]*:\s*[\w.>-]*\b{name}\s*\)|\b{name}\s*\.\s*c?begin\s*\(")
        for match in loop.finditer(text):
            line = sources.line_of(text, match.start())
            yield f"{relative}:{line}: iterates the hash table {name}: its order is not a function of the record"


def includes(relative, text, root):
    """A source includes its own header first, so that every header is seen to compile alone."""
    if relative.suffix == ".h":
        if "#pragma once" not in text:
            yield f"{relative}:1: no #pragma once"
        return
    own = relative.with_suffix(".h").as_posix()
    first = re.search(r'#\s*include\s+[<"]([^>"]+)', text)
    if (root / own).exists() and (first is None or first.group(1) != own):
        yield f'{relative}:1: its first include must be its own header, "{own}"'


def lengths(relative, text, spans):
    problems, warnings = [], []
    if text.count("\n") > FILE_WARN:
        warnings.append(f"{relative}: {text.count(chr(10))} lines; split it (warned above {FILE_WARN})")
    for name, first, last in spans:
        size = last - first + 1
        if size >= FUNCTION_FAIL:
            problems.append(f"{relative}:{first}: {name} has {size} lines (fails at {FUNCTION_FAIL})")
        elif size >= FUNCTION_WARN:
            warnings.append(f"{relative}:{first}: {name} has {size} lines (warned at {FUNCTION_WARN})")
    return problems, warnings


def python_spans(text):
    tree = ast.parse(text)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(node.name, node.lineno, node.end_lineno) for node in ast.walk(tree) if isinstance(node, kinds)]


def check_cpp(root, relative, text):
    code = sources.without_comments(text)
    problems = list(words(relative, code, IN_CPP))
    problems += includes(relative, text, root)
    if relative.parts[0] == "replay":
        problems += words(relative, code, IN_REPLAY)
    if is_pure(relative):
        problems += words(relative, code, IN_PURE)
        header = root / relative.with_suffix(".h")
        beside = sources.without_comments(header.read_text(encoding="utf-8")) if header.exists() else ""
        names = set(HASH_TABLE.findall(code)) | set(HASH_TABLE.findall(beside))
        problems += hash_iteration(relative, code, names)
    return problems


def check_file(root, path):
    relative = path.relative_to(root)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return [], []  # not text: golden bytes, fuzz corpora
    problems = list(words(relative, text, ANYWHERE))
    spans = []
    if path.suffix in sources.CPP:
        problems += check_cpp(root, relative, text)
        spans = functions.spans(sources.without_comments(text))
    elif path.suffix == ".py":
        spans = python_spans(text)
    more, warnings = lengths(relative, text, spans)
    return problems + more, warnings


def check_top_level(root):
    names = sorted(entry.name for entry in root.iterdir() if not entry.name.startswith("."))
    return [f"{name}: not one of the names at the top" for name in names if name not in TOP_LEVEL]


def main(arguments):
    root = sources.root_from(arguments)
    problems, warnings = check_top_level(root), []
    for path in sources.files(root, sources.TEXT):
        found, warned = check_file(root, path)
        problems += found
        warnings += warned
    return sources.report("tidy", problems, warnings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
