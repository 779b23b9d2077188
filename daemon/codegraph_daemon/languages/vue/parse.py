"""Vue's components to facts: their script blocks, which share one scope.

What a template uses is not read.
"""

from __future__ import annotations

from ..ecmascript.blocks import EXTRACTOR as _BLOCKS
from ..ecmascript.blocks import facts_of_blocks
from ..embedded import script_blocks

EXTRACTOR = f"vue 1, {_BLOCKS}"
"""Rises with every change of what the extractor writes; part of the name of its facts."""


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    return facts_of_blocks(source, script_blocks(source))


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read."""
    return "vue"
