"""How many arguments a call gives and which of several signatures take them, by their text.

For languages whose signatures are types alone, so that only a compiler knows all of it: what the
number of arguments and their plainest kinds do not exclude may be meant.  Text in, text out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOKEN = re.compile(
    r"=>|//[^\n]*|/\*.*?\*/|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\$]|\\.)*`|"
    r"[()\[\]{}<>,/`]|\.\.\.",
    re.DOTALL,
)
_BEFORE = re.compile(r"\s*(?:\?\.|!)?\s*")
_OPTIONAL = re.compile(r"(?:(?:public|private|protected|readonly|override)\s+)*[\w$]+\s*(\??)\s*:?")
_PLAIN_TYPES = frozenset(("string", "number", "boolean", "bigint", "symbol"))
_MOST = 200
"""Lines that a call, or a signature, is looked at for."""


def given(text: str) -> list[str] | None:
    """The arguments of a call, from the text behind the name that is called; None if they cannot
    be told."""
    at = _after_types(text)
    return None if at < 0 else _parts(text, at, False)


def taking(signatures: Sequence[str], arguments: Sequence[str] | None) -> list[int]:
    """Which of the signatures, each as the text behind its name, can take these arguments; None:
    those of which nothing is known."""
    found: list[int] = []
    for number, text in enumerate(signatures):
        at = _after_types(text)
        if at < 0 and _has_members(text):
            continue
        parameters = None if at < 0 or arguments is None else _parts(text, at, True)
        if parameters is None or arguments is None or _takes(parameters, arguments):
            found.append(number)
    return found


def lines_behind(lines: Sequence[str], line: int, column: int, length: int) -> str:
    """The text behind a name that stands at a line and UTF-8 byte column, with its length."""
    if line >= len(lines):
        return ""
    rest = lines[line].encode()[column + length :].decode("utf-8", "replace")
    return "\n".join([rest, *lines[line + 1 : line + _MOST]])


def _has_members(text: str) -> bool:
    """Whether what bears a name begins with its members behind it, as a namespace of the name of a
    function does: nobody calls that."""
    return text.lstrip().startswith("{")


def _after_types(text: str) -> int:
    """Where the parenthesis opens, behind type arguments or parameters; -1: nowhere."""
    start = _BEFORE.match(text)
    at = 0 if start is None else start.end()
    if text.startswith("<", at):
        depth = 0
        for found in _TOKEN.finditer(text, at):
            depth += (found[0] in "<([{") - (found[0] in ">)]}")
            if not depth:
                at = found.end()
                break
    start = _BEFORE.match(text, at)
    at = at if start is None else start.end()
    return at if text.startswith("(", at) else -1


def _parts(text: str, at: int, in_types: bool) -> list[str] | None:
    """What stands between commas and parentheses, from the one that opens at `at`."""
    depth = 0
    begin = at + 1
    parts: list[str] = []
    for found in _TOKEN.finditer(text, at):
        mark = found[0]
        if mark in "([{" or (in_types and mark == "<"):
            depth += 1
        elif mark in ")]}" or (in_types and mark == ">"):
            depth -= 1
            if not depth:
                last = text[begin : found.start()]
                return [*parts, last] if last.strip() else parts
        elif mark == "," and depth == 1:
            parts.append(text[begin : found.start()])
            begin = found.end()
        elif not in_types and (mark in "</`" or (mark == "..." and depth == 1)):
            # A comparison, an element, a pattern, or who knows how many arguments.
            return None
    return None


def _takes(parameters: Sequence[str], arguments: Sequence[str]) -> bool:
    least = most = 0
    for each in parameters:
        spelled = each.strip()
        if re.match(r"this\s*:", spelled):
            continue
        if spelled.startswith("..."):
            return len(arguments) >= least
        named = _OPTIONAL.match(spelled)
        kind = "" if named is None else spelled[named.end() :].strip()
        if most < len(arguments) and kind and _excludes(kind, arguments[most].strip()):
            return False
        most += 1
        if (named is None or not named[1]) and "=" not in spelled.replace("=>", ""):
            least = most
    return least <= len(arguments) <= most


def _excludes(kind: str, argument: str) -> bool:
    """Whether an argument is written so that it cannot be of a type that is written so."""
    first = argument[:1]
    if kind in _PLAIN_TYPES:
        if first in ("{", "[") or re.match(r"(?:async\s*)?(?:\([^()]*\)|[\w$]+)\s*=>", argument):
            return True
        return first in ("'", '"', "`") and kind != "string"
    return kind.startswith("{") and first in ("'", '"', "`")
