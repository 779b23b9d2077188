"""What comments say: types in JavaScript, as `@param {T} name`, `@returns {T}` and `@type {T}`, and
the names of parameters in TypeScript as well."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...facts import RETURN_NAME, Bind, Expr, Kind, ScopeKind
from ..scopes import TYPE_SPACE, Definition, Scope
from .walk import DEFINITION, MENTION, TYPE_USE, Walk, builtin, literal, named, union

_OBJECT, _INDEX, _MODULE = int(Expr.OBJECT), int(Expr.INDEX), int(Expr.MODULE)
_TUPLE = int(Expr.TUPLE)
_VALUE, _DEF, _ALIAS = int(Bind.VALUE), int(Bind.DEF), int(Bind.ALIAS)
_RETURN_BIND = int(Bind.RETURN)
_TYPE_ALIAS = int(Kind.TYPE_ALIAS)
_CLASS = int(ScopeKind.CLASS)

_TAG = re.compile(
    rb"@(param|arg|argument|returns?|type|this|extends|augments)(?:\s*(\{)|(?<=@param)\s+(?!\{))"
)
_PARAMETER = re.compile(rb"@(?:param|arg|argument)\s+(\{)?")
_NAME = re.compile(rb"\s*\[?\s*([A-Za-z_$][\w$]*)(?:\.([A-Za-z_$][\w$]*))?")
_TYPEDEF = re.compile(rb"@typedef\s*(?:\{|([A-Za-z_$][\w$]*))")
_PROPERTY = re.compile(rb"@(?:property|prop)\s*\{")
_IMPORT = re.compile(rb"\s*\(\s*(['\"])([^'\"\n]+)\1\s*\)")
_LINK = re.compile(
    rb"\{@link(?:code|plain)?\s+([A-Za-z_$][\w$]*)((?:[.#~][A-Za-z_$][\w$]*)*)(?![\w$:])"
)
_STEP = re.compile(rb"[A-Za-z_$][\w$]*")
_TOKEN = re.compile(rb"[\s*]*(?:([A-Za-z_$][\w$]*)|(\.\.\.|\[\]|=>|[|&<>()\[\]{}?!=,.:*]|\S))")
_PRIMITIVES = frozenset(
    (
        *(b"string", b"number", b"boolean", b"null", b"undefined", b"void", b"any", b"unknown"),
        *(b"object", b"never", b"symbol", b"bigint", b"function", b"Function", b"Object"),
        *(b"keyof", b"typeof", b"is", b"infer", b"readonly", b"unique", b"asserts"),
    )
)


class Notes(NamedTuple):
    """What a comment says: expressions of types.

    `names` are those of all parameters, in order: by its place one is known that has no name.
    """

    parameters: Mapping[bytes, int]
    returns: int
    type: int
    names: Sequence[bytes] = ()

    def at(self, position: int) -> int:
        """The type of the parameter at a position, the first being 1; 0: not known."""
        if position > len(self.names):
            return 0
        return self.parameters.get(self.names[position - 1], 0)


NOTHING = Notes({}, 0, 0)


def mention_parameters(x: Walk, scope: Scope, doc: tuple[int, int]) -> None:
    """The names in `@param name` are those of the parameters that `scope` binds."""
    if x.source.find(b"@", *doc) < 0:
        return
    for match in _PARAMETER.finditer(x.source, *doc):
        first = match.end()
        if match[1] is not None:
            first = _closing(x.source, first, doc[1]) + 1
        name = _NAME.match(x.source, first, doc[1]) if first else None
        if name is not None and name[1] in scope.binds:
            x.build.use(scope, name[1], name.start(1) | MENTION | scope.read)


def links(x: Walk, start: int, end: int) -> None:
    """The names in `{@link Name#member}` mention what they lead to."""
    for match in _LINK.finditer(x.source, start, end):
        mark = MENTION | x.scope.read
        found = x.build.use(x.scope, match[1], match.start(1) | mark)
        for step in _STEP.finditer(x.source, *match.span(2)):
            found = x.build.member(found, step[0], step.start() | mark)


def notes(x: Walk, doc: tuple[int, int]) -> Notes:
    """What the comment between two bytes says of types; names in them are occurrences."""
    start, end = doc
    parameters: dict[bytes, int] = {}
    inner: dict[bytes, Scope] = {}
    names: list[bytes] = []
    returns = kind = 0
    for match in _TAG.finditer(x.source, start, end):
        first = match.end()
        if match[2] is None:
            name = _NAME.match(x.source, first, end)
            if name is not None and name[2] is None:
                names.append(name[1])
            continue
        last = _closing(x.source, first, end)
        if last < 0:
            continue
        declared = _Type(x, first, last).union()
        tag = match[1]
        if tag in (b"param", b"arg", b"argument"):
            name = _NAME.match(x.source, last + 1, end)
            if name is None:
                continue
            if name[2] is not None:
                # `@param {T} options.member` declares a member of an earlier parameter.
                if name[1] not in inner:
                    inner[name[1]] = x.build.open_scope(_CLASS, x.scope, start, end)
                    shape = x.build.expr(_OBJECT, inner[name[1]].index)
                    parameters[name[1]] = shape
                _declare(x, inner[name[1]], name.start(2), name[2], declared)
                continue
            names.append(name[1])
            if declared and name[1] not in parameters:
                parameters[name[1]] = declared
        elif tag in (b"return", b"returns"):
            returns = returns or declared
        elif tag == b"type":
            kind = kind or declared
    if not (parameters or returns or kind):
        return NOTHING
    return Notes(parameters, returns, kind, names)


def _declare(x: Walk, scope: Scope, start: int, text: bytes, declared: int) -> None:
    """Bind a member that a comment declares."""
    build = x.build
    build.bind(scope, text, _VALUE, 0, declared)
    build.use(scope, text, start | DEFINITION | scope.read)
    build.site(scope, text, start, start + len(text), start, True)


def typedefs(x: Walk, start: int, end: int) -> None:
    """Bind the types that a comment declares: `@typedef {T} Name`, with or without members."""
    build = x.build
    for match in _TYPEDEF.finditer(x.source, start, end):
        after = match.end()
        declared = 0
        at, text = match.start(1), match[1]
        if text is None:
            last = _closing(x.source, after, end)
            name = None if last < 0 else _NAME.match(x.source, last + 1, end)
            if name is None:
                continue
            declared = _Type(x, after, last).union()
            at, text, after = name.start(1), name[1], name.end()
        scope = build.open_scope(_CLASS, x.scope, start, end)
        outer = x.scope
        build.use(outer, text, at | TYPE_USE | outer.read)
        build.bind(outer, text, _DEF, 0, 0, 1)
        build.site(outer, text + TYPE_SPACE, start, end, at, True)
        definition = Definition(_TYPE_ALIAS, 0, scope.index, (start, end))
        build.note(outer, text + TYPE_SPACE, definition)
        if outer.parent is x.exports:
            # Other modules see what comments declare without any export.
            build.bind(x.exports, text, _ALIAS, named(x, outer, text))
        members = 0
        for part in _PROPERTY.finditer(x.source, after, end):
            last = _closing(x.source, part.end(), end)
            name = None if last < 0 else _NAME.match(x.source, last + 1, end)
            if name is not None and name[2] is None:
                members += 1
                kind = _Type(x, part.end(), last).union()
                _declare(x, scope, name.start(1), name[1], kind)
        if declared and not members:
            build.bind(scope, _RETURN, _RETURN_BIND, 0, declared)


_RETURN = RETURN_NAME.encode()


def _closing(source: bytes, start: int, end: int) -> int:
    """Where the brace before `start` is closed; -1: nowhere."""
    depth = 1
    for at in range(start, min(end, start + 2000)):
        if source[at] == 123:
            depth += 1
        elif source[at] == 125:
            depth -= 1
            if not depth:
                return at
    return -1


class _Type:
    """Reads one type; what it does not understand is unknown."""

    def __init__(self, x: Walk, start: int, end: int) -> None:
        self.x = x
        self.tokens = [
            (match.start(match.lastindex or 0), match[1], match[2])
            for match in _TOKEN.finditer(x.source, start, end)
        ]
        self.end = end
        self.at = 0
        self.depth = 0

    def _mark(self) -> bytes:
        return self.tokens[self.at][2] or b"" if self.at < len(self.tokens) else b""

    def _skip(self, mark: bytes) -> bool:
        if self._mark() == mark:
            self.at += 1
            return True
        return False

    def union(self) -> int:
        """One type, or several with bars between them."""
        self.depth += 1
        parts: list[int] = []
        while self.at < len(self.tokens) and self.depth < 50:
            parts.append(self._postfix())
            if not (self._skip(b"|") or self._skip(b"&")):
                break
        self.depth -= 1
        return union(self.x, parts)

    def _postfix(self) -> int:
        while self._mark() in (b"?", b"!", b"...", b"*", b"="):
            self.at += 1
        result = self._primary()
        while True:
            if self._skip(b"[]"):
                result = self.x.build.expr(_INDEX, builtin(self.x, b"Array"), result)
            elif self._mark() in (b"=", b"?", b"!"):
                self.at += 1
            else:
                return result

    def _primary(self) -> int:
        x = self.x
        if self._skip(b"("):
            if self._has_parameters():
                return self._function()
            inner = self.union()
            self._rest(b"(", b")")
            return inner
        if self._skip(b"{"):
            return self._object()
        if self.at >= len(self.tokens):
            return 0
        start, text, _ = self.tokens[self.at]
        self.at += 1
        if text is None:
            return 0
        if text == b"import":
            module = _IMPORT.match(x.source, start + len(text))
            if module is None:
                return 0
            while self.at < len(self.tokens) and self.tokens[self.at][0] < module.end():
                self.at += 1
            mark = module.start(2) | TYPE_USE | x.scope.read
            found = x.build.spelled(_MODULE, x.build.name(module[2]), 0, mark)
            return self._qualified(found)
        if text in _PRIMITIVES:
            result = literal(x, b"Object" if text == b"object" else text)
            if self._skip(b"("):
                self._rest(b"(", b")")
                return 0
            return result
        return self._qualified(x.build.use(x.scope, text, start | TYPE_USE | x.scope.read))

    def _object(self) -> int:
        """`{ name: Type, other?: Type }`, behind the brace, as far as it is understood."""
        x = self.x
        scope: Scope | None = None
        while self.at < len(self.tokens) and self.tokens[self.at][1] is not None:
            start, text, _ = self.tokens[self.at]
            self.at += 1
            self._skip(b"?")
            if not self._skip(b":"):
                break
            declared = self.union()
            if scope is None:
                scope = x.build.open_scope(_CLASS, x.scope, start, self.end)
            _declare(x, scope, start, text, declared)
            if not (self._skip(b",") or self._skip(b";")):
                break
        self._rest(b"{", b"}")
        return 0 if scope is None else x.build.expr(_OBJECT, scope.index)

    def _has_parameters(self) -> bool:
        """Whether behind a parenthesis stand the names of parameters, and not a type."""
        marks = [mark for _, _, mark in self.tokens[self.at : self.at + 3]]
        if marks and marks[0] is not None:
            return marks[0] in (b")", b"...")
        return marks[1:2] == [b":"] or marks[1:3] == [b"?", b":"]

    def _function(self) -> int:
        """`(name: Type, ...) => Type`, behind the parenthesis: types of which no more is known."""
        while True:
            self._skip(b"...")
            if self.at < len(self.tokens) and self.tokens[self.at][1] is not None:
                self.at += 1
            self._skip(b"?")
            if self._skip(b":"):
                self.union()
            if not self._skip(b","):
                break
        self._rest(b"(", b")")
        if self._skip(b"=>"):
            self.union()
        return 0

    def _qualified(self, result: int) -> int:
        """What follows a name: names of members, and type arguments."""
        x = self.x
        while self._skip(b"."):
            if self._mark() == b"<":
                break
            if self.at >= len(self.tokens):
                return result
            start, part, _ = self.tokens[self.at]
            self.at += 1
            if part is None:
                return 0
            result = x.build.member(result, part, start | TYPE_USE | x.scope.read)
        if self._skip(b"<"):
            given = [self.union()]
            while self._skip(b","):
                given.append(self.union())
            self._rest(b"<", b">")
            index = given[0]
            if len(given) > 1:
                index = 0
                for part_of in reversed(given):
                    index = x.build.expr(_TUPLE, part_of, index)
            result = x.build.expr(_INDEX, result, index)
        return result

    def _rest(self, opening: bytes, closing: bytes) -> None:
        """Skip to behind the mark that closes what is open."""
        depth = 1
        while self.at < len(self.tokens):
            mark = self._mark()
            self.at += 1
            depth += (mark == opening) - (mark == closing)
            if not depth:
                return
