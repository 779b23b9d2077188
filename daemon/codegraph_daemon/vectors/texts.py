"""What a model is given of a chunk, and of a query.

A network is given the text as it stands, below the name that it stands under; a static model what
`chunks.embedded_text` makes of both. Neither hears of the path: a text has one vector wherever it
lies.
"""

from __future__ import annotations

from typing import Final

from ..chunks.cut import NO_SYMBOL, Chunk
from ..chunks.embedded_text import EMBEDDED_TEXT_VERSION, embedded_text, query_text
from ..facts import Facts

TEXTS_VERSION: Final = 3 + 100 * EMBEDDED_TEXT_VERSION
"""Rises when another text is made of the same chunk, or other bytes of its vector; then all vectors
are made anew."""

_MOST_BYTES: Final = 6000
_MOST_TOLD: Final = 2000


def for_network(text: bytes, facts: Facts, chunk: Chunk) -> str:
    """The text of a chunk for a network that reads code as it stands."""
    return f"{query_text(_name(facts, chunk))}\n{_body(text, chunk)}"


def for_table(text: bytes, facts: Facts, chunk: Chunk) -> str:
    """The text of a chunk for a static model."""
    name, body = _name(facts, chunk), _body(text, chunk)
    return embedded_text(name, "", _documentation(text, facts, chunk), body)


def query_for_table(query: str) -> str:
    """What a static model is given of a query."""
    return query_text(query)


def _name(facts: Facts, chunk: Chunk) -> str:
    return "" if chunk.symbol == NO_SYMBOL else facts.shown(chunk.symbol)


def _documentation(text: bytes, facts: Facts, chunk: Chunk) -> str:
    """What the symbol's documentation says; for the first part of what was split alone."""
    if chunk.symbol == NO_SYMBOL or chunk.part:
        return ""
    start, end = facts.symbol_doc_start[chunk.symbol], facts.symbol_doc_end[chunk.symbol]
    return text[start : min(end, start + _MOST_TOLD)].decode("utf-8", "replace")


def _body(text: bytes, chunk: Chunk) -> str:
    return text[chunk.start : min(chunk.end, chunk.start + _MOST_BYTES)].decode("utf-8", "replace")
