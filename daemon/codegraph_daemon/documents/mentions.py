"""What a document spells as code: names in code spans, in headings, in directives that describe
them, in examples, and links to files.

Belongs here: finding that in one text. Stays out: what it means (`naming`). A word of plain prose
is no mention, however it is called: only marks, parentheses, or how it is written make it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..facts import Facts, Kind, as_module
from ..languages.registry import language_of
from .naming import last_name


@as_module
class How:
    """How a text names something; the higher, the more it is about it."""

    EXAMPLE = 1
    """It is used in code that is shown, or followed by parentheses."""
    FILE = 2
    """A path or a link that leads to a file."""
    SPAN = 3
    """It is marked as code."""
    HEADING = 4
    """A heading is about it."""
    DESCRIBED = 5
    """A directive says that what follows describes it."""

    SET_FILE = 11
    """What is set leads to a file."""
    SET_NAME = 12
    """What is set names it."""
    SET_VARIABLE = 13
    """A variable of the environment is used or set in what is set."""
    KEY = 14
    """It is the key of what is set."""


FILES: Final = frozenset((How.FILE, How.SET_FILE))


class Spelled(NamedTuple):
    """A name or a path that stands in a text, and how."""

    start: int
    """Where the last name begins of what is dotted, in bytes."""
    text: bytes
    """With what it lies in, as far as that is said."""
    how: int

    @property
    def length(self) -> int:
        """Bytes of what begins there."""
        return len(self.text if self.how in FILES else last_name(self.text))


LONGEST: Final = 200
"""Bytes of what is spelled."""

_NAME: Final = rb"[A-Za-z_$][\w$]*"
_DOTTED: Final = rb"%b(?:(?:\.|::|\#|->)%b)*" % (_NAME, _NAME)
_SPAN: Final = re.compile(rb"(?<![`\\])(`{1,2})(?!`)([^`\n]{1,%d})\1(?!`)" % LONGEST)
_TARGET: Final = re.compile(rb"[^<>]*<([^<>]+)>\Z")
"""The content of a role of reStructuredText that has a title."""
_WHOLE: Final = re.compile(
    rb"[~!@&*]?(?:(?:async|await|new|def|class|func|fn|function)[ ]+)*(%b)[?!]?"
    rb"(?:\(.*\)|<[^>]*>)?[;:]?\Z" % _DOTTED
)
"""A name alone, perhaps as it is called."""
_PATH: Final = re.compile(rb"(?:[\w@.+-]+/)*[\w@+-]+(?:\.[\w+-]+)+")
_CALLED: Final = re.compile(rb"(?<![\w$.`/:#>-])(%b)\(" % _DOTTED)
_FENCE: Final = re.compile(
    rb"^[ \t>]*(`{3,}|~{3,})[^`\n]*\n(.*?)(?:^[ \t>]*\1|\Z)", re.DOTALL | re.MULTILINE
)
_IN_CODE: Final = re.compile(rb"(?<![\w$.\"'/-])%b" % _DOTTED)
_IMPORT: Final = re.compile(rb"^[ \t>]*(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+[^\n]+", re.MULTILINE)
_LINK: Final = re.compile(
    rb"\]\(<?([^)\s>]{1,300})>?(?:[ \t][^)\n]{0,200})?\)|^[ \t]*\[[^\]\n]+\]:[ \t]*(\S+)"
    rb"|^[ \t]*\.\. (?:literal)?include::[ \t]*(\S+)|\b(?:include|link|xref)::?([^\[\s]{1,300})\[",
    re.MULTILINE,
)
_DIRECTIVE: Final = re.compile(
    rb"^([ \t]*)(?:\.\.[ \t]+(?:[\w-]+:)?(?:auto)?(class|exception|interface|struct|enum|trait"
    rb"|function|method|classmethod|staticmethod|attribute|property|data|decorator|macro|type"
    rb"|member|setting|module|currentmodule)|:(:))::?[ \t]+(?:%b[ ]+)*?[~!@]?(%b)"
    rb"(?=[(\[<\s]|\Z)" % (_NAME, _DOTTED),
    re.MULTILINE,
)
_HOLDERS: Final = frozenset((b"class", b"exception", b"interface", b"struct", b"enum", b"trait"))
_MODULES: Final = frozenset((b"module", b"currentmodule"))
_WRITTEN: Final = re.compile(rb"[.:#]|\w_\w|[a-z0-9$][A-Z]|\)\Z")
"""What no word of prose has: how a heading says that it is about a name."""


def mentions_of(text: bytes, facts: Facts) -> list[Spelled]:
    """What a document spells as code, by where it stands; each place once, as it says most."""
    headings = [
        (site.name, facts.names[facts.symbol_name[symbol]].encode("utf-8", "replace"))
        for symbol in range(1, len(facts.symbol_name))
        if facts.symbol_kind[symbol] == Kind.SECTION
        for site in facts.sites(symbol)[:1]
    ]
    found: dict[int, Spelled] = {}
    for each in (
        *_in_examples(text),
        *_in_links(text),
        *_in_spans(text),
        *_in_headings(headings),
        *_described(text),
    ):
        start = each.start + len(each.text) - each.length
        known = found.get(start)
        if len(each.text) <= LONGEST and (known is None or known.how <= each.how):
            found[start] = each._replace(start=start)
    for start, name in headings:
        for at in range(start, start + len(name)):
            if at in found and found[at].how == How.SPAN:
                found[at] = found[at]._replace(how=How.HEADING)
    return [found[at] for at in sorted(found)]


# What follows gives where the whole begins of what is spelled.


def _in_spans(text: bytes) -> Iterator[Spelled]:
    for span in _SPAN.finditer(text):
        content, start = span[2], span.start(2)
        if (titled := _TARGET.match(content)) and text[span.start() - 1 : span.start()] == b":":
            content, start = titled[1], start + titled.start(1)
        content, start = content.strip(), start + len(content) - len(content.lstrip())
        if named := _WHOLE.match(content):
            yield Spelled(start + named.start(1), named[1], How.SPAN)
        else:
            for inner in _CALLED.finditer(content):
                yield Spelled(start + inner.start(1), inner[1], How.SPAN)
        if (path := _PATH.match(content)) and is_file(path[0]):
            # A name with a dot may be one or the other.
            yield Spelled(start + path.start(), path[0], How.FILE)


def _in_examples(text: bytes) -> Iterator[Spelled]:
    for called in _CALLED.finditer(text):
        yield Spelled(called.start(1), called[1], How.EXAMPLE)
    for fence in _FENCE.finditer(text):
        yield from _of_code(text, *fence.span(2))
    for line in _IMPORT.finditer(text):
        yield from _of_code(text, *line.span())


def _of_code(text: bytes, start: int, end: int) -> Iterator[Spelled]:
    for name in _IN_CODE.finditer(text, start, end):
        if _WRITTEN.search(name[0]) or name[0][:1].isupper():
            yield Spelled(name.start(), name[0], How.EXAMPLE)


def _in_links(text: bytes) -> Iterator[Spelled]:
    for link in _LINK.finditer(text):
        group = link.lastindex or 0
        target = re.split(rb"[?#]", link[group])[0]
        if b"://" not in target and is_file(target):
            yield Spelled(link.start(group), target, How.FILE)


def _in_headings(headings: Iterable[tuple[int, bytes]]) -> Iterator[Spelled]:
    for start, name in headings:
        named = _WHOLE.match(name)
        if named and _WRITTEN.search(name):
            yield Spelled(start + named.start(1), named[1], How.HEADING)


def _described(text: bytes) -> Iterator[Spelled]:
    """What directives describe, members with the class that their directive stands in."""
    holders: list[tuple[int, bytes]] = []
    module = b""
    for directive in _DIRECTIVE.finditer(text):
        indent, kind, name = len(directive[1].expandtabs()), directive[2] or b"", directive[4]
        while holders and holders[-1][0] >= indent:
            holders.pop()
        outer = holders[-1][1] if holders else module
        full = name
        if kind in _MODULES:
            module = name
        elif outer and not name.startswith(outer + b"."):
            full = outer + b"." + name
        if kind in _HOLDERS:
            holders.append((indent, full))
        yield Spelled(directive.end(4) - len(full), full, How.DESCRIBED)


def is_file(path: bytes) -> bool:
    """Whether a path is that of a file of a language that is known."""
    return language_of(path.decode("utf-8", "replace").lstrip("/")) is not None
