"""Names among tokens that no syntax tells apart: rules of macros, and what `derive` lists."""

from __future__ import annotations

import re

from ...facts import NONE, RETURN_NAME, Bind, Expr, Kind, ScopeKind
from ..scopes import Definition
from .grammar import CRATE, IDENTIFIER, ids, only, tokens
from .paths import macro_used
from .walk import CALL, TYPE_USE, Node, Walk

_TREES, _METAVARIABLE = ids("token_tree"), only("metavariable")
_SEPARATORS, _BANGS = tokens("::"), tokens("!")
_SAYS = re.compile(
    rb"\$crate|\w!\s*[({\[]|\bmacro_rules\b|\b(?:fn|struct|enum|trait|const|static)\s+\$"
)
"""What is worth looking at the tokens for."""
_TYPE = re.compile(rb"\b(?:enum|struct|union)\s+(\w+)")
_BINDINGS, _COMMAS = ids("token_binding_pattern"), tokens(",")
_ARROWS, _ENDS = tokens("->"), tokens(";", "where")
_RETURN = RETURN_NAME.encode()
_DEFINING: dict[int, int] = {
    number: kind
    for word, kind in (
        ("fn", Kind.FUNCTION),
        ("struct", Kind.CLASS),
        ("enum", Kind.ENUM),
        ("trait", Kind.INTERFACE),
        ("const", Kind.CONSTANT),
        ("static", Kind.CONSTANT),
    )
    for number in tokens(word)
}
"""Words before the name of an item, and what it is then."""

Made = tuple[int, bytes, bool]
"""The kind of what a macro defines, the name of the type that it returns, and whether the name of
it is the first word of its argument: else it is the last."""


def rules(x: Walk, node: Node, name: bytes) -> None:
    """Of the rules of a macro, the paths of the crate itself, the macros that they call, and what
    they define under names that they are given."""
    for rule in node.named_children:
        trees = [part for part in rule.named_children if part.kind_id in _TREES]
        body = trees[-1] if trees else None
        defined: dict[bytes, Made] = {}
        while trees:
            tree = trees.pop()
            if _SAYS.search(x.source, tree.start_byte, tree.end_byte) is None:
                continue
            parts = tree.children
            for place, part in enumerate(parts):
                kind = part.kind_id
                if kind in _TREES:
                    trees.append(part)
                elif kind == _METAVARIABLE:
                    if x.source.startswith(b"$crate", part.start_byte):
                        _path(x, parts, place)
                    elif tree == body and parts[place - 1].kind_id in _DEFINING:
                        word = parts[place - 1].kind_id
                        made = _DEFINING[word], _returned(x, parts, place), False
                        defined.setdefault(x.source[part.start_byte : part.end_byte], made)
                elif kind == IDENTIFIER and _is_macro(parts, place):
                    called = x.source[part.start_byte : part.end_byte]
                    macro_used(x, called, part.start_byte | CALL | x.items.read)
                elif kind == IDENTIFIER and _is_rules(x, parts, place):
                    inner, end = parts[place + 2], parts[place + 3].end_byte
                    text = x.source[inner.start_byte : inner.end_byte]
                    define_macro(x, text, inner.start_byte, part.start_byte, end)
        for part in rule.children[:1] if defined else ():
            _note_places(x, part, name, defined)


def _returned(x: Walk, parts: list[Node], place: int) -> bytes:
    """The name of the type that a function returns, if it has a plain one."""
    for at in range(place + 1, len(parts) - 1):
        kind = parts[at].kind_id
        if kind in _ENDS:
            break
        if kind in _ARROWS and parts[at + 1].kind_id == IDENTIFIER:
            following = parts[at + 2].kind_id if at + 2 < len(parts) else 0
            named = parts[at + 1]
            return b"" if following in _SEPARATORS else x.source[named.start_byte : named.end_byte]
    return b""


def _note_places(x: Walk, pattern: Node, name: bytes, defined: dict[bytes, Made]) -> None:
    """Note which arguments of a macro are names of what it defines."""
    position, begins = 0, pattern.start_byte + 1
    # A rule without repetition, or names behind what is repeated: `$(#[$m:meta])* $name:ident`.
    for part in pattern.children:
        kind = part.kind_id
        if kind in _COMMAS:
            position, begins = position + 1, part.end_byte
        elif kind in _BINDINGS:
            variable = x.source[part.start_byte : part.end_byte].partition(b":")[0].strip()
            made = defined.get(variable)
            if made is not None:
                is_first = not x.source[begins : part.start_byte].strip()
                x.makers.setdefault(name, {}).setdefault(position, (*made[:2], is_first))


def made(x: Walk, name: bytes, tree: Node) -> None:
    """Define what a call of a macro defines under the names that it is given."""
    places = x.makers[name]
    position, first, last = 0, None, None
    begins = True
    for part in tree.children[1:]:
        if part.kind_id == IDENTIFIER:
            first, last, begins = part if begins else first, part, False
            continue
        if part.kind_id not in _COMMAS and part != tree.children[-1]:
            begins = False
            continue
        if position in places:
            kind, returned, is_first = places[position]
            name_node = first if is_first else last
            if name_node is not None:
                _define(x, name_node, tree, kind, returned)
        position, first, last, begins = position + 1, None, None, True


