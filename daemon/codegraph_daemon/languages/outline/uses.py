"""Where names are used, of which no more is known than that."""

from __future__ import annotations

import re

from tree_sitter import Node

from ...facts import ROLE_SHIFT, Role, ScopeKind
from ..builder import Builder
from ..scopes import Scope

_READ, _CALL = Role.READ << ROLE_SHIFT, Role.CALL << ROLE_SHIFT
_LONGEST = 200
"""Bytes of a name."""
_CONTROL = re.compile(rb"[\0-\x1f\x7f]")


def _spans(nodes: list[Node]) -> dict[int, int]:
    """Where nodes begin and end; of those that begin together, the longest."""
    spans = {node.start_byte: node.end_byte for node in nodes}
    if len(spans) < len(nodes):
        # What a broken text lacks has no length, and nodes come in any order.
        for node in nodes:
            spans[node.start_byte] = max(spans[node.start_byte], node.end_byte)
    return spans


def record(
    build: Builder, words: dict[str, list[Node]], opened: list[Scope], named: set[int]
) -> None:
    """Record all uses: they see no scope, for all that is known of them is the name."""
    source = build.source
    spans = _spans(words.get("use", []))
    calls = _spans(words.get("call", []))
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
        while until <= at < len(source):
            inside = turns[turn][1]
            turn += 1
            until = turns[turn][0]
        if at in named or at >= len(source):
            # What closes a broken text stands past its end.
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
