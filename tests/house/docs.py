#!/usr/bin/env python3
"""Runs the commands that the documents show, and compares what they print.

    docs.py [--update] ROOT PROGRAM [DOCUMENT...]

In README.md and docs/**/*.md a block fenced as ```console is run, in order, in one shell and one fresh
directory for each document, with PROGRAM on the PATH and its folder in $TALLY_BUILD. "$ " begins a
command, "> " continues it, the rest is what it prints; "..." stands for any text within a line and, on
a line of its own, for any lines. A block fenced as ```console norun is only shown. Relative links must
lead somewhere. --update writes the real output into the blocks, where it differs.
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

import sources

FENCE = re.compile(r"^```console[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
MARK = "\x1e"
PATIENCE = 300  # seconds, for all commands of a document
PROLOGUE = f"mark() {{ local status=$?; printf '{MARK}'; return $status; }}\n"


class Step:
    """One command of a block, what it should print, and on which lines that stands."""

    def __init__(self, command, line):
        self.command = command
        self.line = line
        self.expected = []

    def pattern(self):
        parts = []
        for line in self.expected:
            if line == "...":
                parts.append(r"(?:.*\n)*?")
            else:
                parts.append(".*?".join(re.escape(piece) for piece in line.split("...")) + "\n")
        return re.compile("".join(parts))


def steps_of(text):
    steps = []
    for block in FENCE.finditer(text):
        line = sources.line_of(text, block.start(1))
        for offset, row in enumerate(block.group(1).splitlines()):
            if row.startswith("$ "):
                steps.append(Step(row[2:], line + offset))
            elif row.startswith("> ") and steps and not steps[-1].expected:
                steps[-1].command += "\n" + row[2:]
            elif steps:
                steps[-1].expected.append(row)
    return steps


def run(steps, root, program):
    """What each step printed, standard error included."""
    script = PROLOGUE + "".join(f"{step.command}\nmark\n" for step in steps)
    environment = {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "TALLY_BUILD": str(program.parent),
        "TALLY_SOURCE": str(root),
    }
    with tempfile.TemporaryDirectory(prefix="tally-docs-") as place:
        shell = subprocess.Popen(
            ["bash", "-c", script], cwd=place, env=environment, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )
        try:
            output, _ = shell.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(shell.pid, signal.SIGKILL)  # the shell, and the servers that it has started
            output, _ = shell.communicate()
            output += f"\nstopped, as it was not done after {PATIENCE} s"
    outputs = output.split(MARK)
    return outputs + [""] * (len(steps) - len(outputs))


def with_newline(text):
    return text if not text or text.endswith("\n") else text + "\n"


def compare(document, steps, outputs):
    problems = []
    for step, output in zip(steps, outputs):
        if not step.pattern().fullmatch(with_newline(output)):
            shown = "".join(f"  | {row}\n" for row in step.expected)
            got = "".join(f"  > {row}\n" for row in output.splitlines())
            problems.append(f"{document}:{step.line}: $ {step.command}\n the document shows:\n{shown} it prints:\n{got}")
    return problems


def update(path, steps, outputs):
    rows = path.read_text(encoding="utf-8").splitlines()
    for step, output in reversed(list(zip(steps, outputs))):
        if step.pattern().fullmatch(with_newline(output)):
            continue
        start = step.line + step.command.count("\n")
        rows[start : start + len(step.expected)] = output.splitlines()
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def broken_links(root, path, text):
    for match in LINK.finditer(text):
        if not (path.parent / match.group(1)).exists():
            yield f"{path.relative_to(root)}:{sources.line_of(text, match.start())}: no such file: {match.group(1)}"


def documents(root):
    return [root / "README.md"] + sources.files(root, {".md"}, ["docs"])


def check(root, program, path, rewrite):
    text = path.read_text(encoding="utf-8")
    problems = list(broken_links(root, path, text))
    steps = steps_of(text)
    if not steps:
        return problems
    outputs = run(steps, root, program)
    if rewrite:
        update(path, steps, outputs)
        return problems
    return problems + compare(path.relative_to(root), steps, outputs)


def main(arguments):
    rewrite = "--update" in arguments
    arguments = [argument for argument in arguments if argument != "--update"]
    if len(arguments) < 2:
        sys.exit(__doc__)
    root, program = sources.root_from(arguments), pathlib.Path(arguments[1]).resolve()
    chosen = [pathlib.Path(name).resolve() for name in arguments[2:]] or documents(root)
    problems = []
    for path in chosen:
        if path.exists():
            problems += check(root, program, path, rewrite)
    return sources.report("docs", problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
