"""What a model is given of a chunk, and of a query.

A network is given the text as it stands, below the name that it stands under. A static model adds
up the vectors of word pieces, so it is given the name twice and each word of the text once: what is
said often in one function would drown all else.
"""

from __future__ import annotations

import re
from typing import Final

from ..chunks.cut import NO_SYMBOL, Chunk
from ..facts import Facts

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+|\d+")
_MOST_BYTES: Final = 6000


def for_network(text: bytes, facts: Facts, chunk: Chunk) -> str:
    """The text of a chunk for a network that reads code as it stands."""
    body = text[chunk.start : min(chunk.end, chunk.start + _MOST_BYTES)].decode("utf-8", "replace")
    return f"{' '.join(_WORD.findall(_name(facts, chunk)))}\n{body}"


def for_table(text: bytes, facts: Facts, chunk: Chunk) -> str:
    """The text of a chunk for a static model."""
    name = " ".join(_WORD.findall(_name(facts, chunk))).lower()
    body = text[chunk.start : min(chunk.end, chunk.start + _MOST_BYTES)].decode("utf-8", "replace")
    words = dict.fromkeys(map(str.lower, _WORD.findall(body)))
    return f"{name} {name} {' '.join(words)}"


def query_for_table(query: str) -> str:
    """What a static model is given of a query."""
    return " ".join(dict.fromkeys(map(str.lower, _WORD.findall(query))))


def _name(facts: Facts, chunk: Chunk) -> str:
    return "" if chunk.symbol == NO_SYMBOL else facts.shown(chunk.symbol)
