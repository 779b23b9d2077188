"""Names among tokens that no syntax tells apart: rules of macros, and what `derive` lists."""

from __future__ import annotations

from ...facts import Expr
from .grammar import CRATE, IDENTIFIER, ids, only, tokens
from .walk import CALL, TYPE_USE, Node, Walk

_TREES, _METAVARIABLE = ids("token_tree"), only("metavariable")
_SEPARATORS, _BANGS = tokens("::"), tokens("!")


def rules(x: Walk, node: Node) -> None:
    """Of the rules of a macro, the paths of the crate itself and the macros that they call."""
    trees: list[Node] = []
    for rule in node.named_children:
        trees += [part for part in rule.named_children if part.kind_id in _TREES]
    while trees:
        parts = trees.pop().children
        for place, part in enumerate(parts):
            kind = part.kind_id
            if kind in _TREES:
                trees.append(part)
            elif kind == _METAVARIABLE and x.source.startswith(b"$crate", part.start_byte):
                _path(x, parts, place)
            elif kind == IDENTIFIER and _is_macro(parts, place):
                called = x.source[part.start_byte : part.end_byte]
                home = x.macro_homes.get(called, x.home)
                x.build.use(home, called, part.start_byte | CALL | x.items.read)


def _is_macro(parts: list[Node], place: int) -> bool:
    """Whether a plain name among tokens is that of a macro that is called."""
    if place + 2 >= len(parts) or parts[place + 1].kind_id not in _BANGS:
        return False
    before = parts[place - 1].kind_id if place else 0
    return parts[place + 2].kind_id in _TREES and before not in _SEPARATORS


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
        build.use(x.macro_homes.get(text, x.home), text, start | CALL | read)
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
            if text not in _DERIVED_BY_ALL:
                _path(x, parts, place)
