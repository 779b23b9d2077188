"""Definitions as a query or a pattern finds them in a text: extents, names and kinds.

What the words of a query mean is told in `outline` beside this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ...facts import Kind

KINDS = {
    "module": Kind.NAMESPACE,
    "class": Kind.CLASS,
    "interface": Kind.INTERFACE,
    "enum": Kind.ENUM,
    "member": Kind.ENUM_MEMBER,
    "type": Kind.TYPE_ALIAS,
    "function": Kind.FUNCTION,
    "constructor": Kind.CONSTRUCTOR,
    "property": Kind.PROPERTY,
    "field": Kind.FIELD,
    "constant": Kind.CONSTANT,
    "variable": Kind.VARIABLE,
    "heading": Kind.SECTION,
    "extension": Kind.CLASS,
    "test": Kind.FUNCTION,
    "suite": Kind.NAMESPACE,
}
TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM))
TESTS = frozenset(("test", "suite"))
_LONGEST = 200
"""Bytes of a name; what is longer, such as a heading, is cut at a word."""
_CONTROL = re.compile(rb"[\0-\x1f\x7f]")
_KEY = re.compile(rb"[\w\x80-\xff]+[?!]?:")
_OUTER = "outer_"
_REST = re.compile(r"rest_(\d)_")
_BLANK = b" \t\r\n"
_QUOTES = b"'\"`"
_CLOSING = re.compile(rb"[ \t]+#+$")
"""What ends a heading that is marked on either side."""


@dataclass(slots=True)
class Found:
    """A definition: its extent, and where its name is, in bytes."""

    start: int
    end: int
    at: int
    name: bytes
    kind: int
    owner: bytes = b""
    level: int = 0
    """Of what holds what follows: it ends where one begins that is no deeper.  0: not such."""
    is_test: bool = False
    """Whether what it is called is said in words, so that no use of a name can mean it."""
    extends: bool = False
    """Whether it adds to a type that is defined elsewhere, perhaps in the same text."""


def order(found: Found) -> tuple[int, int, int]:
    return found.start, -found.end, found.at


def end_at_the_next(found: list[Found], end: int) -> None:
    """Let what holds the rest of a text end where the next such begins, or at the end."""
    following: list[Found] = []
    for each in reversed(found):
        if each.level:
            while following and following[-1].level > each.level:
                following.pop()
            each.end = following[-1].start if following else end
            following.append(each)


def in_lines(source: bytes, lines: re.Pattern[bytes]) -> Iterator[Found]:
    """The definitions that a pattern finds in a text."""
    for match in lines.finditer(source):
        for word, name in match.groupdict().items():
            if name and word in KINDS:
                start, at = match.start(), match.start(word)
                start += len(match[0]) - len(match[0].lstrip())
                yield Found(start, match.end(), at, name[:_LONGEST], KINDS[word])


def definitions(
    source: bytes, captures: dict[str, list[Node]], comments: tuple[bytes, ...]
) -> Iterator[Found]:
    """The definitions of one match of a query; `comments` begin lines that are none of them."""
    names = captures["name"]
    owners = captures.get("owner")
    owner = source[owners[0].start_byte : owners[0].end_byte] if owners else b""
    bodies = captures.get("body")
    for word, nodes in captures.items():
        rest = _REST.match(word)
        word = word[rest.end() :] if rest else word
        kind = KINDS.get(word.removeprefix(_OUTER))
        whole = nodes[0]
        if kind is None or (word.startswith(_OUTER) and not _is_outer(source, whole.start_byte)):
            continue
        for node in names:
            start, end = node.start_byte, node.end_byte
            text = source[start:end]
            # A line end or the like ends a name.
            text = _CONTROL.split(text, maxsplit=1)[0].rstrip()
            inner = text[1:-1] if word in TESTS and _is_quoted(text) else _unquoted(text)
            if (
                word not in TESTS
                and inner[:1] == b":"
                and (inner[1:2].isalpha() or inner[1:2] == b"_")
            ):
                inner = _unquoted(inner[1:])
            start += text.find(inner)
            text = inner
            if len(text) > _LONGEST:
                text = text[:_LONGEST].decode("utf-8", "ignore").encode()
            if text[-1:] == b":" and _KEY.fullmatch(text):
                text = text[:-1]
            if text:
                # What closes the blocks of a broken text may stand past its end.
                end = min(bodies[0].end_byte if bodies else whole.end_byte, len(source))
                while end > start and source[end - 1] in _BLANK:
                    # Where indentation tells, blocks reach up to what comes next.
                    end -= 1
                level = int(rest[1]) if rest else 0
                first = _without_comments(source, whole.start_byte, start, comments)
                yield Found(
                    *(first, end, start, text, kind, owner, level),
                    is_test=word in TESTS,
                    extends=word == "extension",
                )


def _without_comments(source: bytes, start: int, at: int, comments: tuple[bytes, ...]) -> int:
    """Where that begins which has its name at a byte, after the comments that its node holds."""
    while comments and source.startswith(comments, start):
        line = source.find(b"\n", start, at) + 1
        if not line:
            break
        start = line + len(source[line:at]) - len(source[line:at].lstrip())
    return start


def settle_extensions(found: list[Found]) -> None:
    """Make what adds to a type of the same text what that is."""
    kinds = {each.name: each.kind for each in found if not each.extends}
    for each in found:
        if each.extends and kinds.get(each.name) in TYPES:
            each.kind = kinds[each.name]


def _is_quoted(text: bytes) -> bool:
    return len(text) > 2 and text[:1] in (b"'", b'"') and text[:1] == text[-1:]


def _unquoted(text: bytes) -> bytes:
    """A name without what quotes it: not the mark that a name may end with, nor those of a heading
    that has several words in quotes."""
    text = _CLOSING.sub(b"", text.strip(b" \t"))
    quote = text[:1]
    if not quote or quote not in _QUOTES:
        return text
    inner = text[1:]
    if quote not in inner:
        # What a broken text does not close.
        return inner.strip(b" \t")
    return inner[:-1].strip(b" \t") if inner.index(quote) == len(inner) - 1 else text


def _is_outer(source: bytes, start: int) -> bool:
    return start == 0 or source[start - 1 : start] in (b"\n", b"\r")
