"""The Python grammar: its node kinds and fields by number, and a parser for it."""

from __future__ import annotations

from tree_sitter import Language, Parser
from tree_sitter_language_pack import get_language

LANGUAGE: Language = get_language("python")
KIND_COUNT: int = LANGUAGE.node_kind_count

FIELDS: dict[str, int] = {
    name: i
    for i in range(1, LANGUAGE.field_count + 1)
    if (name := LANGUAGE.field_name_for_id(i)) is not None
}

_IDS: dict[str, list[int]] = {}
for _kind in range(KIND_COUNT):
    if LANGUAGE.node_kind_is_named(_kind):
        _IDS.setdefault(LANGUAGE.node_kind_for_id(_kind) or "", []).append(_kind)


def ids(*kinds: str) -> frozenset[int]:
    """Every number of these kinds of node (a grammar may give one name several)."""
    return frozenset(number for kind in kinds for number in _IDS.get(kind, ()))


def only(kind: str) -> int:
    """The one number of a kind of node."""
    (number,) = _IDS[kind]
    return number


def parser() -> Parser:
    """A new parser for Python."""
    return Parser(LANGUAGE)
