"""The facts of languages that are known by their outline, from a tree-sitter query for each.

A query captures each definition as what it is (`@class`, `@function`, ...: the kinds below) and its
name as `@name`; what may use a name is `@use`, or `@call` where it is called.  What lies inside
what is told by where it begins and ends.  In a text that does not end well, where no node tells
what is outermost, `@outer_function` and the like take what begins its line.  What `@local` holds
keeps its variables for itself, as functions do.  `@symbol` is a use whose name follows a colon.
The engine knows no language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import tree_sitter
from tree_sitter import Node, Query, QueryCursor

from ...facts import NONE, ROLE_SHIFT, Kind, Role, ScopeKind, by_name
from ..balance import Lexicon, mended
from ..builder import Builder
from ..grammars import grammar
from ..scopes import Definition, Scope
from .modules import announcement

_KINDS = {
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
    "heading": Kind.NAMESPACE,
}
_HOLDERS = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.NAMESPACE, Kind.TYPE_ALIAS))
_CALLABLE = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY))
_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM))
_PLAIN = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD))
_READ, _CALL = Role.READ << ROLE_SHIFT, Role.CALL << ROLE_SHIFT
_LONGEST = 200
"""Bytes of a name; what is longer, such as a heading, is cut at a word."""
_CONTROL = re.compile(rb"[\0-\x1f\x7f]")
_NAME = "@name"
_OUTER = "outer_"
_STRIPPED = b" \t'\"`#"


@dataclass(frozen=True, slots=True)
class _Found:
    """A definition: its extent, and where its name is, in bytes."""

    start: int
    end: int
    at: int
    name: bytes
    kind: int


class Outline:
    """The parser of one language, as `workers.parse` wants it.

    `comments` is what a line begins with that is a comment and nothing else; `lexicon` says what a
    text that is broken has between quotes, if its blocks are in braces.  `family` is the language
    whose names it shares, if that is not itself.  `simplified` gives for a text one of the same
    length and structure that is parsed in less time.
    """

    def __init__(
        self,
        language: str,
        query: str,
        comments: Sequence[str] = (),
        version: int = 1,
        lexicon: Lexicon | None = None,
        family: str = "",
        simplified: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self.EXTRACTOR = f"{language} {version}.{_ENGINE}"
        spoken = grammar(language)
        self._language = family or language
        self._parser = tree_sitter.Parser(spoken)
        whole = Query(spoken, query)
        patterns = [
            query.encode()[whole.start_byte_for_pattern(i) : whole.end_byte_for_pattern(i)].decode()
            for i in range(whole.pattern_count)
        ]
        # Uses are many and each is one node; what a match is made of costs more than all of them.
        self._definitions = Query(spoken, "\n".join(each for each in patterns if _NAME in each))
        self._uses = Query(spoken, "\n".join(each for each in patterns if _NAME not in each))
        self._lexicon = lexicon
        self._simplified = simplified
        self._comments = tuple(mark.encode() for mark in comments)

    def facts_of(self, source: bytes) -> bytes:
        """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
        try:
            text = source if self._simplified is None else self._simplified(source)
            tree = self._parser.parse(text)
            if self._lexicon is not None:
                tree = mended(self._parser.parse, text, tree, self._lexicon.balanced)[1]
            root = tree.root_node
            matches = QueryCursor(self._definitions).matches(root)
            words = QueryCursor(self._uses).captures(root) if self._uses.pattern_count else {}
        except BaseException:
            self._parser.reset()
            raise
        found: dict[int, tuple[int, _Found]] = {}
        for pattern, captures in matches:
            for definition in _definitions(source, captures):
                # The first pattern of a query that matches a name says what it is.
                known = found.get(definition.at)
                if known is None or pattern < known[0]:
                    found[definition.at] = pattern, definition
        definitions = sorted([each for _, each in found.values()], key=_order)
        build = Builder(source)
        local = [(node.start_byte, node.end_byte) for node in words.get("local", ())]
        opened, named = self._define(build, definitions, local)
        _use(build, words, opened, named)
        return build.finish()

    def dialect(self, path: str) -> str:
        """What about a path decides how its bytes are read: nothing."""
        return ""

    def _define(
        self, build: Builder, found: list[_Found], local: list[tuple[int, int]]
    ) -> tuple[list[Scope], set[int]]:
        """Define what was found; the scopes that it opened, and where names were defined."""
        source = build.source
        top = build.scopes[0]
        inside: list[tuple[int, Scope, int]] = [(len(source) + 1, top, Kind.MODULE)]
        opened: list[Scope] = []
        named: set[int] = set()
        local.sort(reverse=True)
        for each in found:
            while local and local[-1][0] <= each.start:
                start, end = local.pop()
                while inside[-1][0] <= start:
                    inside.pop()
                inside.append((min(end, inside[-1][0]), inside[-1][1], Kind.FUNCTION))
            while inside[-1][0] <= each.start:
                inside.pop()
            _, scope, holder = inside[-1]
            kind = each.kind
            if holder in _CALLABLE and kind == Kind.FIELD:
                # A parameter that is a field as well is the field of the type.
                outer = (at for at in reversed(inside) if at[2] in _TYPES)
                _, scope, holder = next(outer, inside[-1])
            if holder in _CALLABLE and kind in _PLAIN:
                # What a function keeps for itself is no part of an outline.
                continue
            if kind == Kind.FUNCTION and holder in _TYPES:
                kind = Kind.METHOD
            elif holder in _TYPES and kind in (Kind.VARIABLE, Kind.CONSTANT):
                kind = Kind.FIELD
            body = NONE
            if kind in _HOLDERS or kind in _CALLABLE:
                sort = ScopeKind.CLASS if kind in _HOLDERS else ScopeKind.FUNCTION
                # What ends later than what it begins in is cut: only broken text has it.
                end = min(each.end, scope.end)
                inner = build.open_scope(sort, scope, each.start, end)
                body = inner.index
                inside.append((end, inner, kind))
                opened.append(inner)
            doc = comment_before(source, each.start, self._comments) if self._comments else (0, 0)
            definition = Definition(kind, 0, body, doc)
            build.define(scope, each.name, each.at, each.start, each.end, definition)
            name = each.name.decode("utf-8", "replace")
            build.bind_at_top(by_name(name).encode(), definition)
            build.announce(announcement(self._language, name).encode())
            named.add(each.at)
        return opened, named


