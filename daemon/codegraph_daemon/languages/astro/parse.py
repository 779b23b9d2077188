"""Astro's components to facts: the script between the fences at the top, and script blocks.

The component's template is not read.
"""

from __future__ import annotations

import re

from ..ecmascript.blocks import EXTRACTOR as _BLOCKS
from ..ecmascript.blocks import facts_of_blocks
from ..embedded import Block, script_blocks

EXTRACTOR = f"astro 1, {_BLOCKS}"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_TYPED = b' lang="ts"'
_OPENING = re.compile(rb"\s*---")
_CLOSING = re.compile(rb"^---", re.MULTILINE)


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    blocks: list[Block] = []
    end = 0
    opening = _OPENING.match(source)
    if opening is not None:
        closing = _CLOSING.search(source, opening.end())
        end = closing.start() if closing is not None else len(source)
        blocks.append(Block(opening.end(), end, _TYPED))
    blocks += [Block(b.start, b.end, _TYPED) for b in script_blocks(source, end)]
    return facts_of_blocks(source, blocks)


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read."""
    return "astro"
