"""What a declaration looks like, and what its documentation says, from the lines of its source.

Text in, text out: nothing is parsed, for this is only shown.  A declaration ends where its body
begins: at the colon of Python, at the brace or arrow of the languages with braces.  Where words or
indentation begin one, it ends with its line, or with that of the last bracket that it opens.
"""

from __future__ import annotations

import re

from ..languages.registry import language_of

_MOST_LINES = 40
_MOST_VALUE_LINES = 6
_MOST_CHARACTERS = 4000
_MOST_DOC_CHARACTERS = 20_000

_OPEN, _CLOSE = "([{", ")]}"
_QUOTES = "\"'`"
_COLONS = ("python", None)
"""Languages in which a colon begins a body; a script whose name tells nothing is taken for one."""

_BY_LINES = frozenset(
    (
        *("bash", "elixir", "haskell", "julia", "lua", "markdown", "ocaml", "ocaml_interface"),
        *("r", "ruby", "sql"),
    )
)
"""Languages in which neither a colon nor a brace begins what a declaration holds."""
_BODY_BEGINS = re.compile(r"\s*(?:\bdo|\{)$")
_ANNOUNCED = {
    "haskell": r"\s*(?:[\w']+\s*,\s*)*{}\s*(?:,[^:]*)?::",
    "elixir": r"\s*@spec\s+{}\b",
}
"""What a line begins with that says the types of a name, which stands above its declaration."""
_MOST_ANNOUNCING = 12
"""Lines above a declaration."""
_NAME = re.compile(r"[^\W\d][\w'?!]*")

_TYPE_BEFORE_BRACE = (":", "|", "&", "<", ",", "(", "extends")
"""What stands before a brace that begins a type and not a body."""

_PLAIN = re.compile(r"[^\"'`()\[\]{}:;=<>#/]+")
"""What neither ends a declaration nor decides what does, but by what stands last in it."""
_LAST_WORD = re.compile(r"[^\W_]+\Z")

_LITERAL = re.compile(r"[rRuU]?('''|\"\"\"|'|\")(.*)\1", re.DOTALL)
_COMMENT_START = re.compile(
    r"^\s*(?:/\*+!?|//+[/!]?|#+['!]?|--\[=*\[|--+ ?[|^]?|\(\*+|\{-+ ?[|^]?) ?"
)
_COMMENT_END = re.compile(r"\s*(?:\*+/|\*+\)|-+\}|\]=*\])$")
_COMMENT_STAR = re.compile(r"^\s*\* ?")


def header(lines: list[str], path: str, line: int, column: int) -> str:
    """The declaration of a function or class whose name stands at a line and character column.

    Without decorators, modifiers included, in as many lines as it is written in.
    """
    language = language_of(path)
    if language in _BY_LINES:
        return _in_lines(lines, language, line, column)
    has_colons = language in _COLONS
    end_line, end = _end(lines, line, column, has_colons)
    return _tidy([*lines[line:end_line], lines[end_line][:end]])


def _in_lines(lines: list[str], language: str, line: int, column: int) -> str:
    """The declaration in a language of lines, with what says its types above it."""
    last, depth = line, 0
    while True:
        text, at = lines[last], column if last == line else 0
        while at < len(text):
            if text[at] in "\"'`":
                after = _after_string(text, at)
                at = after if text[after - 1 : after] == text[at] else at + 1
                continue
            if text[at] == "{" and not depth and not text[at + 1 :].strip():
                break
            depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
            at += 1
        if depth <= 0 or last + 1 == len(lines) or last - line == _MOST_LINES:
            break
        last += 1
    told = _tidy(lines[line : last + 1])
    return "\n".join([*_announcing(lines, language, line, column), _BODY_BEGINS.sub("", told)])


def _announcing(lines: list[str], language: str, line: int, column: int) -> list[str]:
    """The lines above a declaration that say its types, as in `speak :: Int -> String`."""
    name = _NAME.match(lines[line], column)
    pattern = _ANNOUNCED.get(language)
    if name is None or pattern is None:
        return []
    announces = re.compile(pattern.format(re.escape(name[0])))
    for first in range(line - 1, max(-1, line - 1 - _MOST_ANNOUNCING), -1):
        if announces.match(lines[first]):
            indent = len(lines[first]) - len(lines[first].lstrip())
            end = first + 1
            while end < line and len(lines[end]) - len(lines[end].lstrip()) > indent:
                end += 1
            return _tidy(lines[first:end]).split("\n")
        if not lines[first].strip():
            break
    return []


