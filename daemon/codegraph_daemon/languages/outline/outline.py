"""The facts of languages that are known by their outline, from a tree-sitter query for each.

A query captures each definition as what it is (`@class`, `@function`, ...: the kinds below) and its
name as `@name`; what may use a name is `@use`, or `@call` where it is called.  What lies inside
what is told by where it begins and ends.  In a text that does not end well, where no node tells
what is outermost, `@outer_function` and the like take what begins its line.  What `@local` holds
keeps its variables for itself, as functions do; `@anonymous` is a type without a name, whose
members are shown where it stands.  `@rest_1_module` and the like hold what follows, up to the next
one whose number is no greater, or the end.  `@owner` is the name of a variable of which the
definition is a part.  `@symbol` is a use whose name follows a colon.  `@body` is where a definition
ends whose node does not hold all of it.  `@callable` is a name that is that of a function even if
it is defined like a variable.  `@extension` adds to a type; `@test` and `@suite` are called in
words, which nothing can use.  What documents a definition
is in `documentation`.  The engine knows no language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import tree_sitter
from tree_sitter import Node, Query, QueryCursor, Tree

from ...facts import NONE, Kind, ScopeKind, by_name
from ..balance import Lexicon
from ..builder import Builder
from ..grammars import grammar
from ..mending import mended
from ..scopes import Definition, Scope
from .documentation import NOTHING, Documentation
from .found import (
    KINDS,
    TESTS,
    TYPES,
    Found,
    definitions,
    end_at_the_next,
    in_lines,
    order,
    settle_extensions,
)
from .heads import Heads
from .modules import announcement
from .uses import record

_HOLDERS = frozenset(
    (Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.NAMESPACE, Kind.TYPE_ALIAS, Kind.SECTION)
)
_CALLABLE = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY))
_PLAIN = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD))
_NAME = "@name"
_USES = ("use", "call")
_Matches = list[tuple[int, dict[str, list[Node]]]]
_TOKEN = re.compile(r';[^\n]*|"(?:[^"\\]|\\.)*"|[(\[]|[)\]]')
"""What can begin or end a pattern of a query, and what hides such marks: comments and strings."""
_ANONYMOUS = -1
"""Stands where a kind does for what holds members and has no name."""


@dataclass(slots=True)
class _Around:
    """What definitions stand in, from the outermost in: where it ends, and what it makes of them.

    `start`, `name` and `definition` are those of a symbol, if it is one.
    """

    end: int
    scope: Scope
    kind: int
    start: int = 0
    name: bytes = b""
    definition: Definition | None = None


class Outline:
    """The parser of one language, as `workers.parse` wants it.

    `comments` is what a line begins with that is a comment and nothing else.  `lexicon` says what a
    text that is broken has between quotes, if its blocks are in braces; if not, `closed` gives for
    one what may be read better.  `family` is the language whose names it shares, if that is not
    itself.  `simplified` gives for a text one of the same length and structure that is parsed in
    less time, or better.  `lines` finds definitions that the grammar does not know: a match is one,
    and the group that is called as its kind is the name.  `heads` finds lines that begin
    definitions, in a text that the grammar cannot read (see `heads` beside this).  `joint` parts
    names of which the last part is used alone as well.  `reread` gives for a text, if
    something is captured as `@misread`, one of the same length that is read in its place.
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
        lines: re.Pattern[bytes] | None = None,
        heads: re.Pattern[bytes] | None = None,
        closed: Callable[[bytes], bytes | None] | None = None,
        joint: str = "",
        reread: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self.EXTRACTOR = f"{language} {version}.{_ENGINE}"
        spoken = grammar(language)
        self._language = family or language
        self._parser = tree_sitter.Parser(spoken)
        patterns = _patterns(query)
        # Uses are many and each is one node; what a match is made of costs more than all of them.
        self._definitions = Query(spoken, "\n".join(each for each in patterns if _NAME in each))
        self._uses = Query(spoken, "\n".join(each for each in patterns if _NAME not in each))
        self._comments = tuple(mark.encode() for mark in comments)
        self._balanced = closed if lexicon is None else lexicon.balanced
        self._simplified = simplified
        self._lines = lines
        self._joint = joint
        self._reread = reread
        self._heads = None if heads is None else Heads(heads, self._comments)

    def facts_of(self, source: bytes) -> bytes:
        """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
        try:
            text = source if self._simplified is None else self._simplified(source)
            tree = self._parser.parse(text)
            if self._balanced is not None:
                tree = mended(self._parser.parse, text, tree, self._balanced)[1]
            matches, words = self._found(tree)
            if self._reread is not None and "misread" in words:
                tree = self._parser.parse(self._reread(text))
                matches, better = self._found(tree)
                # What was left out is used all the same.
                uses = {word: words.get(word, []) + better.get(word, []) for word in _USES}
                words = better | uses
        except BaseException:
            self._parser.reset()
            raise
        found: dict[int, tuple[int, Found]] = {}
        for pattern, captures in matches:
            for definition in definitions(source, captures, self._comments):
                # The first pattern of a query that matches a name says what it is.
                known = found.get(definition.at)
                if known is None or pattern < known[0]:
                    found[definition.at] = pattern, definition
        if self._lines is not None:
            for line in in_lines(source, self._lines):
                found.setdefault(line.at, (0, line))
        if self._heads is not None and tree.root_node.has_error:
            _read_lines(self._heads, source, text, found)
        defined = sorted([each for _, each in found.values()], key=order)
        end_at_the_next(defined, len(source))
        settle_extensions(defined)
        functions = {source[n.start_byte : n.end_byte] for n in words.get("callable", ())}
        for each in defined:
            if each.kind == Kind.VARIABLE and each.name in functions:
                each.kind = Kind.FUNCTION
        build = Builder(source)
        local = [
            (node.start_byte, node.end_byte, kind)
            for word, kind in (("local", Kind.FUNCTION), ("anonymous", _ANONYMOUS))
            for node in words.get(word, ())
        ]
        documentation = Documentation(source, words, self._comments)
        opened, named = self._define(build, defined, local, documentation)
        record(build, words, opened, named)
        return build.finish()

    def _found(self, tree: Tree) -> tuple[_Matches, dict[str, list[Node]]]:
        """What the queries find: matches of definitions, and the nodes of everything else."""
        root = tree.root_node
        words = QueryCursor(self._uses).captures(root) if self._uses.pattern_count else {}
        return QueryCursor(self._definitions).matches(root), words

    def dialect(self, path: str) -> str:
        """What about a path decides how its bytes are read: nothing."""
        return ""

    def _define(
        self,
        build: Builder,
        found: list[Found],
        local: list[tuple[int, int, int]],
        documentation: Documentation,
    ) -> tuple[list[Scope], set[int]]:
        """Define what was found; the scopes that it opened, and where names were defined."""
        source = build.source
        top = build.scopes[0]
        inside = [_Around(len(source) + 1, top, Kind.MODULE)]
        opened: list[Scope] = []
        named: set[int] = set()
        owners: dict[bytes, _Around] = {}
        local.sort(key=lambda each: (each[0], -each[1]), reverse=True)
        for each in found:
            _document(inside, documentation, each.start)
            while local and local[-1][0] <= each.start:
                start, end, sort = local.pop()
                while inside[-1].end <= start:
                    inside.pop()
                inside.append(_Around(min(end, inside[-1].end), inside[-1].scope, sort))
            while inside[-1].end <= each.start:
                inside.pop()
            around = inside[-1]
            kind = each.kind
            if around.kind in _CALLABLE and kind == Kind.FIELD:
                # A parameter that is a field as well is the field of the type.
                around = next((at for at in reversed(inside) if at.kind in TYPES), around)
            if around.kind in _CALLABLE and kind in _PLAIN:
                # What a function keeps for itself is no part of an outline.
                continue
            if around.name == each.name and around.kind == kind and around.end == each.end:
                # What is made by a call that says the name once more is one.
                named.add(each.at)
                continue
            owner = owners.get(each.owner)
            if owner is not None and around.scope is top:
                around = _owner(build, owner)
            scope, holder = around.scope, around.kind
            if kind == Kind.FUNCTION and (holder in TYPES or holder == _ANONYMOUS):
                kind = Kind.METHOD
            elif kind == Kind.VARIABLE and (holder in TYPES or holder == _ANONYMOUS):
                kind = Kind.FIELD
            doc = NOTHING
            if around.definition is None or b"\n" in source[around.start : each.start]:
                # What stands before the line is said of the first definition in it.
                doc = documentation.of(each.start, each.end)
            definition = Definition(kind, 0, NONE, doc)
            if kind in _HOLDERS or kind in _CALLABLE:
                sort = ScopeKind.CLASS if kind in _HOLDERS else ScopeKind.FUNCTION
                # What ends later than what it begins in is cut: only broken text has it.
                end = min(each.end, scope.end)
                inner = build.open_scope(sort, scope, each.start, end)
                definition.body = inner.index
                inside.append(_Around(end, inner, kind, each.start, each.name, definition))
                opened.append(inner)
            elif scope is top:
                around = _Around(each.end, top, kind, each.start, each.name, definition)
                owners.setdefault(each.name, around)
            build.define(scope, each.name, each.at, each.start, each.end, definition)
            named.add(each.at)
            if not each.is_test:
                self._bind(build, each.name.decode("utf-8", "replace"), definition)
        _document(inside, documentation, len(source))
        return opened, named

    def _bind(self, build: Builder, name: str, definition: Definition) -> None:
        """Let uses of a name lead to a definition, and those of its last part."""
        last = name.rpartition(self._joint)[2] if self._joint else name
        for each in dict.fromkeys((name, last)):
            build.bind_at_top(by_name(each).encode(), definition)
            build.announce(announcement(self._language, each).encode())


def _read_lines(
    heads: Heads, source: bytes, text: bytes, found: dict[int, tuple[int, Found]]
) -> None:
    """Let the lines of a broken text say what is defined in it besides, and where all that ends;
    `text` is as it was parsed."""
    lines = heads.read(text)
    for _, known in found.values():
        if not known.level:
            least = known.at + len(known.name)
            known.end = max(least, lines.end(known.start, known.end))
    for head in heads.found(source, lines):
        kind, level = KINDS[head.kind], 0
        if head.at in found:
            _, known = found[head.at]
            # What a broken tree cuts off, such as parameters, makes variables.
            kind = known.kind if known.kind != Kind.VARIABLE else kind
            level = known.level
        end = found[head.at][1].end if level else head.end
        line = Found(
            *(head.start, end, head.at, head.name, kind, head.owner, level),
            is_test=head.kind in TESTS,
            extends=head.kind == "extension",
        )
        found[head.at] = 0, line


def _document(inside: list[_Around], documentation: Documentation, until: int) -> None:
    """Document what is open with what stands in it before a byte."""
    while documentation.inside and documentation.inside[-1][0] < until:
        extent = documentation.inside.pop()
        while inside[-1].end <= extent[0]:
            inside.pop()
        definition = inside[-1].definition
        if definition is not None and definition.doc == NOTHING:
            definition.doc = extent


def _owner(build: Builder, owner: _Around) -> _Around:
    """A variable as what holds the definitions that name it as theirs, wherever they stand."""
    definition = owner.definition
    if definition is not None and definition.body == NONE:
        top = build.scopes[0]
        owner.scope = build.open_scope(ScopeKind.CLASS, top, owner.start, top.end)
        owner.end = top.end
        definition.body = owner.scope.index
    return owner


_ENGINE = 23
"""Rises with every change of what is written here."""


def _patterns(query: str) -> list[str]:
    """The patterns of a query.

    A query itself would tell where they are, but reading one takes as long as some hundred files.
    """
    starts: list[int] = []
    depth = 0
    for token in _TOKEN.finditer(query):
        mark = token[0][0]
        if mark != ";" and mark not in ")]" and not depth:
            starts.append(token.start())
        depth += (mark in "([") - (mark in ")]")
    return [query[start:end] for start, end in zip(starts, [*starts[1:], len(query)], strict=True)]