_ENGINE = 6
"""Rises with every change of what is written here."""


def _order(found: _Found) -> tuple[int, int, int]:
    return found.start, -found.end, found.at


def _definitions(source: bytes, captures: dict[str, list[Node]]) -> Iterator[_Found]:
    names = captures["name"]
    for word, nodes in captures.items():
        kind = _KINDS.get(word.removeprefix(_OUTER))
        whole = nodes[0]
        if kind is None or (word.startswith(_OUTER) and not _is_outer(source, whole.start_byte)):
            continue
        for node in names:
            start, end = node.start_byte, node.end_byte
            text = source[start:end]
            # A line end or the like ends a name, and what quotes it is no part of it.
            text = _CONTROL.split(text, maxsplit=1)[0].rstrip()
            inner = text.lstrip(_STRIPPED)
            if inner[:1] == b":" and (inner[1:2].isalpha() or inner[1:2] == b"_"):
                inner = inner[1:]
            start += len(text) - len(inner)
            text = inner.rstrip(_STRIPPED)[:_LONGEST]
            if text:
                # What closes the blocks of a broken text may stand past its end.
                end = min(whole.end_byte, len(source))
                yield _Found(whole.start_byte, end, start, text, kind)


def _is_outer(source: bytes, start: int) -> bool:
    return start == 0 or source[start - 1 : start] in (b"\n", b"\r")


def _use(
    build: Builder, words: dict[str, list[Node]], opened: list[Scope], named: set[int]
) -> None:
    """Record all uses: they see no scope, for all that is known of them is the name."""
    source = build.source
    spans = {node.start_byte: node.end_byte for node in words.get("use", ())}
    calls = {node.start_byte: node.end_byte for node in words.get("call", ())}
    spans.update(calls)
    spans.update((node.start_byte + 1, node.end_byte) for node in words.get("symbol", ()))
    anywhere = build.open_scope(ScopeKind.BLOCK, build.scopes[0], 0, len(source))
    anywhere.outward = None
    # Where each scope begins, and where it ends, which one holds what comes next.
    turns: list[tuple[int, int]] = []
    around = [anywhere]
    for scope in opened:
        while around[-1].end <= scope.start:
            turns.append((around.pop().end, around[-1].read))
        turns.append((scope.start, scope.read))
        around.append(scope)
    while len(around) > 1:
        turns.append((around.pop().end, around[-1].read))
    turns.append((len(source) + 1, 0))
    turn, inside = 0, anywhere.read
    until = turns[0][0]
    places: dict[bytes, list[int]] = {}
    for at in sorted(spans):
        while until <= at:
            inside = turns[turn][1]
            turn += 1
            until = turns[turn][0]
        if at in named:
            continue
        name = source[at : spans[at]]
        packed = at | inside | (_CALL if at in calls else _READ)
        known = places.get(name)
        if known is None:
            places[name] = [packed]
        else:
            known.append(packed)
    for name, found in places.items():
        # What the grammar put in has no text, and what spans lines is no name.
        if name and _CONTROL.search(name) is None and len(name) <= _LONGEST:
            build.occurrences[build.use(anywhere, name, found[0])] += found[1:]


def comment_before(source: bytes, start: int, marks: tuple[bytes, ...]) -> tuple[int, int]:
    """The extent of the comment lines right before the line of `start`; (0, 0) if there are none.

    A comment that begins with a mark in one line and ends in a later one is not told from a line
    of it, so each of its lines has to begin with a mark.
    """
    line = source.rfind(b"\n", 0, start) + 1
    first = end = line
    while first:
        before = source.rfind(b"\n", 0, first - 1) + 1
        text = source[before : first - 1].strip()
        if not text.startswith(marks):
            break
        first = before
    if first == end:
        return 0, 0
    while source[first : first + 1] in (b" ", b"\t"):
        first += 1
    return first, end - 1