def _define(x: Walk, name: Node, tree: Node, kind: int, returned: bytes) -> None:
    build, home, start, end = x.build, x.items, name.start_byte, tree.end_byte
    text = x.source[start : name.end_byte]
    opened = NONE
    if kind == Kind.FUNCTION:
        scope = build.open_scope(ScopeKind.FUNCTION, home, start, end)
        opened = scope.index
        if home.kind == ScopeKind.CLASS:
            kind = Kind.METHOD
        declared = 0
        if returned == b"Self" and x.this is not None:
            declared = build.expr(Expr.THIS, x.this.index, 1)
        elif returned:
            declared = _unspelled(x, returned)
        if declared:
            build.bind(scope, _RETURN, Bind.RETURN, 0, declared)
    elif kind != Kind.CONSTANT:
        opened = build.open_scope(ScopeKind.CLASS, home, start, end).index
    build.define(home, text, start, start, end, Definition(kind, 0, opened, (0, 0)))


def _unspelled(x: Walk, text: bytes) -> int:
    """The expression of a name that is not written where it is meant."""
    build, uses = x.build, x.items.uses
    if text not in uses:
        uses[text] = len(build.occurrences)
        build.exprs += (int(Expr.NAME), build.name(text), x.items.index)
        build.occurrences.append([])
    return uses[text]


def _is_macro(parts: list[Node], place: int) -> bool:
    """Whether a plain name among tokens is that of a macro that is called."""
    if place + 2 >= len(parts) or parts[place + 1].kind_id not in _BANGS:
        return False
    before = parts[place - 1].kind_id if place else 0
    return parts[place + 2].kind_id in _TREES and before not in _SEPARATORS


def _is_rules(x: Walk, parts: list[Node], place: int) -> bool:
    """Whether `macro_rules! name { ... }` begins among tokens: what a macro defines whenever it is
    called."""
    return (
        place + 3 < len(parts)
        and parts[place + 1].kind_id in _BANGS
        and parts[place + 2].kind_id == IDENTIFIER
        and parts[place + 3].kind_id in _TREES
        and x.source.startswith(b"macro_rules", parts[place].start_byte)
    )


def define_macro(x: Walk, text: bytes, at: int, start: int, end: int) -> None:
    """Have a macro defined whose name is at byte `at`, once all else is known."""
    definition = Definition(Kind.FUNCTION, 0, NONE, x.doc)
    x.macro_definitions.append((x.items, text, at, start, end, definition))
    x.build.announce(b"macro " + text)
    x.macro_homes[text] = x.items
    x.macro_scopes.add((x.items.index, text))


def _path(x: Walk, parts: list[Node], place: int) -> None:
    """A path among tokens, from `$crate` or its first name on."""
    build, read = x.build, x.items.read
    first = parts[place]
    steps: list[Node] = []
    at = place + 1
    while (
        at + 1 < len(parts)
        and parts[at].kind_id in _SEPARATORS
        and parts[at + 1].kind_id == IDENTIFIER
    ):
        steps.append(parts[at + 1])
        at += 2
    following = parts[at].kind_id if at < len(parts) else 0
    if first.kind_id == IDENTIFIER:
        start = first.start_byte
        expr = build.use(x.items, x.source[start : first.end_byte], start | TYPE_USE | read)
    elif following in _BANGS and len(steps) == 1:
        # Macros are seen from the crate's root, wherever they are.
        start = steps[0].start_byte
        text = x.source[start : steps[0].end_byte]
        macro_used(x, text, start | CALL | read)
        return
    else:
        at_crate = first.end_byte - len(b"crate")
        expr = build.spelled(Expr.MODULE, build.name(b"crate"), 0, at_crate | TYPE_USE | read)
    for step in steps:
        is_called = step == steps[-1] and following in _TREES
        start = step.start_byte
        role = CALL if is_called else TYPE_USE if step != steps[-1] else 0
        expr = build.member(expr, x.source[start : step.end_byte], start | role | read)


_DERIVED_BY_ALL = frozenset(
    (
        *(b"Clone", b"Copy", b"Debug", b"Default", b"PartialEq", b"Eq", b"PartialOrd", b"Ord"),
        b"Hash",
    )
)


def derived(x: Walk, node: Node) -> None:
    """`derive(Name, path::Name)`: the names of traits, or of macros that are called like them."""
    trees = [part for part in node.named_children if part.kind_id in _TREES]
    parts = trees[0].children if trees else []
    for place, part in enumerate(parts):
        if part.kind_id == CRATE:
            _path(x, parts, place)
        elif part.kind_id == IDENTIFIER and parts[place - 1].kind_id not in _SEPARATORS:
            text = x.source[part.start_byte : part.end_byte]
            alone = place + 1 == len(parts) or parts[place + 1].kind_id not in _SEPARATORS
            if text not in _DERIVED_BY_ALL and not (alone and _declares(x, text)):
                _path(x, parts, place)


def _declares(x: Walk, name: bytes) -> bool:
    """Whether a file declares a type of that name, which nothing can derive: `derive(Error)` before
    `enum Error` means a macro, and those have names of their own."""
    if x.types is None:
        x.types = frozenset(_TYPE.findall(x.source))
    return name in x.types
