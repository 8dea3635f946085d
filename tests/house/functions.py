"""Where the functions of a C++ file begin and end, well enough to measure them."""

import re

_BRACES = re.compile(r"[{};]")
_CONTAINER = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")
_PARAMETERS = re.compile(r"([~\w:]+(?:\s*operator\s*\S+)?)\s*\(")
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)


def _blank_directives(code):
    return _DIRECTIVE.sub(lambda match: "\n" * match.group(0).count("\n"), code)


def _kind_of(head, inside_container):
    """What a brace opens, judged by the text since the last brace or semicolon."""
    if not inside_container:
        return "block"
    if _CONTAINER.search(head.split("(")[0]):
        return "container"
    if "(" in head and not head.rstrip().endswith("="):
        return "function"
    # The rest of a constructor whose initialisers are in braces: ", b_" or nothing before the body.
    return "continued" if not head.strip() or head.lstrip().startswith(",") else "block"


def spans(code):
    """(name, first line, last line) of each function in code that has no comments and literals."""
    code = _blank_directives(code)
    stack, found, start, line, name, first = [], [], 0, 1, "", 1
    for match in _BRACES.finditer(code):
        head = code[start : match.start()]
        head_line = line + head[: len(head) - len(head.lstrip())].count("\n")
        line += head.count("\n")
        start = match.end()
        if match.group() == "{":
            kind = _kind_of(head, all(entry == "container" for entry in stack))
            if kind == "function":
                parameters = _PARAMETERS.search(head)
                name, first = (parameters.group(1) if parameters else "?"), head_line
            stack.append(kind)
        elif match.group() == "}" and stack:
            if stack.pop() in ("function", "continued") and all(entry == "container" for entry in stack):
                found = [span for span in found if span[1] != first] + [(name, first, line)]
    return found
