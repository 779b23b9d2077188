"""Script blocks of components to facts of the whole file."""

from __future__ import annotations

from collections.abc import Sequence

from ..embedded import Block, blanked, in_file
from ..javascript.parse import facts_of as javascript
from ..tsx.parse import facts_of as tsx
from ..typescript.parse import facts_of as typescript
from .parsing import EXTRACTOR

__all__ = ["EXTRACTOR", "facts_of_blocks"]


def facts_of_blocks(source: bytes, blocks: Sequence[Block]) -> bytes:
    """The packed facts of a file in which only these blocks are read, as one module."""
    languages = {block.language for block in blocks}
    read = javascript
    if b"tsx" in languages:
        read = tsx
    elif languages & {b"ts", b"typescript"}:
        read = typescript
    text = blanked(source, [(block.start, block.end) for block in blocks])
    # What a component offers is itself, whether its script says so or not.
    return in_file(read(text), source, offered="default")
