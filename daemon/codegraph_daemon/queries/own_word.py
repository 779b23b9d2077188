"""The word by which a language calls what the code around it is about: `this`.

It is no name, so facts do not hold where it stands; who asks for its definition asks for the class,
or for the variable that holds the object.
Where functions have a `this` of their own, nothing is said of it.
"""

from __future__ import annotations

import re

from ..facts import NONE, Kind, ScopeKind
from ..languages.registry import own_word
from .reading import File

_CLASSES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM))
_APART = re.compile(r"(?:async\s+)?function\b")
"""How a function begins that has a `this` of its own, beside those that are members."""


def class_meant(file: File, offset: int, lines: list[str]) -> int | None:
    """The class, as a symbol of the file, that the word at a byte offset stands for; None if it is
    another word or its class is not known."""
    word = own_word(file.path)
    facts = file.facts
    line, column = facts.position(offset)
    if not word or line >= len(lines) or not _stands_at(lines[line].encode(), column, word):
        return None
    of_function = False
    for scope in _around(file, offset):
        kind, owner = facts.scope_kind[scope], facts.scope_owner[scope]
        owner_kind = facts.symbol_kind[owner]
        if kind == ScopeKind.CLASS:
            parent = facts.scope_parent[scope]
            if owner_kind in _CLASSES and (parent == NONE or facts.scope_owner[parent] != owner):
                return owner
            # In an object only methods have another than what is around it: the object itself.
            if of_function:
                return owner if facts.symbol_body[owner] == scope else None
        if kind == ScopeKind.FUNCTION:
            if owner_kind == Kind.FUNCTION:
                return None
            of_function = True
        if kind == ScopeKind.LAMBDA:
            at, first = facts.position(facts.scope_start[scope])
            head = lines[at].encode()[first:].decode("utf-8", "replace") if at < len(lines) else ""
            if _APART.match(head):
                return None
    return None


def _around(file: File, offset: int) -> list[int]:
    """The scopes around a byte offset, the innermost first; of equal ones the later, which lies in
    the other.

    By their extents: where a class has fields, what these begin with knows no names of the class.
    """
    facts = file.facts
    starts, ends = facts.scope_start, facts.scope_end
    around = [
        at
        for at, kind in enumerate(facts.scope_kind)
        if starts[at] <= offset < ends[at] and kind != ScopeKind.TYPE_PARAMETERS
    ]
    return sorted(around, key=lambda at: (ends[at] - starts[at], -at))


def _stands_at(line: bytes, column: int, word: str) -> bool:
    """Whether a column lies in the word, or at its end."""
    # Behind one dot it is a member's name, behind three it is spread.
    apart = rb"(?<![\w$])(?:(?<!\.)|(?<=\.\.\.))%s(?![\w$])"
    for found in re.finditer(apart % re.escape(word.encode()), line):
        if found.start() <= column <= found.end():
            return True
    return False