def value(lines: list[str], line: int, end_line: int) -> str:
    """The declaration of something without a body, shortened if it has a long value."""
    taken = lines[line : min(end_line, line + _MOST_VALUE_LINES - 1) + 1]
    if len(taken) < end_line - line + 1:
        taken.append("…")
    return _tidy(taken)


def documentation(text: str) -> str:
    """What a string or comment that documents says, without its marks and its indentation."""
    text = text[:_MOST_DOC_CHARACTERS].strip()
    literal = _LITERAL.match(text)
    if literal is not None:
        return _clean(literal[2])
    text = _COMMENT_END.sub("", text)
    lines = [_COMMENT_START.sub("", line) for line in text.splitlines()[:1]]
    lines += [
        _COMMENT_STAR.sub("", line) if _COMMENT_STAR.match(line) else _COMMENT_START.sub("", line)
        for line in text.splitlines()[1:]
    ]
    return _clean("\n".join(lines))


def _clean(text: str) -> str:
    """Text as `inspect.cleandoc` leaves it."""
    lines = text.expandtabs().splitlines() or [""]
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(indents, default=0)
    cleaned = [lines[0].strip(), *(line[margin:].rstrip() for line in lines[1:])]
    return "\n".join(cleaned).strip("\n")


def _tidy(lines: list[str]) -> str:
    """Lines without the indentation of the first and without what trails."""
    first = lines[0]
    indent = len(first) - len(first.lstrip())
    moved = [line[min(indent, len(line) - len(line.lstrip())) :].rstrip() for line in lines]
    text = "\n".join(moved).rstrip().rstrip(";").rstrip()
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"


def _end(lines: list[str], line: int, column: int, has_colons: bool) -> tuple[int, int]:
    """Where a declaration ends: a line, and a character column in it."""
    depth, angles = 0, 0
    before, assigned = "", False
    last = min(len(lines), line + _MOST_LINES)
    while line < last:
        text = lines[line]
        while column < len(text):
            if plain := _PLAIN.match(text, column):
                column = plain.end()
                passed = before + "".join(plain[0].split())
                word = _LAST_WORD.search(passed)
                before = word[0] if word else passed[-1:]
                continue
            character = text[column]
            if character in _QUOTES:
                column = _after_string(text, column)
                before = character
                continue
            if _is_comment(text, column, has_colons):
                break
            pair = text[column : column + 2]
            if character in _OPEN:
                is_body = character == "{" and not has_colons and not depth
                if is_body and not before.endswith(_TYPE_BEFORE_BRACE) and not angles:
                    return line, column
                depth += 1
            elif character in _CLOSE:
                depth -= 1
                if depth < 0:
                    return line, column
            elif not depth and has_colons and character == ":":
                return line, column
            elif not has_colons and not depth:
                if character == ";" or (pair == "=>" and assigned and not angles):
                    return line, column
                if pair == "=>":
                    column += 1
                elif character == "<":
                    angles += 1
                elif character == ">":
                    angles = max(0, angles - 1)
                elif character == "=" and not angles and pair not in ("==",):
                    if text[column + 1 :].lstrip().startswith("{"):
                        return line, column
                    assigned = True
            if not character.isspace():
                is_word = before[-1:].isalnum() and character.isalnum()
                before = before + character if is_word else character
            column += 1
        line, column = line + 1, 0
    return last - 1, len(lines[last - 1])


def _after_string(text: str, column: int) -> int:
    """The column after a string that begins here; the end of the line if it ends on no line."""
    quote = text[column]
    if text.startswith(quote * 3, column):
        end = text.find(quote * 3, column + 3)
        return len(text) if end < 0 else end + 3
    column += 1
    while column < len(text) and text[column] != quote:
        column += 2 if text[column] == "\\" else 1
    return min(column + 1, len(text))


def _is_comment(text: str, column: int, has_colons: bool) -> bool:
    return text[column] == "#" if has_colons else text.startswith(("//", "/*"), column)
